/** What the main thread asks of a reading thread, and what comes back. */
import type { MessagePort } from "node:worker_threads";
import type { ReadOptions } from "../formats/rows.ts";
import type { JobRow } from "../jobs/job-row.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { FileFault } from "../store/verdict.ts";
import type { ValidateContext } from "./validate.ts";

/** A file that is to be read. */
export interface ImportSource {
  readonly path: string;
  /** Name as it was dropped. */
  readonly fileName: string;
}

/** Read files one after another, check their rows, send them to the store. */
export interface FeedJob {
  readonly kind: "feed";
  readonly files: readonly ImportSource[];
  readonly type: ImportTypeSpec;
  readonly reading: ReadOptions;
  readonly context: Omit<ValidateContext, "fileName">;
  readonly port: MessagePort;
}

/** Read a file again and write its rejected rows. Answers RejectedFile or undefined. */
export interface RejectedJob {
  readonly kind: "rejected";
  readonly sourcePath: string;
  /** Name under which the file was dropped: names the campaign of a file that does not. */
  readonly file: string;
  readonly type: ImportTypeSpec;
  readonly reading: ReadOptions;
  /** JSON Lines of all issues, by sheet and row. */
  readonly issuesPath: string;
  /** `History/<name>`, to which `.rejected.csv` or `.rejected.xlsx` is added. */
  readonly stemPath: string;
  /** The campaign of the file exists now: the rows that are mended go into it. */
  readonly isApplied: boolean;
}

/** Read a file of jobs. Answers JobFile. */
export interface JobsJob {
  readonly kind: "jobs";
  readonly path: string;
}

/** What stands in a file of jobs. */
export interface JobFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: readonly JobRow[];
  /** The file as a whole is of no use: it has no rows then. */
  readonly refused?: FileFault;
}

export type ReaderJob = FeedJob | RejectedJob | JobsJob;

export type ReaderReply =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly error: {
        readonly name: string;
        readonly message: string;
        readonly stack: string;
        readonly isOurs: boolean;
        readonly code?: string;
      };
    };
