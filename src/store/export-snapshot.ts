/** The port through which an export reads: one consistent moment of the store, while imports go on. */

export interface RecordSelection {
  /** Interaction, Document, Contact, ContactAttribute, or another dataset. */
  readonly dataset: string;
  /** Interactions of these media types only; compared without regard to case. */
  readonly mediaTypes?: readonly string[];
  /** Half-open: from <= field < to; ISO 8601, UTC. A record without the field is left out. */
  readonly period?: { readonly field: string; readonly from?: string; readonly to?: string };
  /** Records that were created or changed by audit keys after (exclusive) and up to (inclusive). */
  readonly audit?: { readonly after?: number; readonly upTo?: number };
  /** Only records whose `column` names (by its natural key) a record of the other selection. */
  readonly of?: { readonly column: string; readonly selection: RecordSelection };
}

/** Whole lines, UTF-8, each ending in a line feed (JSON Lines) or CR LF (CSV); about 256 KiB. */
export interface Page {
  readonly bytes: Buffer;
  readonly records: number;
}

/** Column of a table of the Info Mart: its name in the CSV, and the value (see config/export-types). */
export interface TableColumn {
  readonly name: string;
  /** A column of the source, or a constant. */
  readonly from: string | { readonly constant: string | number };
}

export interface TableSelection {
  readonly table: string;
  /** Dataset or ledger table that fills it; absent: the table is always empty. */
  readonly source?: string;
  readonly columns: readonly TableColumn[];
  readonly audit?: { readonly after?: number; readonly upTo?: number };
}

/** Synchronous: it lives in a thread of its own. */
export interface ExportSnapshot extends Disposable {
  /** The highest audit key that this moment contains; 0 when there is none. */
  readonly auditKey: number;
  count(selection: RecordSelection): number;
  /**
   * Records as JSON Lines by ascending Id: fields in the order of the schema, absent values left
   * out, text fields as text, integers as numbers, int64 as decimal text, json fields as objects.
   */
  jsonLines(selection: RecordSelection): IterableIterator<Page>;
  countRows(selection: TableSelection): number;
  /** RFC 4180 with a header line; the header counts no record. */
  csv(selection: TableSelection): IterableIterator<Page>;
}
