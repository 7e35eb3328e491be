/** Finds the records that a row refers to, by name or ExternalId, within one run. */
import { fold } from "../../fold.ts";
import type { Database, Statement } from "../database.ts";
import { quoted, type Layout, type Layouts } from "../layout.ts";

export interface References {
  /** Id of the record of `dataset` that has this name or ExternalId. */
  find(dataset: string, name: string): number | undefined;
  /** A record of `dataset` got another name, or is gone. */
  forget(dataset: string): void;
}

/** Records remembered for one dataset; then the memory starts anew. */
const MOST_REMEMBERED = 20_000;

export function openReferences(db: Database, layouts: Layouts): References {
  const remembered = new Map<string, Map<string, number>>();
  const finders = new Map<string, readonly Finder[]>();
  return {
    find: (dataset, name) => {
      const known = remembered.get(dataset) ?? new Map<string, number>();
      const id = known.get(name);
      if (id !== undefined) return id;
      const layout = layouts.get(dataset);
      if (!layout) return undefined;
      const ways = finders.get(dataset) ?? findersOf(db, layout);
      finders.set(dataset, ways);
      const found = firstFound(ways, name);
      if (found === undefined) return undefined;
      if (known.size >= MOST_REMEMBERED) known.clear();
      remembered.set(dataset, known.set(name, found));
      return found;
    },
    forget: (dataset) => {
      remembered.delete(dataset);
    },
  };
}

interface Finder {
  readonly select: Statement;
  readonly isFolded: boolean;
}

function findersOf(db: Database, layout: Layout): readonly Finder[] {
  const by = (column: string, isFolded: boolean): Finder => {
    const from = `FROM ${quoted(layout.table)} WHERE ${quoted(column)} = ?`;
    return { select: db.statement(`SELECT ${quoted(layout.id)} ${from}`), isFolded };
  };
  const [keyColumn] = layout.spec.key;
  const ways: Finder[] = [];
  if (layout.key !== undefined && layout.spec.key.length === 1) ways.push(by(layout.key, true));
  if (layout.key === undefined && keyColumn !== undefined) ways.push(by(keyColumn, false));
  if (layout.external) ways.push(by("ExternalId", false));
  return ways;
}

function firstFound(ways: readonly Finder[], name: string): number | undefined {
  for (const { select, isFolded } of ways) {
    const row = select.get(isFolded ? fold(name) : name.trim());
    if (row) return Number(row[0]);
  }
  return undefined;
}
