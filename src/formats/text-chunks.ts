/** The text of a scanned file as a stream: never a character that the bytes do not say. */
import { isAscii } from "node:buffer";
import type { Encoding, FileScan } from "./encoding.ts";
import { corrupt } from "./faults.ts";
import { readChunks } from "./file-chunks.ts";
import { decodeWindows1252 } from "./windows-1252.ts";
import type { SourceFile } from "./source-file.ts";

type OnRead = (position: number) => void;

/** Decodes chunk by chunk; bytes that are wrong are an error, never U+FFFD. */
export interface ChunkDecoder {
  decode(chunk: Buffer): string;
  /** @throws when the text ends within a character */
  end(): string;
}

export function chunkDecoder(encoding: Encoding): ChunkDecoder {
  if (encoding === "windows-1252") return { decode: decodeWindows1252, end: () => "" };
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let isWhole = true;
  return {
    decode(chunk) {
      // Plain ASCII, nearly all of most files, skips the decoder and stays one byte a letter.
      if (encoding === "utf-8" && isWhole && isAscii(chunk)) return chunk.toString("latin1");
      isWhole = (chunk.at(-1) ?? 0) < 0x80;
      return decoder.decode(chunk, { stream: true });
    },
    end: () => decoder.decode(),
  };
}

/**
 * The file as text, without its byte order mark.
 * @throws {InputError} F010 when the file changed after it was scanned
 */
export async function* readText(
  file: SourceFile,
  scan: FileScan,
  onRead: OnRead,
): AsyncGenerator<string> {
  const decoder = chunkDecoder(scan.encoding);
  for await (const chunk of readChunks(file, scan.bomBytes, onRead)) {
    yield attempt(() => decoder.decode(chunk));
  }
  yield attempt(() => decoder.end());
}

/** The file as UTF-8 bytes, without its byte order mark; a buffer lives for one step. */
export async function* readUtf8(
  file: SourceFile,
  scan: FileScan,
  onRead: OnRead,
): AsyncGenerator<Buffer> {
  if (scan.encoding === "utf-8") {
    yield* readChunks(file, scan.bomBytes, onRead);
    return;
  }
  for await (const text of readText(file, scan, onRead)) {
    if (text !== "") yield Buffer.from(text, "utf8");
  }
}

function attempt(decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    throw corrupt("the file changed while it was read", error);
  }
}
