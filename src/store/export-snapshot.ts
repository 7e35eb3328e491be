/** The port through which an export reads: one consistent moment of the store, while imports go on. */

/** Audit keys after (exclusive) and up to (inclusive). */
export interface AuditRange {
  readonly after?: number;
  readonly upTo?: number;
}

export interface RecordSelection {
  /** Interaction, Document, Contact, ContactAttribute, or another dataset. */
  readonly dataset: string;
  /** Interactions of these media types only; compared without regard to case. */
  readonly mediaTypes?: readonly string[];
  /** Half-open: from <= field < to; ISO 8601, UTC. A record without the field is left out. */
  readonly period?: { readonly field: string; readonly from?: string; readonly to?: string };
  /** Records that were created, or changed last, by one of these audit keys. */
  readonly audit?: AuditRange;
  /** Only records whose `column` names (by its natural key) a record of the other selection. */
  readonly of?: { readonly column: string; readonly selection: RecordSelection };
}

/** Whole lines, UTF-8, each ending in a line feed (JSON Lines) or CR LF (CSV); about 64 KiB. */
export interface Page {
  readonly bytes: Buffer;
  readonly records: number;
  /** Records that the format can't hold, and that are left out. */
  readonly leftOut?: number;
}

/** A value of a table of the Info Mart, made from a record of its source. */
export type TableValue =
  /** The column of this name, as people see it; `Id`, `ExternalId`, `CreatedKey`, `ModifiedKey` too. */
  | string
  | { readonly constant: string | number }
  /** A datetime column as whole seconds since 1970, UTC. */
  | { readonly seconds: string }
  /** The same, of the start of its quarter of an hour. */
  | { readonly quarterHour: string }
  /** Columns and numbers added up. */
  | { readonly sum: readonly (string | number)[] };

/** The quarter hours in which these datetime columns of a dataset lie, each once. */
export interface QuarterHours {
  readonly dataset: string;
  readonly columns: readonly string[];
}

/** Columns of the audit log as a source. */
export const AUDIT_LOG = {
  name: "CTL_AUDIT_LOG",
  columns: ["AUDIT_KEY", "RUN", "TYPE", "TIME", "CREATED", "UPDATED", "DELETED"],
} as const;

/** Columns of QuarterHours as a source: keys are seconds since 1970, the others text, all UTC. */
export const CALENDAR_COLUMNS = [
  "QuarterHourKey",
  "HalfHourKey",
  "HourKey",
  "DayKey",
  "Time",
  "Date",
] as const;

/** Some rows of a table: from a source, or fixed ones. Values in the order of the columns. */
export type TablePart =
  | {
      readonly kind: "records";
      /** A dataset, or CTL_AUDIT_LOG. */
      readonly source: string;
      readonly values: readonly (TableValue | null)[];
    }
  | {
      readonly kind: "calendar";
      readonly source: QuarterHours;
      readonly values: readonly (TableValue | null)[];
    }
  | { readonly kind: "rows"; readonly rows: readonly (readonly (string | number | null)[])[] };

/** A table of the Info Mart (see config/export-types). */
export interface TableSelection {
  readonly table: string;
  readonly columns: readonly string[];
  /** Its rows, one part after another; none: a header alone. Fixed rows know no audit keys. */
  readonly parts: readonly TablePart[];
  readonly audit?: AuditRange;
}

/** The rows of a dataset for another database: all, or those that changed. */
export interface ContentSelection {
  readonly dataset: string;
  readonly format: "csv" | "xml";
  /** Absent: all rows, without an operation. */
  readonly changes?: AuditRange;
}

export interface ContentColumns {
  /** In the order of the definition. */
  readonly names: readonly string[];
  readonly key: readonly string[];
}

/** Ended runs, one row each, or counted. See STATISTICS for the columns. */
export interface StatisticsSelection {
  readonly table: StatisticsName;
  /** The runs that ended in it; half-open, ISO 8601, UTC. */
  readonly period: { readonly from?: string; readonly to?: string };
  /** IANA name: where a day begins. */
  readonly timeZone: string;
}

/** The records of a dataset as rows of a sheet; those that are built in are left out. */
export interface SheetSelection {
  readonly dataset: string;
  /** Names of columns, `ExternalId` and those of entries too. */
  readonly columns: readonly string[];
}

/**
 * In the order of the columns: references by name, lists `a;b`, pairs `a=1;b=2` (both with
 * backslashes before `\ ; =`), everything else as it is stored.
 */
export type SheetRow = readonly (string | number | null)[];

const ROW_COUNTS = ["TOTAL", "CREATED", "UPDATED", "UNCHANGED", "DELETED", "SKIPPED", "REJECTED"];

/** The tables of statistics: a job takes all of its kind. */
export const STATISTICS = {
  runs: {
    kind: "events",
    columns: [
      ...["KIND", "RUN", "TYPE", "JOB", "FILE", "STATUS", "USER", "STARTED", "FINISHED"],
      ...["DURATION_MS", "BYTES", ...ROW_COUNTS, "WARNINGS", "CODES"],
    ],
  },
  runs_per_day: {
    kind: "aggregated",
    columns: [
      ...["DAY", "KIND", "TYPE", "JOB", "STATUS", "RUNS", "FILES", ...ROW_COUNTS, "WARNINGS"],
      ...["MEAN_MS", "LONGEST_MS", "BYTES"],
    ],
  },
} as const satisfies Readonly<
  Record<string, { readonly kind: "events" | "aggregated"; readonly columns: readonly string[] }>
>;

export type StatisticsName = keyof typeof STATISTICS;

/** Values in the order of the columns. */
export type StatisticsRow = readonly (string | number | null)[];

/** Synchronous: it lives in a thread of its own. */
export interface ExportSnapshot extends Disposable {
  /** The highest audit key that this moment contains; 0 when there is none. */
  readonly auditKey: number;
  /** @throws {UsageError} S009 for an unknown dataset or column; so do the others. */
  count(selection: RecordSelection): number;
  /**
   * Records as JSON Lines by ascending Id: fields in the order of the schema, absent values left
   * out, text fields as text, integers as numbers, int64 as decimal text, json fields as objects.
   */
  jsonLines(selection: RecordSelection): IterableIterator<Page>;
  countRows(selection: TableSelection): number;
  /** RFC 4180 with a header line; the header counts no record. */
  csv(selection: TableSelection): IterableIterator<Page>;
  /** Of a dataset without the columns that are secret or Quayside's own. */
  contentColumns(dataset: string): ContentColumns;
  countContent(selection: ContentSelection): number;
  /**
   * The rows that are there, by ascending Id, without what stands around them: lines of CSV, or
   * `<RECORD>` elements. NULL is `\N`. With `changes` the operation I or U comes first, or as the
   * attribute ACTION.
   */
  content(selection: ContentSelection): IterableIterator<Page>;
  /** Keys of the rows that are gone, each once, in the order of the key columns. */
  deletedKeys(dataset: string, changes: AuditRange): IterableIterator<readonly string[]>;
  countDeleted(dataset: string, changes: AuditRange): number;
  statistics(selection: StatisticsSelection): IterableIterator<StatisticsRow>;
  countStatistics(selection: StatisticsSelection): number;
  /** By natural key; a record with entries has one row for each, or one without any. */
  sheetRows(selection: SheetSelection): IterableIterator<SheetRow>;
  countSheetRows(dataset: string): number;
}
