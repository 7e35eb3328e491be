/** CSV out, row by row (RFC 4180): quoted where needed, CRLF, against the pace of the disk. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";

const BYTE_ORDER_MARK = "\ufeff";
const FLUSH_CHARS = 64 * 1024;

export interface CsvWriterOptions {
  /** Default `,`. */
  readonly delimiter?: string;
  /** Default true: without the mark, Excel takes UTF-8 for the system's code page. */
  readonly byteOrderMark?: boolean;
}

/** One record with its line end; null is an empty field. A single empty field is quoted, else it would be a blank line. */
export function csvLine(cells: readonly (string | null)[], delimiter = ","): string {
  if (cells.length === 1 && (cells[0] ?? "") === "") return '""\r\n';
  let line = "";
  for (let i = 0; i < cells.length; i++) {
    if (i > 0) line += delimiter;
    line += csvField(cells[i] ?? "", delimiter);
  }
  return `${line}\r\n`;
}

function csvField(text: string, delimiter: string): string {
  // Blanks at the ends are quoted too: some readers trim what is not.
  const isPlain = !text.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

/**
 * Writes to a new file, or to a stream, which stays open (stdout). The file is whole once
 * `finish` has resolved; disposed of before that, the caller removes it.
 */
export class CsvWriter implements AsyncDisposable {
  readonly #output: Writable;
  readonly #isOwn: boolean;
  readonly #delimiter: string;
  #buffer: string;
  #failure: Error | undefined;

  constructor(target: string | Writable, options: CsvWriterOptions = {}) {
    this.#isOwn = typeof target === "string";
    this.#output = typeof target === "string" ? createWriteStream(target) : target;
    this.#delimiter = options.delimiter ?? ",";
    this.#buffer = options.byteOrderMark === false ? "" : BYTE_ORDER_MARK;
    this.#output.on("error", this.#fail);
  }

  async write(cells: readonly (string | null)[]): Promise<void> {
    this.#buffer += csvLine(cells, this.#delimiter);
    if (this.#buffer.length >= FLUSH_CHARS) await this.#flush();
  }

  /** @throws what the file system says; the caller translates it with the path that it knows. */
  async finish(): Promise<void> {
    await this.#flush();
    if (this.#isOwn) {
      this.#output.end();
      await finished(this.#output);
    }
    this.#output.off("error", this.#fail);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOwn || this.#output.closed) return;
    this.#output.destroy();
    await once(this.#output, "close");
  }

  readonly #fail = (error: Error): void => {
    this.#failure = error;
  };

  async #flush(): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#buffer === "") return;
    const isDraining = this.#output.write(this.#buffer);
    this.#buffer = "";
    // `once` rejects when the stream fails while it is waited for.
    if (!isDraining) await once(this.#output, "drain");
  }
}
