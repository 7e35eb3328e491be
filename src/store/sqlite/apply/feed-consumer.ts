/** What the messages of a feed do to the store, inside the transaction of the run. */
import { AppError } from "../../../core/errors.ts";
import type { RowIssue } from "../../../core/issue.ts";
import type { DatasetSpec } from "../../dataset-spec.ts";
import type { FeedMessage, FeedValue } from "../../feed.ts";
import type { OperationCounts } from "../../run.ts";
import type { FileFault } from "../../verdict.ts";
import { applyRow, type Outcome } from "./apply-row.ts";
import { shown } from "./cell-values.ts";
import type { DatabaseRows } from "./database/database-rows.ts";
import { openDatabaseRows } from "./database/open-database-rows.ts";
import { entriesOf } from "./entry-rows.ts";
import { BATCH_ROWS, InsertBatch } from "./insert-batch.ts";
import { insertPacked } from "./insert-packed.ts";
import type { IssueSpool } from "./issue-spool.ts";
import type { RunPlan } from "./run-plan.ts";
import { openSheet, type Problem, type Session, type Sheet } from "./sheet.ts";
import type { CountedSheet, Tally } from "./tally.ts";

/** Facts of the file, as the feed tells them. */
export interface FileFacts {
  sha256: string;
  bytes: number;
  notes: readonly string[];
  bytesRead: number;
  rowsSeen: number;
  refused: FileFault | undefined;
  /** Columns of the file, where its records keep columns of their own. */
  headings: readonly string[] | undefined;
  /** The first row that was rejected for a reference that a file of another type may bring. */
  unresolved: RowIssue | undefined;
}

type RowsMessage = Extract<FeedMessage, { kind: "rows" }>;
type PackedRowsMessage = Extract<FeedMessage, { kind: "packed" }>;
type SheetMessage = Extract<FeedMessage, { kind: "sheet" }>;

/** Takes messages up to `end` or `refused`; `consume` tells whether that was the last one. */
export class FeedConsumer {
  readonly #session: Session;
  readonly #plan: RunPlan;
  readonly #tally: Tally;
  readonly #spool: IssueSpool;
  readonly #problems: Problem[] = [];
  readonly facts: FileFacts = {
    sha256: "",
    bytes: 0,
    notes: [],
    bytesRead: 0,
    rowsSeen: 0,
    refused: undefined,
    headings: undefined,
    unresolved: undefined,
  };
  #sheet: Sheet | undefined;
  #batch: InsertBatch | undefined;
  #counted: CountedSheet | undefined;
  #database: DatabaseRows | undefined;
  #columns: readonly string[] = [];

  constructor(session: Session, plan: RunPlan, tally: Tally, spool: IssueSpool) {
    this.#session = session;
    this.#plan = plan;
    this.#tally = tally;
    this.#spool = spool;
  }

  consume(message: FeedMessage): boolean {
    switch (message.kind) {
      case "start": {
        const { sha256, bytes, notes } = message;
        Object.assign(this.facts, { sha256, bytes, notes });
        return false;
      }
      case "sheet":
        this.#open(message);
        return false;
      case "rows":
        this.#apply(message);
        return false;
      case "packed":
        this.#applyPacked(message);
        return false;
      case "end":
        return true;
      case "refused": {
        const { code, hint } = message;
        const sentence = message.message.replace(/[^.!?]$/, "$&.");
        const text = hint === undefined ? message.message : `${sentence} ${hint}`;
        this.facts.refused = { code, message: text };
        return true;
      }
    }
  }

  issue(issue: RowIssue): void {
    this.#tally.issue(issue);
    this.#spool.add(issue);
  }

  /** What the rows of a Data Updater asked for. */
  get operations(): OperationCounts | undefined {
    return this.#database?.operations;
  }

  /** Does what the end of a file that may be used does beside its rows. */
  finish(): void {
    const [database, counted] = [this.#database, this.#counted];
    if (!database || !counted) return;
    const { removed, fault, note } = database.finish(this.#tally.changes.created);
    this.#tally.removed(counted, removed);
    this.facts.refused = fault;
    if (note !== undefined) this.facts.notes = [...this.facts.notes, note];
  }

  #open({ sheet, dataset, columns, counted, headings, mended = false }: SheetMessage): void {
    this.facts.headings = headings ?? this.facts.headings;
    const spec = this.#specOf(dataset);
    const layout = this.#session.layouts.get(dataset);
    if (!layout) throw new AppError("S001", `The store has no dataset ${dataset}.`);
    this.#sheet = openSheet(this.#session, layout, spec, columns);
    this.#database = openDatabaseRows(this.#sheet, this.#plan, mended);
    this.#batch = this.#database?.operations ? undefined : InsertBatch.of(this.#sheet);
    this.#columns = columns;
    this.#counted = { name: sheet, dataset, counted };
    this.#tally.open(this.#counted);
    this.#spool.openSheet(sheet);
  }

  #specOf(dataset: string): DatasetSpec {
    const sheet = this.#plan.type.sheets.find(({ dataset: { name } }) => name === dataset);
    if (sheet) return sheet.dataset;
    throw new AppError("S001", `The import type ${this.#plan.type.type} has no ${dataset}.`);
  }

  #apply(message: RowsMessage): void {
    for (const issue of message.issues) this.issue(issue);
    const [sheet, counted] = [this.#sheet, this.#counted];
    if (!sheet || !counted) throw new AppError("S001", "Rows came before their sheet.");
    this.#tally.rowsLeftOut(counted, message.rejected, message.skipped);
    for (const wrong of message.wrong ?? []) this.#database?.wrong(wrong);
    for (let position = 0; position < message.values.length; position++) {
      const values = message.values[position] ?? [];
      const row = message.numbers[position] ?? 0;
      if (this.#batch?.offer(values, row)) {
        if (this.#batch.isFull) this.#flush(sheet, counted);
        continue;
      }
      this.#flush(sheet, counted);
      this.#applyOne(sheet, counted, values, row);
    }
    this.#flush(sheet, counted);
    this.facts.bytesRead = message.bytesRead;
    this.facts.rowsSeen += message.values.length + message.rejected + message.skipped;
  }

  #applyPacked({ bytes, marks, bytesRead }: PackedRowsMessage): void {
    const [sheet, counted] = [this.#sheet, this.#counted];
    const table = this.#session.tables.get(counted?.dataset ?? "");
    if (!sheet || !counted || !table) {
      throw new AppError("S001", "Packed rows came for a sheet that takes none.");
    }
    const left = insertPacked(sheet, { bytes, marks, table, columns: this.#columns });
    const rows = marks.length / 2;
    this.#tally.created(counted, rows - left.length);
    for (const { values, row } of left) this.#applyOne(sheet, counted, values, row);
    this.facts.bytesRead = bytesRead;
    this.facts.rowsSeen += rows;
  }

  #flush(sheet: Sheet, counted: CountedSheet): void {
    if (!this.#batch) return;
    const isFull = this.#batch.isFull;
    const left = this.#batch.flush();
    if (isFull && left.length === 0) this.#tally.created(counted, BATCH_ROWS);
    for (const { values, row } of left) this.#applyOne(sheet, counted, values, row);
  }

  #applyOne(sheet: Sheet, counted: CountedSheet, values: readonly FeedValue[], row: number): void {
    const outcome = this.#database
      ? this.#database.apply(values, row, this.#problems)
      : applyRow(sheet, values, row, this.#problems);
    const entries = sheet.layout.entries ? entriesOf(sheet, values).length : 1;
    // First: a row is no reason for its own reference to be missing.
    if (this.#problems.length > 0) this.#report(sheet, outcome, row, values);
    this.#tally.record(counted, outcome, Math.max(1, entries));
  }

  /** Turns the problems of a record into issues; all rows of a rejected record get one. */
  #report(sheet: Sheet, outcome: Outcome, row: number, values: readonly FeedValue[]): void {
    const severity = outcome === "rejected" ? "error" : "warning";
    const place = this.#counted?.name === undefined ? {} : { sheet: this.#counted.name };
    const reported = new Set<number>();
    for (const problem of this.#problems) {
      const { code, column, row: own = row } = problem;
      const cause = this.#cause(sheet, problem);
      const message = `${problem.message}${cause}`;
      const value = problem.value ?? givenValue(sheet, values, column);
      reported.add(own);
      const cell = {
        ...(column === undefined ? {} : { column }),
        ...(value === undefined ? {} : { value }),
      };
      const issue: RowIssue = { code, severity, ...place, row: own, ...cell, message };
      this.issue(issue);
      if (outcome === "rejected" && cause === "" && mayCome(sheet, problem)) {
        this.facts.unresolved ??= issue;
      }
    }
    const first = this.#problems[0]?.row ?? row;
    this.#problems.length = 0;
    if (outcome !== "rejected" || !sheet.layout.entries) return;
    for (const entry of entriesOf(sheet, values)) {
      if (reported.has(entry.row)) continue;
      const message = `Row ${first} of the same record is wrong, so this row was not used.`;
      this.issue({ code: "R021", severity, ...place, row: entry.row, message });
    }
  }

  /** A record that is missing may be one of this file that was rejected itself. */
  #cause(sheet: Sheet, { code, column }: Problem): string {
    const refers = sheet.spec.columns.find(({ name }) => name === column)?.refers;
    if (code !== "R012" || refers === undefined || !this.#tally.hasRejected(refers)) return "";
    return ` Rows of ${refers} in this file were rejected: if it is one of them, mend it first.`;
  }
}

/** Whether a file of another type may bring what is missing; those of its own wait behind this one. */
function mayCome({ spec }: Sheet, { code, column }: Problem): boolean {
  const refers = spec.columns.find(({ name }) => name === column)?.refers;
  return code === "R012" && refers !== undefined && refers !== spec.name;
}

/** What the row has in the column that is wrong. */
function givenValue(
  sheet: Sheet,
  values: readonly FeedValue[],
  column: string | undefined,
): string | undefined {
  const spec = sheet.spec.columns.find(({ name }) => name === column);
  return shown(values[sheet.positions.get(column ?? "") ?? -1], spec);
}
