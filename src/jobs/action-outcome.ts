/** What became of one action on a job. */
import type { Job } from "./job.ts";
import type { JobIssue } from "./job-issue.ts";

export const ACTIONS = [
  "create",
  "update",
  "clone",
  "suspend",
  "resume",
  "delete",
  "run",
  "cancel",
] as const;

export type ActionName = (typeof ACTIONS)[number];

export interface ActionDone {
  readonly row: number;
  readonly ok: true;
  readonly action: ActionName;
  /** Id of the job. */
  readonly job: string;
  readonly title: string;
  /** As a result file counts it: run and cancel are updates. */
  readonly change: "created" | "updated" | "unchanged" | "deleted";
  /** Id of the run that was queued or cancelled. */
  readonly run?: string;
}

export interface ActionRefused {
  readonly row: number;
  readonly ok: false;
  readonly issues: readonly JobIssue[];
}

export type ActionOutcome = ActionDone | ActionRefused;

/** What an action asks of the ledger; carried out after the catalogue has it in writing. */
export interface Intent {
  /** Position of its outcome. */
  readonly index: number;
  readonly kind: "run" | "cancel";
  /** Id of the run: given beforehand, so that a second try finds the first. */
  readonly run: string;
  /** The job as it was at that row. */
  readonly job: Job;
}
