/** What files do to a client's table, in plain objects: the rules of README, row by row. */
import { noRows, type RowCounts } from "../../src/core/issue.ts";
import { noOperations, type OperationCounts } from "../../src/store/run.ts";

export interface ModelRow {
  /** As the file has it; undefined: the record does not name the field. */
  readonly operation?: string | undefined;
  readonly No: string | undefined;
  readonly Name: string | undefined;
  readonly Age: string | undefined;
}

export type ModelFile =
  | {
      readonly module: "importer";
      readonly mode: "overwrite" | "append";
      readonly onExisting: "error" | "skip" | "update";
      readonly isForced: boolean;
      readonly rows: readonly ModelRow[];
    }
  | { readonly module: "updater"; readonly upsert: boolean; readonly rows: readonly ModelRow[] };

export interface ModelOutcome {
  readonly isFailed: boolean;
  readonly rows: RowCounts;
  readonly operations: OperationCounts | undefined;
}

interface ModelRecord {
  readonly Name: string;
  readonly Age: number | null;
  /** Number of the run that made it. */
  readonly createdBy: number;
}

type Kind = Exclude<keyof RowCounts, "total">;
/** What a sound row gives; undefined leaves the value alone. */
interface Values {
  readonly Name: string | undefined;
  readonly Age: number | null | undefined;
}

const WORDS: Readonly<Record<string, "I" | "U" | "D">> = {
  I: "I",
  insert: "I",
  u: "U",
  UPDATE: "U",
  D: "D",
  Delete: "D",
};
const SHRINK_PERCENT = 20;

export class DatabaseModel {
  records = new Map<string, ModelRecord>();
  /** `<audit key> <key>` */
  readonly tombstones: string[] = [];
  #lastAudit = 0;
  #audit = 1;
  #rows = noRows();
  #operations = noOperations();
  #buried: string[] = [];
  #met = new Set<string>();
  #kept = new Set<string>();
  #isUnread = false;

  apply(file: ModelFile): ModelOutcome {
    const before = new Map(this.records);
    this.#audit = this.#lastAudit + 1;
    [this.#rows, this.#operations, this.#buried] = [noRows(), noOperations(), []];
    [this.#met, this.#kept, this.#isUnread] = [new Set(), new Set(), false];
    for (const row of file.rows.filter((one) => !isBlank(one))) {
      const kind =
        file.module === "updater" ? this.#update(row, file.upsert) : this.#import(row, file);
      this.#count(kind, 1);
    }
    const { total, rejected } = this.#rows;
    const isFailed =
      total === rejected || (file.module === "importer" && !this.#finish(file, before));
    if (isFailed) return this.#fail(before, file);
    const { created, updated, deleted } = this.#rows;
    if (created + updated + deleted > 0) this.#lastAudit = this.#audit;
    this.tombstones.push(...this.#buried.map((key) => `${this.#audit} ${key}`));
    const operations = file.module === "updater" ? this.#operations : undefined;
    return { isFailed, rows: this.#rows, operations };
  }

  #count(kind: Kind, rows: number): void {
    this.#rows[kind] += rows;
    this.#rows.total += rows;
  }

  #import(row: ModelRow, file: Extract<ModelFile, { module: "importer" }>): Kind {
    const values = valuesOf(row);
    if (!row.No || row.No === "\\N" || !values) {
      if (!row.No || row.No === "\\N") this.#isUnread = true;
      else this.#kept.add(row.No);
      return "rejected";
    }
    const isRefused = this.#met.has(row.No) || file.mode === "append";
    if (this.records.has(row.No) && isRefused && file.onExisting !== "update") {
      return file.onExisting === "skip" ? "skipped" : "rejected";
    }
    const kind = this.records.has(row.No)
      ? this.#change(row.No, values)
      : this.#create(row.No, values);
    if (kind !== "rejected") this.#met.add(row.No);
    return kind;
  }

  #update(row: ModelRow, upsert: boolean): Kind {
    const operation = WORDS[row.operation ?? ""];
    const counts = this.#operations;
    const wrong =
      operation === "I" ? "notInserted" : operation === "D" ? "notDeleted" : "notUpdated";
    const values = operation === "D" ? { Name: undefined, Age: undefined } : valuesOf(row);
    if (!operation || !row.No || row.No === "\\N" || !values) {
      counts[wrong]++;
      return "rejected";
    }
    const found = this.records.get(row.No);
    if (operation === "D") {
      counts[found ? "deleted" : "notDeleted"]++;
      if (!found) return "skipped";
      this.records.delete(row.No);
      if (found.createdBy !== this.#audit) this.#buried.push(row.No);
      return "deleted";
    }
    if (operation === "U" && found) {
      counts.updated++;
      return this.#change(row.No, values);
    }
    const isAllowed = !found && (operation === "I" || upsert);
    const kind = isAllowed ? this.#create(row.No, values) : "rejected";
    counts[kind === "created" ? "inserted" : wrong]++;
    return kind;
  }

  #create(key: string, { Name, Age = null }: Values): Kind {
    if (Name === undefined) return "rejected";
    this.records.set(key, { Name, Age, createdBy: this.#audit });
    return "created";
  }

  #change(key: string, { Name, Age }: Values): Kind {
    const old = this.records.get(key);
    if (!old) throw new Error(`no ${key}`);
    const fresh = { ...old, Name: Name ?? old.Name, Age: Age === undefined ? old.Age : Age };
    this.records.set(key, fresh);
    return fresh.Name === old.Name && fresh.Age === old.Age ? "unchanged" : "updated";
  }

  /** False: the shrink guard refuses. */
  #finish(
    { mode, isForced }: Extract<ModelFile, { module: "importer" }>,
    before: ReadonlyMap<string, ModelRecord>,
  ): boolean {
    if (mode === "append") return true;
    const rest = [...before.keys()].filter((key) => !this.#met.has(key) && !this.#kept.has(key));
    if (rest.length === 0 || this.#isUnread) return true;
    if (!isForced && rest.length * 100 > before.size * SHRINK_PERCENT) return false;
    for (const key of rest) this.records.delete(key);
    this.#buried.push(...rest);
    this.#count("deleted", rest.length);
    return true;
  }

  #fail(before: Map<string, ModelRecord>, { module }: ModelFile): ModelOutcome {
    this.records = before;
    const { total, rejected } = this.#rows;
    const o = this.#operations;
    const operations = {
      ...noOperations(),
      notInserted: o.inserted + o.notInserted,
      notUpdated: o.updated + o.notUpdated,
      notDeleted: o.deleted + o.notDeleted,
    };
    return {
      isFailed: true,
      rows: { ...noRows(), total, rejected, skipped: total - rejected },
      operations: module === "updater" && total > 0 ? operations : undefined,
    };
  }
}

function isBlank(row: ModelRow): boolean {
  return Object.values(row).every((cell: string | undefined) => !cell);
}

/** Undefined where a cell is wrong. */
function valuesOf({ Name, Age }: ModelRow): Values | undefined {
  if (Name === "" || Name === "\\N" || Age === "bad") return undefined;
  const age = Age === undefined ? undefined : Age === "" || Age === "\\N" ? null : Number(Age);
  return { Name, Age: age };
}
