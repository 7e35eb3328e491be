/** The end of a file that is the content: records that stand in no row of it go, all at once. */
import { quoted } from "../../layout.ts";
import type { Sheet } from "../sheet.ts";
import type { Finish } from "./database-rows.ts";

export interface RemoveOptions {
  /** Records that the file has created. */
  readonly created: number;
  /** Share of the former records that may vanish; undefined: any. */
  readonly shrinkPercent: number | undefined;
  /** A rejected row of which nobody knows whose it is. */
  readonly unread: number | undefined;
}

const TABLE = `
  CREATE TEMP TABLE IF NOT EXISTS Vanished (Id INTEGER PRIMARY KEY);
  DELETE FROM temp.Vanished;`;

export function removeRest(sheet: Sheet, options: RemoveOptions): Finish {
  const { shrinkPercent, unread } = options;
  const { db } = sheet.session;
  const vanished = findRest(sheet);
  if (vanished === 0) return { removed: 0 };
  if (unread !== undefined) {
    const note = `${records(vanished)} not in the file were kept: the key in row ${unread} can't be read, and it may be one of theirs.`;
    return { removed: 0, note };
  }
  const table = quoted(sheet.layout.table);
  const before = Number(db.value(`SELECT count(*) FROM ${table}`)) - options.created;
  if (shrinkPercent !== undefined && vanished * 100 > before * shrinkPercent) {
    const message =
      `The file would remove ${vanished} of ${records(before)}, and the shrink guard allows ${shrinkPercent} %; nothing was changed. ` +
      "If the file is whole, drop it again as <name>.force.<extension>, or use `quayside import --force`.";
    return { removed: 0, fault: { code: "F015", message } };
  }
  bury(sheet);
  return { removed: vanished };
}

/** Records that no row has met: not changed by this run, not found unchanged, not kept. */
function findRest({ session, layout }: Sheet): number {
  const { db, auditKey } = session;
  const id = `t.${quoted(layout.id)}`;
  db.exec(TABLE);
  return db
    .statement(
      `INSERT INTO temp.Vanished SELECT ${id} FROM ${quoted(layout.table)} AS t
       WHERE t.ModifiedKey <> ?
         AND NOT EXISTS (SELECT 1 FROM temp.Met AS m WHERE m.Id = ${id})
         AND NOT EXISTS (SELECT 1 FROM temp.Kept AS k WHERE k.Id = ${id})`,
    )
    .run(auditKey).changes;
}

function bury({ session, layout, spec }: Sheet): void {
  const { db, auditKey } = session;
  const table = quoted(layout.table);
  const id = quoted(layout.id);
  const key = quoted(layout.key ?? spec.key[0] ?? "");
  db.statement(
    `INSERT INTO Tombstone SELECT ?1, ?2, v.Id, NULL, CAST(t.${key} AS TEXT)
     FROM temp.Vanished AS v JOIN ${table} AS t ON t.${id} = v.Id`,
  ).run(auditKey, layout.table);
  db.exec(`DELETE FROM ${table} WHERE ${id} IN (SELECT Id FROM temp.Vanished)`);
}

function records(count: number): string {
  return count === 1 ? "1 record" : `${count} records`;
}
