/** The text of a cell in runs: joined, without phonetic guides, escapes resolved. */
import { overLimit } from "../faults.ts";
import type { ReadLimits } from "../rows.ts";

/** Letters of `_x000D_`, which stand for one. */
const ESCAPE_CHARS = 7;

/** Collects `<t>`, in runs or alone, as shared strings and inline strings have it. */
export class RichText {
  readonly #limits: ReadLimits;
  #text = "";
  #isText = false;
  #isPhonetic = false;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  /** Whether the text goes on: what comes now belongs to it. */
  get isOpen(): boolean {
    return this.#isText || this.#isPhonetic || this.#text !== "";
  }

  open(name: string): void {
    if (name === "rPh") this.#isPhonetic = true;
    else if (name === "t") this.#isText = true;
  }

  close(name: string): void {
    if (name === "rPh") this.#isPhonetic = false;
    else if (name === "t") this.#isText = false;
  }

  /** @throws {InputError} F009 */
  add(text: string): void {
    if (this.#isText && !this.#isPhonetic) this.#text = longer(this.#text, text, this.#limits);
  }

  /** The text so far; begins the next one. */
  take(): string {
    const text = unescapeText(this.#text);
    this.#text = "";
    return text;
  }
}

/** Both texts in one, as long as a cell may hold it: a text may come in any number of pieces. */
export function longer(text: string, piece: string, limits: ReadLimits): string {
  if (text.length + piece.length > limits.cellChars * ESCAPE_CHARS) {
    throw overLimit("cellChars", limits, "the text of a cell");
  }
  return text + piece;
}

/** `_x000D_` is how a workbook writes a character that XML can't (ECMA-376 part 1, 22.9.2.19). */
export function unescapeText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
