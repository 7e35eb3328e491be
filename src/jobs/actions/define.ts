/** Actions that define a job: create and update. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Job, JobDefinition } from "../job.ts";
import type { JobIssue } from "../job-issue.ts";
import { readDefinition } from "../notation/read-definition.ts";
import { changedFields } from "../notation/write-definition.ts";
import { type Plan, type PlanAction, type Planned, refuse } from "./plan.ts";
import { issuesOf } from "./rules.ts";
import { withTarget } from "./target.ts";

export const planCreate: PlanAction = async (plan, { id, fields }) => {
  if (id !== undefined) {
    return refuse({
      code: "R010",
      field: "Id",
      value: id,
      message: "Id is for jobs that exist; expected none for a new job, or Action=update",
    });
  }
  return await addJob(plan, fields);
};

/** A new job, active at once. */
export async function addJob(
  plan: Plan,
  fields: Readonly<Record<string, unknown>>,
): Promise<Planned> {
  const read = readDefinition(fields, plan.deps.defaults);
  if ("problems" in read) return refuse(...read.problems);
  const at = plan.now.toISOString();
  const { definition } = read;
  // Random, not by time, so that the beginnings by which people name jobs differ.
  const job: Job = { id: randomUUID(), state: "Active", definition, createdAt: at, changedAt: at };
  const issues = await issuesOf(plan, job);
  return issues.length > 0 ? refuse(...issues) : { job, change: "created" };
}

export const planUpdate: PlanAction = async (plan, request) =>
  await withTarget(plan, request, async (job) => {
    if (job.state === "Submitted") return refuse(submitted(job, "can't be edited any more"));
    const changed = changedFields(job.definition, request.fields);
    const read = readDefinition(changed, plan.deps.defaults);
    if ("problems" in read) return refuse(...read.problems);
    if (isDeepStrictEqual(read.definition, job.definition)) return { job, change: "unchanged" };
    return await saveJob(plan, job, read.definition);
  });

async function saveJob(plan: Plan, before: Job, definition: JobDefinition): Promise<Planned> {
  const job = { ...before, definition, changedAt: plan.now.toISOString() };
  const issues = await issuesOf(plan, job);
  return issues.length > 0 ? refuse(...issues) : { job, change: "updated" };
}

/** @param what the job can't do. */
export function submitted({ definition }: Job, what: string): JobIssue {
  return {
    code: "J003",
    field: "Action",
    message: `The one-time job ${definition.title} has started and ${what}; expected clone, run or delete`,
  };
}
