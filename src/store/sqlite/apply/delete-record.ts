/** Deletes a record: refused while others refer to it, remembered as a tombstone. */
import type { Database, SqlRow } from "../database.ts";
import { quoted, type Layout, type Layouts } from "../layout.ts";
import type { Problem, Sheet } from "./sheet.ts";
import { labelOf, RECORD } from "./sheet-statements.ts";
import { builtInProblem, isBuiltIn } from "./update-record.ts";

/** So many of the referring records are named. */
const MOST_NAMED = 3;

/** Deletes the record with its links and entries, or says why not. */
export function deleteRecord(sheet: Sheet, record: SqlRow, row: number): Problem | undefined {
  const { layout, session, spec } = sheet;
  if (!spec.deletable) {
    return { code: "R014", message: `Records of ${layout.table} can't be deleted by a file.` };
  }
  if (isBuiltIn(sheet, record)) return builtInProblem(sheet);
  const id = Number(record[RECORD.id]);
  const users = referringRecords(session.db, session.layouts, layout, id);
  if (users.length > 0) {
    const more = users.length > MOST_NAMED ? " and others" : "";
    const named = users.slice(0, MOST_NAMED).join(", ");
    return { code: "R015", message: `The record is in use by ${named}${more}.` };
  }
  const externalId = text(record[RECORD.external]);
  const key = text(record[RECORD.key]) ?? (spec.key.length > 0 ? labelOf(layout, record) : null);
  sheet.sql.remove.run(id);
  session.db
    .statement("INSERT INTO Tombstone VALUES (?, ?, ?, ?, ?)")
    .run(session.auditKey, layout.table, id, externalId, key);
  session.seen.deleted(layout.table, externalId, key, row);
  session.references.forget(layout.table);
  return undefined;
}

/** Up to one more than are named, as `Queues 'Sales'`. */
function referringRecords(db: Database, layouts: Layouts, target: Layout, id: number): string[] {
  const found: string[] = [];
  for (const layout of layouts.values()) {
    for (const column of layout.columns) {
      if (column.role !== "reference" || column.spec.refers !== target.table) continue;
      // A record that refers to itself does not stand in its own way.
      const others = layout === target ? `AND ${quoted(layout.id)} <> ?1` : "";
      found.push(...owners(db, layout, `${quoted(column.name)} = ?1 ${others}`, id));
    }
    for (const link of layout.links) {
      if (link.target !== target.table) continue;
      const others = layout === target ? "AND OwnerId <> ?1" : "";
      const inLinks = `SELECT OwnerId FROM ${quoted(link.table)} WHERE TargetId = ?1 ${others}`;
      found.push(...owners(db, layout, `${quoted(layout.id)} IN (${inLinks})`, id));
    }
    if (found.length > MOST_NAMED) break;
  }
  return found;
}

function owners(db: Database, layout: Layout, condition: string, id: number): string[] {
  const columns = layout.columns.map((column) => quoted(column.name));
  const external = layout.external ? "ExternalId" : "NULL";
  // The shape of a record as the sheets' statements give it; see RECORD.
  const record = [quoted(layout.id), "NULL", "NULL", external, "NULL", "NULL", ...columns];
  const rows = db
    .statement(
      `SELECT ${record.join(", ")} FROM ${quoted(layout.table)}
       WHERE ${condition} ORDER BY 1 LIMIT ${MOST_NAMED + 1}`,
    )
    .all(id);
  return rows.map((row) => `${layout.table} '${labelOf(layout, row)}'`);
}

function text(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
