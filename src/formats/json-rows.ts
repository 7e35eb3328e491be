/** The readers of .json and .jsonl: bytes to rows. */
import { InputError } from "../core/errors.ts";
import { corrupt, overLimit } from "./faults.ts";
import { JsonFault, openTokens, type JsonTokens } from "./json.ts";
import { JsonGrammar } from "./json-grammar.ts";
import { JsonRecords } from "./json-records.ts";
import type { RecordBuilder } from "./named-rows.ts";
import type { ReadLimits, Row } from "./rows.ts";

const MAX_VALUE_BYTES = 16 * 1024 * 1024;
const LF = 10;
const LINE_BREAK = Buffer.from("\n");

/** Reads a list of objects, or an object with one such list. @throws {InputError} F009 F010 */
export async function* jsonRows(
  chunks: AsyncIterable<Buffer>,
  builder: RecordBuilder,
  limits: ReadLimits,
): AsyncGenerator<readonly Row[]> {
  const grammar = new JsonGrammar(new JsonRecords(builder));
  let silentBytes = 0;
  let position = 0;
  const tokens = openTokens((kind, text) => {
    silentBytes = 0;
    grammar.token(kind, text);
  });
  for await (const chunk of chunks) {
    silentBytes += chunk.length;
    asFileFault(
      () => {
        tokens.write(chunk);
      },
      `between the bytes ${position + 1} and ${position + chunk.length}`,
    );
    position += chunk.length;
    if (silentBytes > MAX_VALUE_BYTES) throw overLimit("cellChars", limits, "the text of a value");
    yield* builder.take();
  }
  asFileFault(() => {
    tokens.end();
    if (!grammar.isDone) throw new JsonFault("it ends before its list does");
  }, "at the end");
  yield* builder.take();
}

function asFileFault(act: () => void, where: string): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw corrupt(`the file is not valid JSON, ${where}: ${error.message}`, error);
  }
}

/** Reads one object a line; a line that is none is a faulty row. @throws {InputError} F009 */
export async function* jsonLineRows(
  chunks: AsyncIterable<Buffer>,
  builder: RecordBuilder,
): AsyncGenerator<readonly Row[]> {
  const lines = new LineRecords(builder);
  let parts: Buffer[] = [];
  let pending = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      parts.push(chunk.subarray(start, end));
      lines.read(parts);
      parts = [];
      pending = 0;
      start = end + 1;
    }
    if (start < chunk.length) parts.push(Buffer.from(chunk.subarray(start)));
    pending += chunk.length - start;
    if (pending > MAX_VALUE_BYTES) throw lines.tooLong();
    yield* builder.take();
  }
  if (parts.length > 0) lines.read(parts);
  yield* builder.take();
}

/** Reads line after line into the builder. */
class LineRecords {
  readonly #builder: RecordBuilder;
  readonly #records: JsonRecords;
  readonly #grammar: JsonGrammar;
  #tokens: JsonTokens;
  #line = 0;

  constructor(builder: RecordBuilder) {
    this.#builder = builder;
    this.#records = new JsonRecords(builder, 0);
    this.#grammar = new JsonGrammar(this.#records);
    this.#tokens = this.#open();
  }

  read(parts: readonly Buffer[]): void {
    this.#line++;
    if (parts.every((part) => part.every((byte) => byte <= 0x20))) return;
    this.#grammar.reset();
    this.#records.beginLine(this.#line);
    try {
      for (const part of parts) this.#tokens.write(part);
      this.#tokens.write(LINE_BREAK);
      if (!this.#grammar.isDone) throw new JsonFault("it ends before its object does");
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      this.#tokens = this.#open();
      this.#builder.takeBack(this.#line);
      this.#builder.fail(`the line is not valid JSON: ${error.message}`);
      this.#builder.end(this.#line);
    }
  }

  tooLong(): InputError {
    return new InputError(
      "F009",
      `line ${this.#line + 1} is longer than ${MAX_VALUE_BYTES} bytes, the most that one line may have`,
    );
  }

  #open(): JsonTokens {
    return openTokens((kind, text) => {
      this.#grammar.token(kind, text);
    });
  }
}
