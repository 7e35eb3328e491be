/** Rows of the formats that name their fields (xml, json, jsonl): one record at a time. */
import { cellText, isBlank } from "./cell-text.ts";
import { overLimit } from "./faults.ts";
import { forbiddenFault } from "./row-gate.ts";
import type { Cell, ReadLimits, Row, RowFault } from "./rows.ts";

/** Gathers the fields of records under the names that the file uses, in order of appearance. */
export class RecordBuilder {
  /** Grows while records are read; `Sheet.names` is this very list. */
  readonly names: string[] = [];
  readonly #limits: ReadLimits;
  readonly #columns = new Map<string, number>();
  readonly #rows: Row[] = [];
  #cells: Cell[] = [];
  #seen = new Set<string>();
  #fault: RowFault | undefined;
  #count = 0;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  /** Sets a field of the record; twice the same one is a fault of the record. */
  set(name: string, cell: Cell): void {
    if (this.#seen.has(name)) {
      this.fail(`the field ${JSON.stringify(name)} stands in the record twice`);
      return;
    }
    this.#seen.add(name);
    this.assertFits(name, cellText(cell).length);
    const column = this.#column(name);
    while (this.#cells.length < column) this.#cells.push(null);
    this.#cells[column] = cell;
  }

  /** For texts that come in pieces: refuses them while they grow. @throws {InputError} F009 */
  assertFits(name: string, chars: number): void {
    if (chars <= this.#limits.cellChars) return;
    throw overLimit("cellChars", this.#limits, `the text of the field ${JSON.stringify(name)}`);
  }

  /** Marks the record as faulty; the first reason stays. */
  fail(message: string): void {
    this.#fault ??= { code: "R002", message };
  }

  /** Ends the record and begins the next one. @throws {InputError} F009 */
  end(number: number): void {
    const cells = this.#cells;
    const fault = this.#fault ?? forbiddenFault(cells);
    this.drop();
    if (fault === undefined && cells.every(isBlank)) return;
    if (++this.#count > this.#limits.rows) {
      throw overLimit("rows", this.#limits, "the number of records");
    }
    this.#rows.push(fault === undefined ? { number, cells } : { number, cells, fault });
  }

  /** Takes back the record that ended as number `number`: what follows it shows that it is none. */
  takeBack(number: number): void {
    const last = this.#rows.at(-1);
    if (last?.number !== number) return;
    this.#rows.pop();
    this.#count--;
    this.#cells = [...last.cells];
  }

  /** Forgets the fields set so far. */
  drop(): void {
    this.#cells = [];
    this.#seen = new Set();
    this.#fault = undefined;
  }

  /** Takes the finished rows out, in batches. */
  *take(): Generator<readonly Row[]> {
    while (this.#rows.length > 0) yield this.#rows.splice(0, 1000);
  }

  #column(name: string): number {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= this.#limits.headerColumns) {
      throw overLimit("headerColumns", this.#limits, "the number of different fields");
    }
    this.assertFits(name.slice(0, 50), name.length);
    this.#columns.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
