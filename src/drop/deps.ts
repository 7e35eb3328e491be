/** What the steps of the import line work with. */
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { ReadOptions } from "../formats/rows.ts";
import type { JobActions } from "../jobs/actions/job-actions.ts";
import type { CampaignLedger } from "../store/campaign-ledger.ts";
import type { Store } from "../store/store.ts";
import type { DropFolder } from "./folders.ts";
import type { Readers } from "./readers.ts";
import type { DecidedRun, RunRecord } from "../store/run.ts";
import type { Filing } from "./filing.ts";
import type { HistoryNames } from "./history-names.ts";
import type { HistoryFiles } from "./result-file.ts";

export interface DropDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Store;
  readonly readers: Readers;
  readonly names: HistoryNames;
  readonly filing: Filing;
  /** Private folder for work files of runs, swept at start. */
  readonly workPath: string;
  /** Zone of names in History and of date-times without offset. */
  readonly timeZone: string;
  readonly defaultCountry: string | undefined;
  readonly user: string;
  readonly jobs: JobTarget;
  /** Where files of attempts go. */
  readonly attempts: Pick<CampaignLedger, "campaigns" | "recordAttempts">;
  readonly reading: ReadOptions;
  /** A file whose references are not all there is tried again until this long after its claim; 0: never. */
  readonly retryUnresolvedMs: number;
  /** Runs have been archived: what is told of them can be told. */
  readonly onArchived?: () => void;
  /** Aborted when the daemon must stop at once: what runs is left for recovery. */
  readonly signal: AbortSignal;
}

/** Where files of jobs go. */
export interface JobTarget {
  readonly actions: Pick<JobActions, "apply" | "isApplied">;
  /** Whether the user of the imports has the right `export`. */
  readonly isAllowed: boolean;
}

/** One run on its way through the line. */
export interface DropJob {
  readonly folder: DropFolder;
  readonly run: RunRecord;
}

/** One run that only needs its report and its place in History. */
export interface DecidedJob {
  readonly folder: DropFolder;
  readonly run: DecidedRun;
}

/** A run and what History has of it. */
export interface ReportedRun {
  readonly run: DecidedRun;
  readonly files: HistoryFiles;
}

/** Runs of one type that take a step together, oldest first; often it is one. */
export interface Group<Run> {
  readonly folder: DropFolder;
  readonly runs: readonly Run[];
}
