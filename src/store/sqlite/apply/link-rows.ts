/** Lists and pairs that refer to records: rows of a link table, in the order of the file. */
import type { Database } from "../database.ts";
import { quoted, type LinkColumn } from "../layout.ts";
import type { LinkTarget } from "./row-values.ts";

/** Whether the record has just these targets, in this order. */
export function hasLinks(
  db: Database,
  link: LinkColumn,
  owner: number,
  targets: readonly LinkTarget[],
): boolean {
  const rows = db
    .statement(
      `SELECT TargetId, Level FROM ${quoted(link.table)} WHERE OwnerId = ? ORDER BY Position`,
    )
    .all(owner);
  return (
    rows.length === targets.length &&
    rows.every(([id, level], at) => id === targets[at]?.id && level === targets[at]?.level)
  );
}

export function writeLinks(
  db: Database,
  link: LinkColumn,
  owner: number,
  targets: readonly LinkTarget[],
): void {
  const table = quoted(link.table);
  db.statement(`DELETE FROM ${table} WHERE OwnerId = ?`).run(owner);
  const insert = db.statement(`INSERT INTO ${table} VALUES (?, ?, ?, ?)`);
  for (const [position, target] of targets.entries()) {
    insert.run(owner, position + 1, target.id, target.level);
  }
}

/** Gives a new record the links of another one. */
export function copyLinks(db: Database, link: LinkColumn, from: number, owner: number): void {
  const table = quoted(link.table);
  db.statement(
    `INSERT INTO ${table} SELECT ?, Position, TargetId, Level FROM ${table} WHERE OwnerId = ?`,
  ).run(owner, from);
}
