/** The job that a request names. */
import { nearest } from "../../core/nearest.ts";
import { findById, findByTitle, foldTitle } from "../find-job.ts";
import type { Job } from "../job.ts";
import type { JobIssue } from "../job-issue.ts";
import { type Plan, type Planned, refuse } from "./plan.ts";
import type { ActionRequest } from "./request.ts";

/** Calls `act` with the job that the request names by Id, or else by Title. */
export async function withTarget(
  { jobs }: Plan,
  { id, title, action }: ActionRequest,
  act: (job: Job) => Promise<Planned> | Planned,
): Promise<Planned> {
  if (id === undefined && title === undefined) return refuse(unnamed(action));
  const job = targetOf(jobs, id, title);
  if (job === undefined) return refuse(unknownJob(jobs, id, title));
  const isOther = title !== undefined && foldTitle(job.definition.title) !== foldTitle(title);
  // In an update beside an Id the title is the new one.
  if (isOther && action !== "update") return refuse(disagreement(job, title));
  return await act(job);
}

/** By its id, or by its title where no id is given. */
export function targetOf(
  jobs: readonly Job[],
  id: string | undefined,
  title: string | undefined,
): Job | undefined {
  if (id !== undefined) return findById(jobs, id, false) ?? findById(jobs, id, true);
  return title === undefined ? undefined : findByTitle(jobs, title);
}

export function unnamed(action: string): JobIssue {
  return {
    code: "R001",
    field: "Id",
    message: `Id is missing; expected the Id or Title of the job to ${action}`,
  };
}

export function unknownJob(
  jobs: readonly Job[],
  id: string | undefined,
  title: string | undefined,
): JobIssue {
  if (id !== undefined) {
    return {
      code: "J002",
      field: "Id",
      value: id,
      message: `There is no job of this Id; expected a whole Id, or its beginning (8 characters) where that means one job only`,
    };
  }
  const titles = jobs.map(({ definition }) => definition.title);
  const near = title === undefined ? undefined : nearest(title, titles);
  const help = near === undefined ? "expected an exact title" : `did you mean ${near}?`;
  return {
    code: "J002",
    field: "Title",
    ...(title === undefined ? {} : { value: title }),
    message: `There is no job of this title; ${help}`,
  };
}

function disagreement(job: Job, title: string): JobIssue {
  return {
    code: "R011",
    field: "Title",
    value: title,
    message: `Id and Title mean different jobs: ${job.id} is called ${job.definition.title}`,
    hint: "Leave one of the two empty.",
  };
}
