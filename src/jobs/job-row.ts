/** One action on a job as a file, the command line or a request gives it. */
import type { JobIssue } from "./job-issue.ts";

export interface JobRow {
  /** Row of the sheet or line, position of the record; as reports call it. */
  readonly row: number;
  /** Name of its sheet, where the format has sheets. */
  readonly sheet?: string;
  /** The notation of the job, with `Action` and `Id` where they are needed. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What is wrong with the row as a whole: nothing of it is used then. */
  readonly faults?: readonly JobIssue[];
}
