/** The grammar of JSON over tokens (RFC 8259): what may follow what, and how deep. */
import { JsonFault, type TokenKind } from "./json.ts";

/** Told about every value in the order of the text; `depth` counts the brackets around it. */
export interface JsonSink {
  /** An object or a list begins. */
  open(bracket: "{" | "[", depth: number): void;
  /** It ends; the same depth as at its begin. */
  close(bracket: "}" | "]", depth: number): void;
  key(name: string, depth: number): void;
  value(kind: Exclude<TokenKind, "punctuation">, text: string, depth: number): void;
}

const MAX_DEPTH = 64;

type Expected = "value" | "firstItem" | "firstKey" | "key" | "colon" | "next" | "nothing";

export class JsonGrammar {
  readonly #sink: JsonSink;
  readonly #open: ("{" | "[")[] = [];
  #expected: Expected = "value";

  constructor(sink: JsonSink) {
    this.#sink = sink;
  }

  /** Whether one whole value has been read. */
  get isDone(): boolean {
    return this.#expected === "nothing";
  }

  /** Makes ready for the next value. */
  reset(): void {
    this.#open.length = 0;
    this.#expected = "value";
  }

  /** @throws {JsonFault} */
  token(kind: TokenKind, text: string): void {
    const expected = this.#expected;
    if (kind === "punctuation") {
      this.#punctuation(text);
    } else if (expected === "firstKey" || expected === "key") {
      if (kind !== "string") throw unexpected(text, "a field name");
      this.#expected = "colon";
      this.#sink.key(text, this.#open.length);
    } else if (expected === "value" || expected === "firstItem") {
      this.#sink.value(kind, text, this.#open.length);
      this.#afterValue();
    } else {
      throw unexpected(kind === "string" ? JSON.stringify(text) : text, wanted(expected));
    }
  }

  #punctuation(mark: string): void {
    const expected = this.#expected;
    const inside = this.#open.at(-1);
    if (mark === "{" || mark === "[") {
      if (expected !== "value" && expected !== "firstItem")
        throw unexpected(mark, wanted(expected));
      if (this.#open.length >= MAX_DEPTH) {
        throw new JsonFault(`values are nested deeper than ${MAX_DEPTH} levels`);
      }
      this.#sink.open(mark, this.#open.length);
      this.#open.push(mark);
      this.#expected = mark === "{" ? "firstKey" : "firstItem";
    } else if (mark === ":" && expected === "colon") {
      this.#expected = "value";
    } else if (mark === "," && expected === "next") {
      this.#expected = inside === "{" ? "key" : "value";
    } else if (mark === "}" && inside === "{" && (expected === "next" || expected === "firstKey")) {
      this.#close(mark);
    } else if (
      mark === "]" &&
      inside === "[" &&
      (expected === "next" || expected === "firstItem")
    ) {
      this.#close(mark);
    } else {
      throw unexpected(mark, wanted(expected));
    }
  }

  #close(mark: "}" | "]"): void {
    this.#open.pop();
    this.#sink.close(mark, this.#open.length);
    this.#afterValue();
  }

  #afterValue(): void {
    this.#expected = this.#open.length === 0 ? "nothing" : "next";
  }
}

function wanted(expected: Expected): string {
  switch (expected) {
    case "value":
    case "firstItem":
      return "a value";
    case "firstKey":
    case "key":
      return "a field name";
    case "colon":
      return "a colon";
    case "next":
      return "a comma or the end of the list or object";
    case "nothing":
      return "nothing more";
  }
}

function unexpected(found: string, expected: string): JsonFault {
  return new JsonFault(`found ${found.slice(0, 50)} where ${expected} was expected`);
}
