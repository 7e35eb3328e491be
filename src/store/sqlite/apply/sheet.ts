/** The state of one sheet while its rows are applied: where values stand, statements, findings. */
import type { RowCode } from "../../../core/codes.ts";
import { DELETE_COLUMN, ENTRIES_COLUMN, KEY_COLUMN } from "../../dataset-spec.ts";
import type { DatasetSpec, ImportTypeSpec } from "../../dataset-spec.ts";
import { fold } from "../../fold.ts";
import type { Database, SqlValue } from "../database.ts";
import type { Layout, Layouts, StoredColumn } from "../layout.ts";
import type { PackedTables } from "../packed-tables.ts";
import { compileDefault, type Default } from "../../defaults.ts";
import type { RecordIds } from "./record-ids.ts";
import { recordRules, type RecordRule } from "./record-rules.ts";
import type { References } from "./references.ts";
import type { SeenRows } from "./seen-rows.ts";
import { sheetStatements, type SheetStatements } from "./sheet-statements.ts";

/** What all sheets of one run share. */
export interface Session {
  readonly db: Database;
  readonly layouts: Layouts;
  /** Of the datasets whose records may come packed. */
  readonly tables: PackedTables;
  readonly auditKey: number;
  readonly onDuplicate: ImportTypeSpec["onDuplicate"];
  readonly references: References;
  readonly seen: SeenRows;
  readonly ids: RecordIds;
}

/** Why a row is rejected, or what it is warned of. */
export interface Problem {
  readonly code: RowCode;
  readonly message: string;
  readonly column?: string | undefined;
  readonly value?: string | undefined;
  /** The row, where it is not the record's first one (entries). */
  readonly row?: number | undefined;
}

/** Positions in the values of a feed row; -1 where the feed has no such column. */
export interface FeedPositions {
  readonly id: number;
  readonly externalId: number;
  readonly remove: number;
  readonly key: number;
  readonly entries: number;
  readonly operation: number;
  readonly copyFrom: number;
  /** One for each column of the layout. */
  readonly columns: readonly number[];
  readonly links: readonly number[];
  readonly keyParts: readonly number[];
}

export interface Sheet {
  readonly session: Session;
  /** The definition as the type of this run has it: settings may differ from the stored one. */
  readonly spec: DatasetSpec;
  readonly layout: Layout;
  readonly at: FeedPositions;
  readonly sql: SheetStatements;
  readonly defaults: {
    readonly columns: readonly Default[];
    readonly links: readonly Default[];
    readonly entries: readonly Default[];
  };
  /** Name of a column -> its position in the feed, for defaults and alternatives. */
  readonly positions: ReadonlyMap<string, number>;
  /** Folded keys of the records that nobody may touch. */
  readonly builtIn: ReadonlySet<string>;
  /** Few datasets have any. */
  readonly rules: readonly RecordRule[];
  /**
   * Positions of the layout's columns that a new record of this sheet can have a value in; the
   * others are null in all of them, and binding that null a million times costs as much as a value.
   */
  readonly filled: readonly number[];
  /** Values of the new record in hand, by position of the layout; used again for each row. */
  readonly record: SqlValue[];
  /** Parameters of the insert, used again for each row. */
  readonly params: SqlValue[];
  /** Whether the next row is probably a new record: then inserting is tried before looking. */
  expectsNew: boolean;
}

export function openSheet(
  session: Session,
  layout: Layout,
  spec: DatasetSpec,
  feed: readonly string[],
): Sheet {
  const at = positionsOf(layout, spec, feed);
  const columnDefaults = layout.columns.map((column) =>
    column.role === "raw" ? undefined : compileDefault(column.spec),
  );
  const isFilled = (column: StoredColumn, position: number): boolean =>
    (at.columns[position] ?? -1) >= 0 ||
    columnDefaults[position] !== undefined ||
    column.spec.required ||
    spec.copyFrom !== undefined;
  const filled = layout.columns.flatMap((column, position) =>
    isFilled(column, position) ? [position] : [],
  );
  return {
    session,
    spec,
    layout,
    at,
    sql: sheetStatements(session.db, layout, filled),
    defaults: {
      columns: columnDefaults,
      links: layout.links.map((link) => compileDefault(link.spec)),
      entries: layout.entries?.columns.map((column) => compileDefault(column.spec)) ?? [],
    },
    positions: new Map(feed.map((name, position) => [name, position])),
    builtIn: new Set(spec.builtIn.map((record) => builtInKey(spec, record))),
    rules: recordRules(session, layout),
    filled,
    record: layout.columns.map(() => null),
    params: [],
    expectsNew: true,
  };
}

function positionsOf(layout: Layout, spec: DatasetSpec, feed: readonly string[]): FeedPositions {
  const of = (name: string | undefined): number => (name === undefined ? -1 : feed.indexOf(name));
  return {
    id: spec.common ? of("Id") : -1,
    externalId: spec.common ? of("ExternalId") : -1,
    remove: of(DELETE_COLUMN),
    key: of(KEY_COLUMN),
    entries: of(ENTRIES_COLUMN),
    operation: of(spec.operation?.column),
    copyFrom: of(spec.copyFrom),
    columns: layout.columns.map((column) => of(column.feed)),
    links: layout.links.map((link) => of(link.spec.name)),
    keyParts: spec.key.map(of),
  };
}

/** The key of a record that is there from the start. */
export function builtInKey(
  spec: DatasetSpec,
  record: Readonly<Record<string, string | number>>,
): string {
  return spec.key.map((column) => fold(String(record[column] ?? ""))).join("\u001f");
}
