/** From the values of a JSON text to records: flat objects at one depth of the text. */
import { NULL_CELL } from "./cell-text.ts";
import { JsonFault, type TokenKind } from "./json.ts";
import type { JsonSink } from "./json-grammar.ts";
import type { RecordBuilder } from "./named-rows.ts";
import type { Cell } from "./rows.ts";

const MISPLACED = "the records must be a list of objects, or the only list of one object";

/**
 * Finds the records: the items of the list that is the document, or that is a property of it
 * (plain values beside that list are passed over). In jsonl the value of each line is a record.
 */
export class JsonRecords implements JsonSink {
  readonly #builder: RecordBuilder;
  /** Depth of the records; undefined until the list that holds them has begun. */
  #depth: number | undefined;
  #isListDone = false;
  #position = 0;
  #name = "";
  /** The JSON text of a nested value, while it is read. */
  #nested: string | undefined;
  #nestedComma = false;
  /** Whether the record that is read is no object: what it holds is passed over. */
  #isSkipped = false;

  /** @param depth of the records, where it is known: 0 for a line that is a record. */
  constructor(builder: RecordBuilder, depth?: number) {
    this.#builder = builder;
    this.#depth = depth;
  }

  /** The line that is read, for formats where that is the number of the record. */
  beginLine(line: number): void {
    this.#position = line - 1;
    this.#nested = undefined;
    this.#builder.drop();
  }

  open(bracket: "{" | "[", depth: number): void {
    const records = this.#depth;
    if (records === undefined || depth < records) {
      this.#openAround(bracket, depth);
      return;
    }
    if (depth === records) {
      this.#isSkipped = bracket === "[";
      if (this.#isSkipped) this.#builder.fail("the record is a list, not an object");
      return;
    }
    if (this.#isSkipped) return;
    this.#append(bracket);
    this.#nestedComma = false;
  }

  #openAround(bracket: "{" | "[", depth: number): void {
    if (depth === 0 && bracket === "{") return;
    if (bracket === "{" || this.#isListDone) throw new JsonFault(MISPLACED);
    this.#depth = depth + 1;
  }

  close(bracket: "}" | "]", depth: number): void {
    const records = this.#depth;
    if (records === undefined || depth < records) {
      if (records !== undefined) this.#isListDone = true;
      this.#depth = depth === 0 ? records : undefined;
      if (depth === 0 && !this.#isListDone) throw new JsonFault(MISPLACED);
    } else if (depth === records) {
      this.#builder.end(++this.#position);
    } else if (!this.#isSkipped) {
      this.#nested = (this.#nested ?? "") + bracket;
      this.#nestedComma = true;
      if (depth === records + 1) this.#endNested();
    }
  }

  key(name: string, depth: number): void {
    const records = this.#depth;
    if (records === undefined || depth <= records || this.#isSkipped) return;
    if (depth === records + 1) {
      this.#name = name;
      return;
    }
    this.#append(`${JSON.stringify(name)}:`);
    this.#nestedComma = false;
  }

  value(kind: Exclude<TokenKind, "punctuation">, text: string, depth: number): void {
    const records = this.#depth;
    if (records === undefined || depth < records) {
      if (depth === 0) throw new JsonFault(MISPLACED);
    } else if (depth === records) {
      this.#builder.fail(`the record is a ${kind}, not an object`);
      this.#builder.end(++this.#position);
    } else if (this.#isSkipped) {
      return;
    } else if (this.#nested === undefined) {
      this.#builder.set(this.#name, cellOf(kind, text));
    } else {
      this.#append(kind === "string" ? JSON.stringify(text) : text);
      this.#nestedComma = true;
    }
  }

  #append(text: string): void {
    this.#builder.assertFits(this.#name, (this.#nested ?? "").length + text.length);
    this.#nested = (this.#nested ?? "") + (this.#nestedComma ? "," : "") + text;
  }

  #endNested(): void {
    this.#builder.set(this.#name, { kind: "json", text: this.#nested ?? "" });
    this.#nested = undefined;
    this.#nestedComma = false;
  }
}

function cellOf(kind: Exclude<TokenKind, "punctuation">, text: string): Cell {
  switch (kind) {
    case "string":
      return text;
    case "number":
      return { kind, text };
    case "boolean":
      return { kind, text: text === "true" ? "TRUE" : "FALSE" };
    case "null":
      return NULL_CELL;
  }
}
