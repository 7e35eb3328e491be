/** Reads `<row>` elements as programs write them: addresses, types, styles and values, nothing else. */
import { plainRun, plainText } from "./plain-text.ts";

const QUOTE = 34;
const SPACE = 32;
const SLASH = 47;
const GREATER = 62;

/** One cell of the row; a value in `<v>`, or a text in `<is>`. */
export interface PlainCell {
  r: string | undefined;
  t: string | undefined;
  s: string | undefined;
  value: string | undefined;
  inline: string | undefined;
}

/** Holds the row that was read last. */
export class PlainRow {
  r: string | undefined;
  hidden: string | undefined;
  /** The first `count` of these. */
  readonly cells: PlainCell[] = [];
  count = 0;
  #text = "";
  #at = 0;
  readonly #names: string[] = [];

  /** Reads a text that begins with `<row` and ends with the first `</row>`; false: it is not plain. */
  read(text: string): boolean {
    this.#text = text;
    this.#at = "<row".length;
    this.count = 0;
    if (!this.#readRow() || text.charCodeAt(this.#at++) !== GREATER) return false;
    const end = text.length - "</row>".length;
    while (this.#at < end) {
      if (!text.startsWith("<c", this.#at)) return false;
      this.#at += 2;
      if (!this.#readCell()) return false;
    }
    return this.#at === end;
  }

  #readRow(): boolean {
    this.r = undefined;
    this.hidden = undefined;
    const names = this.#names;
    names.length = 0;
    while (this.#text.charCodeAt(this.#at) === SPACE) {
      const name = this.#name();
      if (name === undefined || names.includes(name)) return false;
      names.push(name);
      const value = this.#value();
      if (value === undefined) return false;
      if (name === "r") this.r = value;
      else if (name === "hidden") this.hidden = value;
    }
    return true;
  }

  #readCell(): boolean {
    const cell = (this.cells[this.count] ??= emptyCell());
    cell.r = cell.t = cell.s = cell.value = cell.inline = undefined;
    this.count++;
    const text = this.#text;
    while (text.charCodeAt(this.#at) === SPACE) {
      const name = this.#name();
      if (name !== "r" && name !== "t" && name !== "s") return false;
      const value = this.#value();
      if (value === undefined || cell[name] !== undefined) return false;
      cell[name] = value;
    }
    const code = text.charCodeAt(this.#at++);
    if (code === SLASH) return text.charCodeAt(this.#at++) === GREATER;
    return code === GREATER && this.#readContent(cell);
  }

  /** What stands before `</c>`: nothing, `<v>`, or `<is>` with one `<t>`. */
  #readContent(cell: PlainCell): boolean {
    const text = this.#text;
    const from = this.#at;
    const end = text.indexOf("</c>", from);
    if (end < 0) return false;
    this.#at = end + "</c>".length;
    if (end === from) return true;
    if (text.startsWith("<v>", from) && text.startsWith("</v>", end - 4) && end - from >= 7) {
      cell.value = plainText(text.slice(from + 3, end - 4));
      return cell.value !== undefined;
    }
    if (text.startsWith("<is>", from) && text.startsWith("</is>", end - 5) && end - from >= 9) {
      cell.inline = plainRun(text, from + 4, end - 5);
      return cell.inline !== undefined;
    }
    return false;
  }

  /** The name of the next attribute, with the blank before it and `="` behind it. */
  #name(): string | undefined {
    const text = this.#text;
    const from = ++this.#at;
    let at = from;
    for (; isNamePart(text.charCodeAt(at)); at++);
    if (at === from || text.charCodeAt(at) !== 61 || text.charCodeAt(at + 1) !== QUOTE) {
      return undefined;
    }
    this.#at = at + 2;
    return isDigit(text.charCodeAt(from)) ? undefined : text.slice(from, at);
  }

  /** The value of the attribute, with the quote behind it; undefined where it is to be interpreted. */
  #value(): string | undefined {
    const text = this.#text;
    const from = this.#at;
    let at = from;
    for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(++at)) {
      // Blanks that are none, references and tags; also the end of the text, which is no number.
      if (!(code >= SPACE) || code === 38 || code === 60) return undefined;
    }
    this.#at = at + 1;
    return text.slice(from, at);
  }
}

function emptyCell(): PlainCell {
  return { r: undefined, t: undefined, s: undefined, value: undefined, inline: undefined };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, digits and the colon of a prefix. */
function isNamePart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 58;
}
