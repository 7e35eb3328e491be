/** How a dataset is kept: its table, hidden columns, link tables and entries. Pure. */
import { ConfigError } from "../../core/errors.ts";
import {
  type ColumnKind,
  type ColumnSpec,
  type DatasetSpec,
  type ImportTypeSpec,
  storedTypes,
} from "../dataset-spec.ts";

export type ColumnType = "INTEGER" | "REAL" | "TEXT";

/** A column of the dataset's table, or of its entries' table. */
export interface StoredColumn {
  readonly spec: ColumnSpec;
  /** Its name in SQL: `Name`, `Phone1Raw`, `QueueId`. */
  readonly name: string;
  /** The feed column that fills it: `Name`, `Phone1Raw`, `Queue`. */
  readonly feed: string;
  readonly role: "value" | "raw" | "reference";
  readonly type: ColumnType;
}

/** A list or pairs that refer to a dataset: a table (OwnerId, Position, TargetId, Level). */
export interface LinkColumn {
  readonly spec: ColumnSpec;
  readonly table: string;
  readonly target: string;
}

export interface Layout {
  readonly spec: DatasetSpec;
  readonly table: string;
  /** `Id`, or `RecordId` where a column of the data has that name (SQL knows no case). */
  readonly id: string;
  /** Hidden column of a key that no column alone holds (folded, or of several): `Key`, or `RecordKey`. */
  readonly key?: string;
  /** Whether the table has Quayside's own column ExternalId. */
  readonly external: boolean;
  /** What the definition says about Id and ExternalId, if it does. */
  readonly externalSpec?: ColumnSpec | undefined;
  readonly columns: readonly StoredColumn[];
  readonly links: readonly LinkColumn[];
  readonly entries?: EntriesLayout;
}

export interface EntriesLayout {
  readonly table: string;
  readonly columns: readonly StoredColumn[];
}

/** Column of the owner that tells whether entries changed. */
export const ENTRIES_HASH = "EntriesHash";

export type Layouts = ReadonlyMap<string, Layout>;

/** The layouts of all datasets that the store keeps, by name. @throws {ConfigError} C004 */
export function layoutsOf(types: readonly ImportTypeSpec[]): Layouts {
  const layouts = new Map<string, Layout>();
  for (const sheet of storedTypes(types).flatMap((type) => type.sheets)) {
    if (!layouts.has(sheet.dataset.name)) {
      layouts.set(sheet.dataset.name, layoutOf(sheet.dataset));
    }
  }
  for (const layout of layouts.values()) {
    for (const column of layout.spec.columns) {
      if (column.refers !== undefined && !layouts.has(column.refers)) {
        const what = `${layout.table}.${column.name} refers to ${column.refers}`;
        throw new ConfigError("C004", `${what}, which is no dataset.`);
      }
    }
  }
  return layouts;
}

export function layoutOf(spec: DatasetSpec): Layout {
  const inEntries = new Set(spec.group?.columns);
  const kept = spec.columns.filter(
    (column) => !column.transient && !(spec.common && isIdentity(column.name)),
  );
  const own = kept.filter((column) => !inEntries.has(column.name));
  const isTaken = (name: string): boolean =>
    kept.some((column) => column.name.toLowerCase() === name.toLowerCase());
  return {
    spec,
    table: spec.name,
    id: isTaken("Id") ? "RecordId" : "Id",
    ...(hasHiddenKey(spec) ? { key: isTaken("Key") ? "RecordKey" : "Key" } : {}),
    external: spec.common,
    externalSpec: spec.common ? spec.columns.find((c) => c.name === "ExternalId") : undefined,
    columns: own.filter((column) => !isLink(column)).flatMap(storedColumns),
    links: own.filter(isLink).map((column) => linkOf(spec, column)),
    ...(spec.group ? { entries: entriesOf(spec.group, kept) } : {}),
  };
}

/**
 * An exact key of one column is that column, unless it is a decimal number: texts of those are
 * SQLite's where it casts them and JavaScript's everywhere else.
 */
function hasHiddenKey({ key, keyCase, columns }: DatasetSpec): boolean {
  if (key.length === 0) return false;
  const isDecimal = columns.some(({ name, kind }) => name === key[0] && kind === "number");
  return keyCase === "fold" || key.length > 1 || isDecimal;
}

function isIdentity(name: string): boolean {
  return name === "Id" || name === "ExternalId" || name === "Delete";
}

function isLink(column: ColumnSpec): boolean {
  return column.refers !== undefined && (column.kind === "list" || column.kind === "pairs");
}

function storedColumns(spec: ColumnSpec): StoredColumn[] {
  if (spec.refers !== undefined) {
    const name = `${spec.name}Id`;
    return [{ spec, name, feed: spec.name, role: "reference", type: "INTEGER" }];
  }
  const type = TYPES[spec.kind] ?? "TEXT";
  const value: StoredColumn = { spec, name: spec.name, feed: spec.name, role: "value", type };
  if (spec.kind !== "phone") return [value];
  const raw = `${spec.name}Raw`;
  return [value, { spec, name: raw, feed: raw, role: "raw", type: "TEXT" }];
}

function linkOf(dataset: DatasetSpec, spec: ColumnSpec): LinkColumn {
  return { spec, table: `${dataset.name}${spec.name}`, target: spec.refers ?? "" };
}

/** Entries keep references as the text they were given: they name nothing by id. */
function entriesOf(
  group: { readonly entries: string; readonly columns: readonly string[] },
  kept: readonly ColumnSpec[],
): EntriesLayout {
  const columns = group.columns.flatMap((name) => {
    const spec = kept.find((column) => column.name === name);
    if (!spec) return [];
    const type = spec.refers === undefined ? (TYPES[spec.kind] ?? "TEXT") : "TEXT";
    return [{ spec, name, feed: name, role: "value" as const, type }];
  });
  return { table: group.entries, columns };
}

const TYPES: Partial<Readonly<Record<ColumnKind, ColumnType>>> = {
  int: "INTEGER",
  bool: "INTEGER",
  number: "REAL",
};

/** An SQL identifier: names come from definitions, values never pass here. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
