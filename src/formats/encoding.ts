/**
 * One pass over the whole file before any row is read: fingerprint, size, and in which encoding
 * its bytes are valid. Byte order mark, then strict UTF-8, then the configured fallback.
 */
import { createHash } from "node:crypto";
import { InputError } from "../core/errors.ts";
import { readChunks } from "./file-chunks.ts";
import { utf16Check } from "./utf16.ts";
import { utf8Check } from "./utf8.ts";
import type { SourceFile } from "./source-file.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export interface FileScan {
  readonly sha256: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  /** Bytes of the byte order mark, 0 without one. */
  readonly bomBytes: number;
  /** For the log: which encoding and why. */
  readonly note: string;
}

export interface ScanOptions {
  /** false: fingerprint and size only, for formats that are no text. */
  readonly isText: boolean;
  readonly encodingFallback: "none" | "windows-1252";
  /** An encoding that the file itself declares (XML); it wins over strict UTF-8. */
  readonly declared?: Encoding;
}

/** A check of bytes that come in chunks. */
export interface ByteCheck {
  /** Position in the file of the first wrong byte, as soon as it is known. */
  add(chunk: Buffer, position: number): number | undefined;
  /** The same, when the file ends after `bytes` bytes. */
  end(bytes: number): number | undefined;
}

interface Mark {
  readonly encoding: Encoding;
  readonly bomBytes: number;
}

/** The byte order mark at the head of a file. */
export function byteOrderMark(head: Buffer): Mark | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    return { encoding: "utf-8", bomBytes: 3 };
  }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", bomBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", bomBytes: 2 };
  return undefined;
}

/**
 * Reads the file once, from its first to its last byte.
 * @throws {InputError} F002 empty or blank, F004 with line and byte of the first wrong byte
 */
export async function scanFile(file: SourceFile, options: ScanOptions): Promise<FileScan> {
  const hash = createHash("sha256");
  let bytes = 0;
  let blank = true;
  let check: TextCheck | undefined;
  for await (const chunk of readChunks(file, 0)) {
    hash.update(chunk);
    if (options.isText) {
      check ??= new TextCheck(chunk, options);
      check.add(chunk, bytes);
      blank &&= isBlank(bytes === 0 ? chunk.subarray(check.mark.bomBytes) : chunk);
    }
    bytes += chunk.length;
  }
  if (bytes === 0) throw new InputError("F002", "the file is empty");
  if (check !== undefined) {
    if (blank) throw new InputError("F002", "the file holds nothing but blanks");
    await check.finish(file, bytes);
  }
  const { encoding, bomBytes, note } = check?.result() ?? {
    encoding: "utf-8",
    bomBytes: 0,
    note: "",
  };
  return { sha256: hash.digest("hex"), bytes, encoding, bomBytes, note };
}

/** The state of the check of one file. */
class TextCheck {
  readonly mark: Mark;
  readonly #options: ScanOptions;
  readonly #hasMark: boolean;
  readonly #check: ByteCheck | undefined;
  /** Position of the first byte that is wrong, from 0. */
  #wrongAt: number | undefined;

  constructor(head: Buffer, options: ScanOptions) {
    const mark = byteOrderMark(head);
    if (mark === undefined) refuseWideText(head);
    this.mark = mark ?? { encoding: options.declared ?? "utf-8", bomBytes: 0 };
    this.#hasMark = mark !== undefined;
    this.#options = options;
    this.#check = byteCheck(this.mark.encoding);
  }

  add(chunk: Buffer, position: number): void {
    if (this.#wrongAt === undefined) this.#wrongAt = this.#check?.add(chunk, position);
  }

  /** Looks at what the end of the file leaves open and reports what was wrong. */
  async finish(file: SourceFile, bytes: number): Promise<void> {
    this.#wrongAt ??= this.#check?.end(bytes);
    if (this.#wrongAt === undefined || this.#fallsBack()) return;
    const { encoding } = this.mark;
    const line = await lineAt(file, this.#wrongAt);
    const byte = this.#wrongAt + 1;
    const message = `the bytes are not valid ${encoding.toUpperCase()}: the first wrong one is in line ${line}, byte ${byte} of the file`;
    throw new InputError("F004", message, { details: { line, byte } });
  }

  #fallsBack(): boolean {
    return !this.#hasMark && this.#options.encodingFallback === "windows-1252";
  }

  result(): Mark & { readonly note: string } {
    if (this.#wrongAt !== undefined) {
      const note = "encoding: windows-1252, the configured fallback; the bytes are not valid UTF-8";
      return { encoding: "windows-1252", bomBytes: 0, note };
    }
    const declared = this.#options.declared === undefined ? "all bytes are valid" : "declared";
    const why = this.#hasMark ? "by its byte order mark" : declared;
    return { ...this.mark, note: `encoding: ${this.mark.encoding}, ${why}` };
  }
}

function byteCheck(encoding: Encoding): ByteCheck | undefined {
  if (encoding === "windows-1252") return undefined;
  return encoding === "utf-8" ? utf8Check() : utf16Check(encoding === "utf-16le");
}

/** UTF-16 without a mark passes as UTF-8 with many NULs, and a file of NULs was never written. */
function refuseWideText(head: Buffer): void {
  const sample = head.subarray(0, 4096);
  const nulls = sample.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (nulls === sample.length) {
    throw new InputError("F010", "the file begins with NUL bytes only: it was never written whole");
  }
  if (sample.length >= 4 && nulls > sample.length / 5) {
    throw new InputError(
      "F004",
      "the file seems to be UTF-16 without a byte order mark: every other byte is NUL",
      { hint: "Save it as 'CSV UTF-8', or as Unicode text with a byte order mark." },
    );
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte <= 0x20);
}

/** The number of the line, from 1, in which the byte at `position` stands. */
async function lineAt(file: SourceFile, position: number): Promise<number> {
  let line = 1;
  let start = 0;
  for await (const chunk of readChunks(file, 0)) {
    const part = chunk.subarray(0, Math.max(0, position - start));
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) line++;
    start += chunk.length;
    if (start >= position) break;
  }
  return line;
}
