/**
 * Changes of a client's records: one statement for each set of columns that rows have. A file with a
 * header has one such set, a file whose records name their fields may have several.
 */
import type { FeedValue } from "../../../feed.ts";
import type { SqlValue, Statement } from "../../database.ts";
import { quoted, type StoredColumn } from "../../layout.ts";
import { stored } from "../cell-values.ts";
import type { Sheet } from "../sheet.ts";

interface PatchedColumn {
  readonly column: StoredColumn;
  /** Among the values of a row. */
  readonly at: number;
}

/** The statements of one set of columns. Their first parameters are the values, in this order. */
interface Patch {
  readonly columns: readonly PatchedColumn[];
  /** Values, audit key, row, key: changes the record unless it says the same already. */
  readonly byKey: Statement | undefined;
  /** Values, audit key, row, Id. */
  readonly byId: Statement | undefined;
  /** Values, key -> Id, ModifiedKey, SourceRow, and 1 where the record says the same. */
  readonly find: Statement;
}

export interface FoundRecord {
  readonly id: number;
  readonly modified: number;
  readonly row: number;
  /** Whether the row would change nothing of it. */
  readonly isSame: boolean;
}

export class Patches {
  readonly #sheet: Sheet;
  /** Columns that a row may change: those of the feed that are no part of the key. */
  readonly #columns: readonly PatchedColumn[];
  readonly #known = new Map<string, Patch>();
  #last: Patch | undefined;
  readonly #params: SqlValue[] = [];

  constructor(sheet: Sheet) {
    const { layout, spec, at } = sheet;
    this.#sheet = sheet;
    this.#columns = layout.columns.flatMap((column, position) => {
      const feed = at.columns[position] ?? -1;
      return feed < 0 || spec.key.includes(column.spec.name) ? [] : [{ column, at: feed }];
    });
  }

  /** Whether the record was changed; false also where it is not there, or says the same. */
  change(values: readonly FeedValue[], key: string, row: number): boolean {
    const patch = this.#of(values);
    if (!patch.byKey) return false;
    const params = this.#fill(patch, values);
    params.push(this.#sheet.session.auditKey, row, key);
    return patch.byKey.run(...params).changes > 0;
  }

  find(values: readonly FeedValue[], key: string): FoundRecord | undefined {
    const patch = this.#of(values);
    const params = this.#fill(patch, values);
    params.push(key);
    const found = patch.find.get(...params);
    if (!found) return undefined;
    const [id, modified, row, isSame] = found;
    return { id: Number(id), modified: Number(modified), row: Number(row), isSame: isSame === 1 };
  }

  changeFound(values: readonly FeedValue[], { id }: FoundRecord, row: number): void {
    const patch = this.#of(values);
    const params = this.#fill(patch, values);
    params.push(this.#sheet.session.auditKey, row, id);
    patch.byId?.run(...params);
  }

  #fill({ columns }: Patch, values: readonly FeedValue[]): SqlValue[] {
    const params = this.#params;
    params.length = 0;
    for (let i = 0; i < columns.length; i++) {
      const one = columns[i];
      if (one) params.push(stored(values[one.at] ?? null, one.column.type));
    }
    return params;
  }

  /** Null is a value that the row does not have; one that is to be null is CLEAR. */
  #of(values: readonly FeedValue[]): Patch {
    const last = this.#last;
    if (last && this.#fits(last, values)) return last;
    const present = this.#columns.filter(({ at }) => (values[at] ?? null) !== null);
    const name = present.map(({ at }) => at).join();
    const patch = this.#known.get(name) ?? this.#prepare(present);
    this.#known.set(name, patch);
    this.#last = patch;
    return patch;
  }

  #fits({ columns }: Patch, values: readonly FeedValue[]): boolean {
    let present = 0;
    for (let i = 0; i < this.#columns.length; i++) {
      const one = this.#columns[i];
      if (!one || (values[one.at] ?? null) === null) continue;
      if (columns[present] !== one) return false;
      present++;
    }
    return present === columns.length;
  }

  #prepare(columns: readonly PatchedColumn[]): Patch {
    const { session, layout } = this.#sheet;
    const { db } = session;
    const table = quoted(layout.table);
    const key = quoted(layout.key ?? layout.spec.key[0] ?? "");
    const names = columns.map(({ column }) => quoted(column.name));
    const own = columns.length;
    const set = names.map((name, i) => `${name} = ?${i + 1}`);
    const marks = [`ModifiedKey = ?${own + 1}`, `SourceRow = ?${own + 2}`];
    const update = `UPDATE ${table} SET ${[...set, ...marks].join(", ")} WHERE`;
    const differs = names.map((name, i) => `${name} IS NOT ?${i + 1}`).join(" OR ");
    const isSame = own === 0 ? "1" : `NOT (${differs})`;
    const record = `${quoted(layout.id)}, ModifiedKey, SourceRow, ${isSame}`;
    return {
      columns,
      byKey:
        own === 0 ? undefined : db.statement(`${update} ${key} = ?${own + 3} AND (${differs})`),
      byId: own === 0 ? undefined : db.statement(`${update} ${quoted(layout.id)} = ?${own + 3}`),
      find: db.statement(`SELECT ${record} FROM ${table} WHERE ${key} = ?${own + 1}`),
    };
  }
}
