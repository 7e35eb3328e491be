/** Actions that change the state of a job: suspend, resume and delete. */
import type { Job, JobState } from "../job.ts";
import { submitted } from "./define.ts";
import { openRun, type Plan, type PlanAction, type Planned, refuse } from "./plan.ts";
import { dueIssues } from "./rules.ts";
import { withTarget } from "./target.ts";

export const planSuspend: PlanAction = async (plan, request) =>
  await withTarget(plan, request, (job) => enter(plan, job, "Suspended"));

export const planResume: PlanAction = async (plan, request) =>
  await withTarget(plan, request, (job) => {
    const issues = job.state === "Suspended" ? dueIssues(plan.deps, job, plan.now) : [];
    return issues.length > 0 ? refuse(...issues) : enter(plan, job, "Active");
  });

function enter({ now }: Plan, job: Job, state: Exclude<JobState, "Submitted">): Planned {
  if (job.state === "Submitted") {
    const what = state === "Active" ? "resumed" : "suspended";
    return refuse(submitted(job, `can't be ${what} any more`));
  }
  if (job.state === state) return { job, change: "unchanged" };
  return { job: { ...job, state, changedAt: now.toISOString() }, change: "updated" };
}

export const planDelete: PlanAction = async (plan, request) =>
  await withTarget(plan, request, async (job) => {
    const run = await openRun(plan, job);
    if (run === undefined) return { job, change: "deleted" };
    return refuse({
      code: "J003",
      field: "Action",
      message: `The job ${job.definition.title} is in progress (run ${run}) and can't be deleted; expected cancel first`,
    });
  });
