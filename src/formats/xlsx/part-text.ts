/** The XML parts of a workbook: read whole for small ones, or handed to a sink as they come. */
import { corrupt } from "../faults.ts";
import { openXml, type Attributes, type XmlParser, type XmlSink } from "../sax.ts";
import { chunkDecoder } from "../text-chunks.ts";
import { byteOrderMark } from "../encoding.ts";
import type { ZipParts } from "../zip-parts.ts";

/** Parses a part to its end. */
export async function parseWhole(parts: ZipParts, name: string, sink: XmlSink): Promise<void> {
  const parser: XmlParser = openXml(name, sink);
  for await (const text of partTexts(parts, name)) parser.write(text);
  parser.end();
}

/** The text of a part, chunk by chunk. @throws {InputError} F009 F010 */
export async function* partTexts(parts: ZipParts, name: string): AsyncGenerator<string> {
  let decode: ((chunk?: Buffer) => string) | undefined;
  for await (const chunk of parts.read(name)) {
    if (decode !== undefined) {
      yield decode(chunk);
      continue;
    }
    const mark = byteOrderMark(chunk);
    decode = strictDecoder(name, mark?.encoding ?? "utf-8");
    yield decode(chunk.subarray(mark?.bomBytes ?? 0));
  }
  if (decode !== undefined) yield decode();
}

/** The part as UTF-8, not yet looked at, each chunk to be used up before the next one is asked for. */
export async function* partBytes(parts: ZipParts, name: string): AsyncGenerator<Buffer> {
  let decode: ((chunk?: Buffer) => string) | undefined;
  let isFirst = true;
  for await (const chunk of parts.read(name)) {
    const mark = isFirst ? byteOrderMark(chunk) : undefined;
    isFirst = false;
    if (mark !== undefined && mark.encoding !== "utf-8")
      decode = strictDecoder(name, mark.encoding);
    const bytes = chunk.subarray(mark?.bomBytes ?? 0);
    yield decode === undefined ? bytes : Buffer.from(decode(bytes));
  }
  if (decode !== undefined) yield Buffer.from(decode());
}

function strictDecoder(
  name: string,
  encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252",
): (chunk?: Buffer) => string {
  const decoder = chunkDecoder(encoding);
  return (chunk) => {
    try {
      return chunk === undefined ? decoder.end() : decoder.decode(chunk);
    } catch (error) {
      throw corrupt(`the part ${name} is not valid ${encoding.toUpperCase()}`, error);
    }
  };
}

/** A sink that looks at the beginnings of elements only. */
export function onOpen(open: (name: string, attributes: Attributes) => void): XmlSink {
  return { open, close: () => undefined, text: () => undefined };
}

/** `t="1"`, `t="true"`: a boolean of XML Schema. */
export function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}
