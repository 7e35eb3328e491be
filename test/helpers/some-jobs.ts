/** Jobs for tests of what keeps them. */
import type { CatalogueContent } from "../../src/jobs/catalogue-content.ts";
import type { Job } from "../../src/jobs/job.ts";
import { readJob, CHATS } from "./job-texts.ts";

/** The nth job; ids differ in their first characters. */
export function someJob(n: number): Job {
  const head = (n + 1).toString(16).padStart(8, "0");
  return {
    id: `${head}-4f3a-4abc-8def-0123456789ab`,
    state: "Active",
    definition: { ...readJob(CHATS), title: `Job ${n}` },
    createdAt: "2026-11-20T10:15:00.000Z",
    changedAt: "2026-11-20T10:15:00.000Z",
  };
}

/** A change of a catalogue that adds a job. */
export function adding(job: Job) {
  return (content: CatalogueContent): { content: CatalogueContent; result: string } => ({
    content: { ...content, jobs: [...content.jobs, job] },
    result: job.id,
  });
}
