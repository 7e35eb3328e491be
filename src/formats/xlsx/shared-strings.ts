/** The shared strings of a workbook: read once, before the first sheet. */
import type { InputError } from "../../core/errors.ts";
import { overLimit } from "../faults.ts";
import type { ReadLimits } from "../rows.ts";
import type { XmlSink } from "../sax.ts";
import type { ZipParts } from "../zip-parts.ts";
import { parseWhole } from "./part-text.ts";
import { RichText } from "./rich-text.ts";
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
    await parseWhole(parts, part, new SharedStrings(table, limits));
    return table;
  } catch (error) {
    table[Symbol.dispose]();
    throw error;
  }
}

class SharedStrings implements XmlSink {
  readonly #table: StringTable;
  readonly #limits: ReadLimits;
  readonly #text: RichText;

  constructor(table: StringTable, limits: ReadLimits) {
    this.#table = table;
    this.#limits = limits;
    this.#text = new RichText(limits);
  }

  open(name: string): void {
    this.#text.open(name);
  }

  text(text: string): void {
    this.#text.add(text);
  }

  close(name: string): void {
    this.#text.close(name);
    if (name !== "si") return;
    const text = this.#text.take();
    if (text.length > this.#limits.cellChars) throw this.#tooLong();
    this.#table.push(text);
  }

  #tooLong(): InputError {
    const what = `the text number ${this.#table.size + 1} of the shared strings`;
    return overLimit("cellChars", this.#limits, what);
  }
}
