/** Takes the message out of what carries it: S/MIME text (RFC 8551), PEM (RFC 7468), or nothing at all. */
import { shownName } from "../../files/safe-name.ts";
import { base64Bytes } from "./base64-bytes.ts";
import type { ByteReader } from "./byte-reader.ts";
import { damaged, unsupported } from "./faults.ts";

/** RFC 5322, 2.1.1: 998 characters and the end of the line. */
const LINE_BYTES = 1_000;
const HEAD_LINES = 200;
const SEQUENCE = 0x30;
const DASH = 0x2d;
const BEGIN = /^-----BEGIN ([A-Z0-9 ]+)-----\s*$/;
const MESSAGE_LABELS = ["CMS", "PKCS7"];
const MESSAGE_TYPES = /^application\/(x-)?pkcs7-mime\s*(;|$)/i;

/** The bytes of the message, as BER. @throws {InputError} E009 when it is none of the three. */
export async function* messageBytes(file: ByteReader): AsyncGenerator<Buffer> {
  if (await file.isAtEnd()) throw damaged(`${file.name} is empty`);
  if ((await file.peek()) === SEQUENCE) {
    yield* file.rest();
    return;
  }
  const { isBinary, label } = await readHead(file);
  if (isBinary) yield* file.rest();
  else yield* base64Bytes(label === undefined ? file.rest() : pemBody(file, label), file.name);
}

interface Head {
  readonly isBinary: boolean;
  /** Of PEM; undefined: S/MIME. */
  readonly label?: string;
}

/** Headers up to the blank line, or up to the line that begins PEM: openssl writes them before it, too. */
async function readHead(file: ByteReader): Promise<Head> {
  const headers: string[] = [];
  for (let line = await file.line(LINE_BYTES); line !== ""; line = await file.line(LINE_BYTES)) {
    if (line === undefined) throw damaged(`${file.name} is cut off: it ends in its headers`);
    const label = BEGIN.exec(line)?.[1];
    if (label !== undefined) return { isBinary: false, label };
    const isFolded = /^[ \t]/.test(line) && headers.length > 0;
    if (!isFolded && !/^[!-9;-~]+:/.test(line)) throw notAMessage(file.name, line);
    if (isFolded) headers.push(`${headers.pop() ?? ""} ${line.trim()}`);
    else headers.push(line);
    if (headers.length > HEAD_LINES) throw damaged(`${file.name} has too many headers`);
  }
  const type = valueOf(headers, "content-type");
  if (type === undefined || !MESSAGE_TYPES.test(type)) {
    const found =
      type === undefined ? "no Content-Type" : `the Content-Type ${shownName(type.slice(0, 80))}`;
    throw damaged(`${file.name} is not encrypted S/MIME: it has ${found}`);
  }
  return {
    isBinary: valueOf(headers, "content-transfer-encoding")?.toLowerCase() === "binary",
  };
}

function valueOf(headers: readonly string[], name: string): string | undefined {
  const header = headers.find((one) => one.toLowerCase().startsWith(`${name}:`));
  return header?.slice(name.length + 1).trim();
}

function notAMessage(name: string, first: string): Error {
  if (first.startsWith("PK")) {
    return unsupported(
      `${name} is not encrypted: it holds an archive`,
      "Give it the name that it has without encryption: export-<run>.zip",
    );
  }
  return damaged(`${name} is neither S/MIME text, PEM nor binary CMS`);
}

/** The lines between BEGIN and END, which must be there: without it the end may be missing. */
async function* pemBody(file: ByteReader, label: string): AsyncGenerator<Buffer> {
  if (!MESSAGE_LABELS.includes(label)) {
    throw damaged(`${file.name} holds a ${label}, not an encrypted message`);
  }
  let tail: Buffer | undefined;
  for await (const chunk of file.rest()) {
    if (tail !== undefined) {
      tail = Buffer.concat([tail, chunk.subarray(0, LINE_BYTES)]);
      continue;
    }
    const dash = chunk.indexOf(DASH);
    yield dash === -1 ? chunk : chunk.subarray(0, dash);
    if (dash !== -1) tail = Buffer.from(chunk.subarray(dash, dash + LINE_BYTES));
    if (tail && tail.length >= LINE_BYTES) break;
  }
  if (tail?.toString("latin1").trim() !== `-----END ${label}-----`) {
    throw damaged(`${file.name} is cut off: it has no line -----END ${label}-----`);
  }
}
