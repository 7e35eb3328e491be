/** The shared strings of a workbook: read once, before the first sheet. */
import type { InputError } from "../../core/errors.ts";
import { overLimit } from "../faults.ts";
import type { ReadLimits } from "../rows.ts";
import type { ZipParts } from "../zip-parts.ts";
import { partBytes } from "./part-text.ts";
import { openItems, type ItemSink } from "./plain-items.ts";
import { plainBytes, plainRun, standsAt } from "./plain-text.ts";
import { RichText, unescapeText } from "./rich-text.ts";
import { StringTable } from "./string-table.ts";

/** Dispose of the table when done. @throws {InputError} F009 F010 */
export async function readSharedStrings(
  parts: ZipParts,
  part: string | undefined,
  limits: ReadLimits,
): Promise<StringTable> {
  const table = new StringTable(limits.cellChars * 3);
  if (part === undefined) return table;
  try {
    const sink = new SharedStrings(table, limits);
    const parser = openItems(part, { parent: "sst", item: "si" }, sink);
    for await (const bytes of partBytes(parts, part)) parser.write(bytes);
    parser.end();
    return table;
  } catch (error) {
    table[Symbol.dispose]();
    throw error;
  }
}

const OPEN = "<si>";
const CLOSE = "</si>";
const OPENING = [Buffer.from("<si><t>"), Buffer.from('<si><t xml:space="preserve">')];
const CLOSING = Buffer.from("</t></si>");

class SharedStrings implements ItemSink {
  readonly #table: StringTable;
  readonly #limits: ReadLimits;
  readonly #text: RichText;
  #isItem = false;

  constructor(table: StringTable, limits: ReadLimits) {
    this.#table = table;
    this.#limits = limits;
    this.#text = new RichText(limits);
  }

  get isBetweenItems(): boolean {
    return !this.#isItem && !this.#text.isOpen;
  }

  get isFull(): boolean {
    return false;
  }

  takeBytes(bytes: Buffer, at: number): number {
    for (const opening of OPENING) {
      if (!standsAt(opening, bytes, at)) continue;
      const from = at + opening.length;
      const to = plainBytes(bytes, from);
      if (!standsAt(CLOSING, bytes, to) || to - from > this.#limits.cellChars) return 0;
      this.#table.pushBytes(bytes, from, to);
      return to + CLOSING.length;
    }
    return 0;
  }

  takeItem(item: string): boolean {
    if (!item.startsWith(OPEN)) return false;
    const text = plainRun(item, OPEN.length, item.length - CLOSE.length);
    if (text === undefined || text.length > this.#limits.cellChars) return false;
    this.#table.push(unescapeText(text));
    return true;
  }

  open(name: string): void {
    if (name === "si") this.#isItem = true;
    this.#text.open(name);
  }

  text(text: string): void {
    this.#text.add(text);
  }

  close(name: string): void {
    this.#text.close(name);
    if (name !== "si") return;
    this.#isItem = false;
    const text = this.#text.take();
    if (text.length > this.#limits.cellChars) throw this.#tooLong();
    this.#table.push(text);
  }

  #tooLong(): InputError {
    const what = `the text number ${this.#table.size + 1} of the shared strings`;
    return overLimit("cellChars", this.#limits, what);
  }
}
