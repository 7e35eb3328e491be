/** Parents before children, deletes last with children first; circles are refused. */
import { type DatasetSpec, DELETE_COLUMN } from "../store/dataset-spec.ts";
import type { FeedValue } from "../store/feed.ts";
import { fold } from "../store/fold.ts";
import type { CheckedRows } from "./checked-rows.ts";
import { findCycles } from "./cycles.ts";
import { valueText } from "./value-text.ts";

export interface ParentsPlan {
  readonly dataset: DatasetSpec;
  readonly columns: readonly string[];
  readonly sheet: string | undefined;
}

export function arrangeParents(plan: ParentsPlan, rows: CheckedRows): CheckedRows {
  const { dataset, columns } = plan;
  const at = (name: string | undefined): number =>
    name === undefined ? -1 : columns.indexOf(name);
  const valueOf = (index: number, position: number): FeedValue =>
    rows.values[index]?.[position] ?? null;
  const remove = at(DELETE_COLUMN);
  const all = rows.numbers.map((_, index) => index);
  const kept = all.filter((index) => valueOf(index, remove) === null);
  const deleted = all.filter((index) => valueOf(index, remove) !== null);
  if (dataset.parent === undefined) return picked(rows, [...kept, ...deleted]);

  const parent = at(dataset.parent);
  const byName = namesOf(rows, [at(dataset.key[0]), at("ExternalId")]);
  const parentOf = (index: number): number | undefined => {
    const name = valueOf(index, parent);
    return typeof name === "string" ? byName.get(fold(name)) : undefined;
  };
  const cycles = findCycles(all, (index) => optional(parentOf(index)));
  const circular = new Set(cycles.flat());
  const free = (index: number): boolean => !circular.has(index);
  const order = parentsFirst(kept.filter(free), parentOf);
  // Rows that delete seldom name the parent: a list has parents first, so it is read from its end.
  const last = parentsFirst(deleted.filter(free), parentOf).toReversed();
  const arranged = picked(rows, [...order, ...last]);
  for (const cycle of cycles) reportCycle(cycle, plan, rows, arranged);
  return arranged;
}

/** Name or ExternalId -> the row; the first row of a name counts. */
function namesOf(rows: CheckedRows, positions: readonly number[]): ReadonlyMap<string, number> {
  const byName = new Map<string, number>();
  for (const position of positions) {
    for (const [index, values] of rows.values.entries()) {
      const name = values[position];
      if (typeof name === "string" && !byName.has(fold(name))) byName.set(fold(name), index);
    }
  }
  return byName;
}

/** In the order of the file, but each row after its parent. Without recursion: chains may be long. */
function parentsFirst(
  indexes: readonly number[],
  parentOf: (index: number) => number | undefined,
): readonly number[] {
  const wanted = new Set(indexes);
  const order = new Set<number>();
  for (const index of indexes) {
    const chain: number[] = [];
    let next: number | undefined = index;
    while (next !== undefined && wanted.has(next) && !order.has(next)) {
      chain.push(next);
      next = parentOf(next);
    }
    for (const each of chain.reverse()) order.add(each);
  }
  return [...order];
}

function picked(rows: CheckedRows, indexes: readonly number[]): CheckedRows {
  return {
    ...rows,
    numbers: indexes.map((index) => rows.numbers[index] ?? 0),
    values: indexes.map((index) => rows.values[index] ?? []),
  };
}

function reportCycle(
  cycle: readonly number[],
  { dataset, columns, sheet }: ParentsPlan,
  rows: CheckedRows,
  into: CheckedRows,
): void {
  const key = columns.indexOf(dataset.key[0] ?? "");
  const nameOf = (index: number): string => {
    const name = rows.values[index]?.[key];
    return typeof name === "string" ? name : `row ${rows.numbers[index] ?? 0}`;
  };
  const names = cycle.map(nameOf);
  const [first = ""] = names;
  const shown = names.length > 10 ? [...names.slice(0, 10), "..."] : names;
  const parent = columns.indexOf(dataset.parent ?? "");
  for (const index of cycle) {
    const value = valueText(rows.values[index]?.[parent]);
    into.issues.push({
      code: "R013",
      severity: "error",
      ...(sheet === undefined ? {} : { sheet }),
      row: rows.numbers[index] ?? 0,
      ...(dataset.parent === undefined ? {} : { column: dataset.parent }),
      ...(value === undefined ? {} : { value }),
      message: `The rows refer to each other in a circle: ${[...shown, first].join(" > ")}.`,
    });
    into.rejected++;
  }
}

function optional(index: number | undefined): readonly number[] {
  return index === undefined ? [] : [index];
}
