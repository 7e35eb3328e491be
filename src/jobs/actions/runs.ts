/** Actions on the runs of a job: run (now) and cancel. */
import { newUuid } from "../../core/ids.ts";
import type { Job } from "../job.ts";
import { openRun, type PlanAction, refuse } from "./plan.ts";
import { withTarget } from "./target.ts";

export const planRun: PlanAction = async (plan, request) =>
  await withTarget(plan, request, async (job) => {
    const open = await openRun(plan, job);
    if (open === undefined) {
      const run = newUuid(plan.now);
      return { job: started(job, plan.now), change: "updated", run, intent: "run" };
    }
    return refuse({
      code: "J004",
      field: "Action",
      message: `A run of ${job.definition.title} is going on (${open}); expected run after its end, or cancel first`,
    });
  });

/** A one-time job that starts is over with that; others stay as they are. */
export function started(job: Job, now: Date): Job {
  if (job.definition.run.kind !== "once" || job.state === "Submitted") return job;
  return { ...job, state: "Submitted", changedAt: now.toISOString() };
}

export const planCancel: PlanAction = async (plan, request) =>
  await withTarget(plan, request, async (job) => {
    const run = await openRun(plan, job);
    if (run !== undefined) return { job, change: "updated", run, intent: "cancel" };
    return refuse({
      code: "J005",
      field: "Action",
      message: `No run of ${job.definition.title} is going on; expected one that is queued or in progress`,
    });
  });
