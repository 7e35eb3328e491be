/** Reads single cells of plain records from their bytes, and only what is beyond doubt. */
import { forbiddenCharacter } from "../formats/cell-text.ts";
import type { PlainRecord } from "../formats/rows.ts";
import type { ColumnSpec } from "../store/dataset-spec.ts";
import type { CellReport, Coerce } from "./cell-report.ts";
import type { HeaderColumn } from "./header.ts";

const BLANK = 0x20;
const HASH = 0x23;
const PLUS = 0x2b;
const BACKSLASH = 0x5c;
const TILDE = 0x7e;

/** What a cell of the last record is: not there, as its bytes say, or as `value` says. */
export const ABSENT = 0;
export const AS_IS = 1;
export const COERCED = 2;
/** Not sure: the record is to be read the long way. */
export const UNSURE = 3;
export type CellState = typeof ABSENT | typeof AS_IS | typeof COERCED | typeof UNSURE;

/** What is said about a cell on the short way is of no interest, but that something is. */
interface CountingReport extends CellReport {
  issues: number;
}

export interface PlainFieldOptions extends HeaderColumn {
  readonly coerce: Coerce;
  /** Longest cell in characters that the file may have. */
  readonly cellChars: number;
  /** Whether the records have no value of this column: its cells are to be empty. */
  readonly isEmpty: boolean;
  /** Of a client's table, where an empty cell of a text is an empty text. */
  readonly isDatabase: boolean;
  readonly zone: string;
}

/** One column of the file. */
export class PlainField {
  readonly index: number;
  readonly column: ColumnSpec;
  readonly #coerce: Coerce;
  readonly #isText: boolean;
  readonly #isUnsure: boolean;
  readonly #isDatabase: boolean;
  readonly #mostBytes: number;
  readonly #mostChars: number;
  readonly #report: CountingReport;
  state: CellState = ABSENT;
  value: string | number = "";

  constructor(options: PlainFieldOptions) {
    const { index, column, coerce, cellChars, isEmpty, isDatabase, zone } = options;
    this.index = index;
    this.column = column;
    this.#coerce = coerce;
    // What a text must be like beside its length is left to the schema of the row.
    const isFree = column.values === undefined && column.pattern === undefined;
    this.#isText = column.kind === "text" && column.check === undefined;
    this.#isUnsure = isEmpty || !isFree;
    this.#isDatabase = isDatabase;
    this.#mostChars = column.max ?? cellChars;
    this.#mostBytes = Math.min(cellChars, this.#mostChars);
    this.#report = countingReport(zone);
  }

  read(record: PlainRecord): CellState {
    const from = record.edges[this.index] ?? 0;
    const to = (record.edges[this.index + 1] ?? 0) - 1;
    if (from === to) this.state = this.#emptyState();
    else if (this.#isUnsure) this.state = UNSURE;
    else if (this.#isAsIs(record, from, to)) this.state = AS_IS;
    else this.state = this.#coerced(record, from, to);
    return this.state;
  }

  #emptyState(): CellState {
    if (!this.#isDatabase || this.column.kind !== "text") return ABSENT;
    return this.column.required ? UNSURE : AS_IS;
  }

  /** Whether the bytes are the value: ASCII without blanks around it, and nothing a coercion looks at. */
  #isAsIs({ bytes, high }: PlainRecord, from: number, to: number): boolean {
    if (!this.#isText || high[this.index] === 1 || to - from > this.#mostBytes) return false;
    const first = bytes[from] ?? 0;
    if (first <= BLANK || first === HASH || first === TILDE || first === BACKSLASH) return false;
    if ((bytes[to - 1] ?? 0) <= BLANK) return false;
    // `4.41E+11`: digits that a spreadsheet took end in a plus sign and two or three digits.
    return to - from < 5 || (bytes[to - 3] !== PLUS && bytes[to - 4] !== PLUS);
  }

  #coerced({ bytes, high }: PlainRecord, from: number, to: number): CellState {
    // A phone number that is no text is warned of.
    if (high[this.index] === 2 && this.column.kind === "phone") return UNSURE;
    const isHigh = high[this.index] === 1;
    const text = bytes.toString(isHigh ? "utf8" : "latin1", from, to);
    if (text.length > this.#mostBytes || (text.length < 8 && text.trim() === "~")) return UNSURE;
    if (isHigh && forbiddenCharacter(text) !== undefined) return UNSURE;
    // `\N` and `\U` are no texts, and blanks alone no key.
    if (this.#isDatabase && (text.startsWith("\\") || text.trim() === "")) return UNSURE;
    const report = this.#report;
    report.issues = 0;
    const value = this.#coerce(text, report);
    if (report.issues > 0 || !this.#fits(value)) return UNSURE;
    if (value === null) return ABSENT;
    if (value === text) return AS_IS;
    this.value = value;
    return COERCED;
  }

  #fits(value: ReturnType<Coerce>): value is string | number | null {
    if (value === null) return true;
    if (typeof value === "string") return value !== "" && value.length <= this.#mostChars;
    const { minimum = -Infinity, maximum = Infinity } = this.column;
    return typeof value === "number" && value >= minimum && value <= maximum;
  }

  /** Bytes of the cell. */
  length({ edges }: PlainRecord): number {
    return (edges[this.index + 1] ?? 0) - 1 - (edges[this.index] ?? 0);
  }

  /** The value of the last record as text; undefined where it has none. */
  text(record: PlainRecord): string | undefined {
    if (this.state === ABSENT) return undefined;
    return this.state === AS_IS ? this.raw(record) : String(this.value);
  }

  /** The cell of the last record as it stands in the file. */
  raw({ bytes, edges }: PlainRecord): string {
    return bytes.toString("utf8", edges[this.index], (edges[this.index + 1] ?? 0) - 1);
  }
}

function countingReport(zone: string): CountingReport {
  const report = {
    zone,
    issues: 0,
    error: (): null => {
      report.issues++;
      return null;
    },
    warn: (): void => {
      report.issues++;
    },
  };
  return report;
}
