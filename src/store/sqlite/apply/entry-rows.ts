/** The entries of a grouped record: they replace its former ones as a whole. */
import { createHash } from "node:crypto";
import type { FeedEntry, FeedValue } from "../../feed.ts";
import type { Database, SqlValue } from "../database.ts";
import { quoted, type EntriesLayout } from "../layout.ts";
import { stored, textOf } from "./cell-values.ts";
import type { Problem, Sheet } from "./sheet.ts";

export interface EntryRows {
  readonly rows: readonly (readonly SqlValue[])[];
  /** Equal for equal entries in the same order. */
  readonly hash: string;
}

/** The entries that a row brings; undefined when it brings none, and the old ones stay. */
export function entriesOf(sheet: Sheet, values: readonly FeedValue[]): readonly FeedEntry[] {
  const value = values[sheet.at.entries];
  return Array.isArray(value) ? (value as readonly FeedEntry[]) : [];
}

/** Entries with their defaults filled in; a required value that is missing goes to `problems`. */
export function entryRows(
  sheet: Sheet,
  entries: readonly FeedEntry[],
  problems: Problem[],
): EntryRows {
  const columns = sheet.layout.entries?.columns ?? [];
  const rows = entries.map((entry) =>
    columns.map((column, position) => {
      const valueOf = (name: string): string | undefined => {
        const value = entry.values[columns.findIndex((other) => other.name === name)];
        return value === null || value === undefined ? undefined : textOf(value);
      };
      const fallback = sheet.defaults.entries[position];
      const value = entry.values[position] ?? fallback?.(valueOf) ?? null;
      const kept = stored(value, column.type);
      if (kept === null && column.spec.required) {
        const message = `${column.name} is required in each entry.`;
        problems.push({ code: "R001", column: column.name, row: entry.row, message });
      }
      return kept;
    }),
  );
  return { rows, hash: createHash("sha256").update(JSON.stringify(rows)).digest("base64") };
}

export function writeEntries(
  db: Database,
  layout: EntriesLayout,
  owner: number,
  entries: EntryRows,
): void {
  const table = quoted(layout.table);
  db.statement(`DELETE FROM ${table} WHERE OwnerId = ?`).run(owner);
  const columns = ["OwnerId", "Position", ...layout.columns.map(({ name }) => quoted(name))];
  const insert = db.statement(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  for (const [position, row] of entries.rows.entries()) insert.run(owner, position + 1, ...row);
}
