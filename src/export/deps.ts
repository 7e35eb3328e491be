/** What the steps of the export line work with. */
import type { Certificate } from "../certificates/certificate.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { ThreadClient } from "../core/thread-client.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { ExportLedger } from "../store/export-run.ts";
import type { TableSelection } from "../store/export-snapshot.ts";
import type { DestinationSettings } from "../transfer/destination.ts";
import type { ExportCalls } from "./export-calls.ts";

export type ExportThread = Pick<ThreadClient<ExportCalls>, "call" | "terminate">;

export interface ExportDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ledger: ExportLedger;
  /** The current certificates of an owner; none where it has none. @throws {OperatorError} E007 */
  readonly certificatesOf: (owner: string) => Promise<readonly Certificate[]>;
  readonly destinations: Readonly<Record<string, DestinationSettings>>;
  readonly defaultDestination: string;
  readonly retentionMs: number;
  readonly compression: number;
  /** Private folder with one folder for each run that is open. */
  readonly workPath: string;
  readonly storePath: string;
  readonly types: readonly ImportTypeSpec[];
  readonly tables: readonly TableSelection[];
  readonly schemas: Readonly<Record<string, string>>;
  /** Name and version of the program. */
  readonly madeBy: string;
  /** What an empty system would refuse of a workbook with the whole configuration, as warnings; none where it takes it. */
  readonly checkConfiguration: (path: string) => Promise<readonly string[]>;
  /** Acts one after another, among all runs. */
  readonly inTurn: <T>(act: () => Promise<T>) => Promise<T>;
  readonly openThread: () => Promise<ExportThread>;
}

/** What one run tells while it goes on. */
export type ExportProgress =
  | { readonly step: "starting" }
  | {
      readonly step: "building";
      readonly records: number;
      readonly totalRecords: number;
      readonly contentBytes: number;
      readonly encryptedBytes: number;
    }
  | { readonly step: "publishing"; readonly sentBytes: number; readonly totalBytes: number };

export type OnProgress = (progress: ExportProgress) => void;
