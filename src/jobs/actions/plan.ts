/**
 * Actions are planned one after another on a copy of the catalogue, and then take effect at once:
 * what they make of the jobs in one write, what they ask of the ledger after it.
 */
import type { ActionDone, Intent } from "../action-outcome.ts";
import type { Job } from "../job.ts";
import type { JobIssue } from "../job-issue.ts";
import type { ActionDeps } from "./deps.ts";
import type { ActionRequest } from "./request.ts";

export interface Plan {
  readonly deps: ActionDeps;
  readonly now: Date;
  /** The jobs as the actions before have left them. */
  readonly jobs: readonly Job[];
  /** What the actions before will ask of the ledger. */
  readonly intents: readonly Intent[];
}

/** What one action does. */
export interface Step {
  readonly job: Job;
  readonly change: ActionDone["change"];
  /** The run that the action is about. */
  readonly run?: string;
  /** What is asked of the ledger for that run. */
  readonly intent?: Intent["kind"];
}

export interface Refused {
  readonly issues: readonly JobIssue[];
}

export type Planned = Step | Refused;
export type PlanAction = (plan: Plan, request: ActionRequest) => Promise<Planned>;

export function refuse(...issues: readonly JobIssue[]): Refused {
  return { issues };
}

/** The jobs after a step. */
export function jobsAfter(jobs: readonly Job[], { job, change }: Step): readonly Job[] {
  if (change === "created") return [...jobs, job];
  if (change === "deleted") return jobs.filter(({ id }) => id !== job.id);
  return jobs.map((one) => (one.id === job.id ? job : one));
}

/** The run of the job that is open, or will be when the actions before have taken effect. */
export async function openRun({ deps, intents }: Plan, job: Job): Promise<string | undefined> {
  const planned = intents.findLast((intent) => intent.job.id === job.id);
  if (planned !== undefined) return planned.kind === "run" ? planned.run : undefined;
  const states = ["Queued", "InProgress"] as const;
  const [open] = await deps.ledger.exports({ job: job.id, states, limit: 1 });
  return open?.id;
}
