/** Counts of one run: by sheet, by outcome, by code. */
import type { ErrorCode } from "../../../core/codes.ts";
import { noRows, type RowCounts, type RowIssue } from "../../../core/issue.ts";
import type { Outcome } from "./apply-row.ts";

/** A sheet of the feed, as far as counting goes. */
export interface CountedSheet {
  readonly name: string | undefined;
  readonly dataset: string;
  /** False: its record stands in no row of its own and counts nowhere. */
  readonly counted: boolean;
}

export class Tally {
  readonly rows: RowCounts = noRows();
  readonly sheets: Record<string, RowCounts> = {};
  readonly codes: Record<string, number> = {};
  readonly #errors = new Set<ErrorCode>();
  readonly #usable = new Set<string>();
  readonly #rejected = new Set<string>();
  warnings = 0;
  /** Records created, updated or deleted. */
  changes = { created: 0, updated: 0, deleted: 0 };

  open(sheet: CountedSheet): void {
    if (sheet.name !== undefined && sheet.counted) this.sheets[sheet.name] ??= noRows();
  }

  /** Counts one record that came to `outcome` and stood in `rows` rows. */
  record(sheet: CountedSheet, outcome: Outcome, rows: number): void {
    (outcome === "rejected" ? this.#rejected : this.#usable).add(sheet.dataset);
    if (outcome === "created" || outcome === "updated" || outcome === "deleted") {
      this.changes[outcome]++;
    }
    this.#count(sheet, outcome, rows);
  }

  /** Counts plain new records, each in a row of its own. */
  created(sheet: CountedSheet, records: number): void {
    if (records === 0) return;
    this.#usable.add(sheet.dataset);
    this.changes.created += records;
    this.#count(sheet, "created", records);
  }

  /** Counts rows that never came here: they were rejected or skipped while they were checked. */
  rowsLeftOut(sheet: CountedSheet, rejected: number, skipped: number): void {
    if (skipped > 0) this.#usable.add(sheet.dataset);
    if (rejected > 0) this.#rejected.add(sheet.dataset);
    this.#count(sheet, "rejected", rejected);
    this.#count(sheet, "skipped", skipped);
  }

  /** Counts records that are gone because the file does not have them. */
  removed(sheet: CountedSheet, records: number): void {
    this.changes.deleted += records;
    this.#count(sheet, "deleted", records);
  }

  issue(issue: RowIssue): void {
    this.codes[issue.code] = (this.codes[issue.code] ?? 0) + 1;
    if (issue.severity === "warning") this.warnings++;
    else this.#errors.add(issue.code);
  }

  get errors(): readonly ErrorCode[] {
    return [...this.#errors];
  }

  isUsable(dataset: string): boolean {
    return this.#usable.has(dataset);
  }

  /** Whether a row of the dataset was rejected so far. */
  hasRejected(dataset: string): boolean {
    return this.#rejected.has(dataset);
  }

  get isChanged(): boolean {
    const { created, updated, deleted } = this.changes;
    return created + updated + deleted > 0;
  }

  #count(sheet: CountedSheet, outcome: Outcome, rows: number): void {
    if (!sheet.counted || rows === 0) return;
    add(this.rows, outcome, rows);
    const own = sheet.name === undefined ? undefined : this.sheets[sheet.name];
    if (own) add(own, outcome, rows);
  }
}

function add(counts: RowCounts, outcome: Outcome, rows: number): void {
  counts[outcome] += rows;
  counts.total += rows;
}
