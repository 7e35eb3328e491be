/** Records whose rows were rejected: they stay, because the file has them. */
import { KEY_SEPARATOR } from "../../../fold.ts";
import type { WrongRow } from "../../../feed.ts";
import type { Statement } from "../../database.ts";
import { quoted } from "../../layout.ts";
import { isGiven, stored } from "../cell-values.ts";
import type { Sheet } from "../sheet.ts";

const TABLE = `
  CREATE TEMP TABLE IF NOT EXISTS Kept (Id INTEGER PRIMARY KEY);
  DELETE FROM temp.Kept;`;

export class KeptRecords {
  readonly #sheet: Sheet;
  readonly #keep: Statement;
  /** The first rejected row whose key could not be read: nobody knows whose row it is. */
  unreadRow: number | undefined;

  constructor(sheet: Sheet) {
    const { session, layout } = sheet;
    this.#sheet = sheet;
    session.db.exec(TABLE);
    const key = quoted(layout.key ?? layout.spec.key[0] ?? "");
    this.#keep = session.db.statement(
      `INSERT INTO temp.Kept SELECT ${quoted(layout.id)} FROM ${quoted(layout.table)}
       WHERE ${key} = ? ON CONFLICT DO NOTHING`,
    );
  }

  keep({ key, row }: WrongRow): void {
    const { layout, spec } = this.#sheet;
    const parts = spec.key.map((name, part) => {
      const type = layout.columns.find((column) => column.name === name)?.type ?? "TEXT";
      const value = key[part] ?? null;
      return isGiven(value) ? stored(value, type) : null;
    });
    if (parts.includes(null)) this.unreadRow ??= row;
    else this.#keep.run(parts.join(KEY_SEPARATOR));
  }
}
