/** The form of a file of config/databases: as schemas/database.schema.json has it. */
import type { ColumnKind } from "../../store/dataset-spec.ts";

export interface ColumnEntry {
  readonly name: string;
  readonly type: DatabaseType;
  /** Longest text in characters. */
  readonly length?: number;
  readonly required?: boolean;
  readonly note?: string;
}

export interface DatabaseFile {
  readonly name: string;
  readonly description?: string;
  readonly key: readonly string[];
  readonly columns: readonly ColumnEntry[];
  readonly importer?: {
    readonly enabled?: boolean;
    readonly mode?: "overwrite" | "append";
    readonly onDuplicate?: "error" | "skip" | "update";
    /** `20%` */
    readonly shrinkGuard?: string;
    readonly maxRejected?: number;
  };
  readonly updater?: {
    readonly enabled?: boolean;
    readonly upsert?: boolean;
    readonly maxRejected?: number;
  };
  readonly displacer?: { readonly enabled?: boolean };
}

/** A file that has the right form, and what messages call it. */
export interface NamedDatabaseFile {
  readonly path: string;
  readonly file: DatabaseFile;
}

/** The types of columns, and how each is checked and kept. */
export const DATABASE_TYPES = {
  text: "text",
  integer: "int",
  decimal: "number",
  boolean: "bool",
  date: "date",
  time: "time",
  datetime: "datetime",
  int64: "int64",
} as const satisfies Readonly<Record<string, ColumnKind>>;

export type DatabaseType = keyof typeof DATABASE_TYPES;
