/** What the fetch line tells of itself, in the words that people know for these runs. */
import type { ErrorCode } from "../core/codes.ts";
import type { ExportRun } from "../store/export-run.ts";

/** The states of a fetch as people see them; the ledger keeps them as ExportState. */
export const FETCH_STATES = [
  "Requested",
  "Waiting",
  "Running",
  "Retrying",
  "Completed",
  "CompletedWithFailures",
  "Failed",
  "TimedOut",
  "Cancelled",
] as const;

export type FetchState = (typeof FETCH_STATES)[number];

/** Waiting: for the file to be there. Retrying: after a fault that may pass. */
export function fetchStateOf({ state, fetch }: Pick<ExportRun, "state" | "fetch">): FetchState {
  switch (state) {
    case "Queued":
      return "Requested";
    case "InProgress":
      if (fetch?.held) return "Retrying";
      return fetch && fetch.files.length > 0 ? "Running" : "Waiting";
    case "Finished":
      return "Completed";
    case "FinishedWithWarnings":
      return "CompletedWithFailures";
    case "Failed":
    case "TimedOut":
    case "Cancelled":
      return state;
  }
}

export type FetchProgress =
  | { readonly step: "starting" }
  | { readonly step: "waiting"; readonly nextLookAt: string }
  | {
      readonly step: "fetching";
      readonly file: string;
      readonly bytes: number;
      /** Absent where the source can't tell. */
      readonly totalBytes?: number;
    }
  | { readonly step: "importing" | "settling"; readonly file: string };

export interface RunningFetch {
  readonly run: string;
  readonly job: string;
  readonly title: string;
  readonly state: FetchState;
  readonly startedAt: string;
  /** Up to when a file is waited for. */
  readonly deadlineAt: string;
  readonly progress: FetchProgress;
  readonly filesDone: number;
  /** Why it does not go on now. */
  readonly held?: { readonly code: ErrorCode; readonly reason: string; readonly retryAt: string };
}

export interface FetchStatus {
  readonly running: readonly RunningFetch[];
}
