/** A job: the saved definition of an export with its schedule, and the state it is in. */

/** When a job runs. Times are `HH:mm` in the job's zone; hourly counts from 00:00. */
export type RunRule =
  | { readonly kind: "once"; /** ISO 8601, UTC; absent: at once. */ readonly at?: string }
  | { readonly kind: "hourly"; readonly every: 1 | 2 | 3 | 4 | 6 | 8 | 12 }
  | { readonly kind: "daily"; readonly times: readonly string[] }
  /** Days 1 (Monday) to 7. */
  | { readonly kind: "weekly"; readonly days: readonly number[]; readonly times: readonly string[] }
  /** Day 1 to 31; in a shorter month 31, 30 and 29 mean its last day. */
  | { readonly kind: "monthly"; readonly day: number; readonly times: readonly string[] }
  /** Five fields: minute, hour, day of month, month, day of week. */
  | { readonly kind: "cron"; readonly expression: string };

/** Which records a run takes, by time or by audit key. */
export type Timeframe =
  | { readonly kind: "all" }
  /** Ends at the due instant. A month is a calendar month in the job's zone. */
  | {
      readonly kind: "last";
      readonly unit: "hours" | "days" | "weeks" | "months";
      readonly count: number;
    }
  /** Half-open, UTC. */
  | { readonly kind: "interval"; readonly from: string; readonly to: string }
  /** What changed since the last published run (see baseline). */
  | { readonly kind: "delta" }
  /** After `after`, up to and including `upTo`. */
  | { readonly kind: "audit"; readonly after: number; readonly upTo: number };

/** Where a module of the data exchange reads or writes; see exchange.md of the design. */
export type ExchangeDefinition =
  FetchDefinition | TableExport | StatisticsExport | ConfigurationExport;

/** Importer and Updater: what is fetched goes through the drop folder of the database. */
export interface FetchDefinition {
  readonly kind: "fetch";
  readonly database: string;
  /** Name of one of `sources` in the settings. */
  readonly connection: string;
  readonly read:
    /** Path on SFTP, relative to that of the source; date place holders, `*` and `?` in its last part. */
    | { readonly kind: "file"; readonly pattern: string }
    /** `schema.table` or `table` of the client's database. */
    | { readonly kind: "table"; readonly table: string }
    /** One SELECT. */
    | { readonly kind: "query"; readonly query: string };
  /** How long after the due instant a file is waited for. */
  readonly deadlineMs: number;
  /** What becomes of a remote file whose content was imported. `move`: into a folder beside it. */
  readonly afterwards:
    | { readonly kind: "keep" }
    | { readonly kind: "delete" }
    | { readonly kind: "move"; readonly folder: string };
}

/** Displacer: the content of a database. */
export interface TableExport extends ExportForm {
  readonly kind: "table";
  readonly format: "csv" | "xml";
  readonly database: string;
}

/** Exporter: events one by one, or counted by day. */
export interface StatisticsExport extends ExportForm {
  readonly kind: "statistics";
  readonly format: "csv" | "xml";
  readonly statistics: "events" | "aggregated";
}

/** Sheets of a configuration workbook, in the order in which an import takes them. */
export const CONFIGURATION_SHEETS = [
  "UserGroups",
  "Calendars",
  "Skills",
  "PresenceProfiles",
  "Scripts",
  "Queues",
  "Users",
] as const;

/** The configuration as a workbook for another system. */
export interface ConfigurationExport extends ExportForm {
  readonly kind: "configuration";
  readonly format: "xlsx";
  /** Absent: all. */
  readonly sheets?: readonly (typeof CONFIGURATION_SHEETS)[number][];
}

/** How displaced and statistical data and configurations leave. */
export interface ExportForm {
  readonly format: "csv" | "xml" | "xlsx";
  /** none: the file itself; zip: in a plain zip; encrypted: zip, then to the certificates. */
  readonly packing: "none" | "zip" | "encrypted";
  /** With date place holders (jobs/name-pattern.ts) and no extension; the format gives that. */
  readonly fileName: string;
}

export type DateField = "MODIFIEDDATE" | "STARTDATE";
export type Encryption = "smime-aes256-cbc" | "cms-aes256-gcm";

/** data-importer and data-updater fetch, all others export. */
export type JobSource =
  | "contact-history"
  | "info-mart"
  | "data-importer"
  | "data-updater"
  | "data-displacer"
  | "data-exporter"
  | "configuration";

/** What a user defines; complete: defaults are filled in. */
export interface JobDefinition {
  readonly title: string;
  readonly description?: string;
  readonly source: JobSource;
  /** Of contact-history. */
  readonly type?: "interaction" | "contact";
  /** Of the modules of the data exchange, and always there for them. */
  readonly exchange?: ExchangeDefinition;
  /** Of interactions; absent: all. */
  readonly mediaTypes?: readonly string[];
  readonly run: RunRule;
  /** First and last date of the recurrence, `YYYY-MM-DD` in the zone, both inclusive. */
  readonly from?: string;
  readonly until?: string;
  /** `UTC` or an IANA name. */
  readonly timeZone: string;
  readonly timeframe: Timeframe;
  readonly dateField: DateField;
  readonly splitSizeBytes?: number;
  /** Name of a destination of the settings; absent: the default one. */
  readonly destination?: string;
  /** Owners of certificates; absent: the default one. */
  readonly certificates?: readonly string[];
  readonly notify?: readonly string[];
  /** What happens after downtime with the instants that were missed. */
  readonly catchUp: "none" | "latest" | "all";
  /** Delta counts from the job's own last export, or from the last one of any job of this source. */
  readonly baseline: "job" | "any";
  /** No artifact when there are no records. */
  readonly skipEmpty: boolean;
  readonly encryption: Encryption;
}

/**
 * Active: its due instants make runs. Suspended: they are accounted as suspended.
 * Submitted: a one-time job that has started; it can be cloned, run again and deleted, nothing else.
 */
export type JobState = "Active" | "Suspended" | "Submitted";

export interface Job {
  /** UUID. */
  readonly id: string;
  readonly state: JobState;
  readonly definition: JobDefinition;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly changedAt: string;
}
