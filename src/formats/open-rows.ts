/** Opens a dropped file with the reader of its format. */
import { InputError } from "../core/errors.ts";
import { byteOrderMark, scanFile, type Encoding } from "./encoding.ts";
import { overLimit, readFault } from "./faults.ts";
import { readAt } from "./file-chunks.ts";
import type { ReadOptions, RowSource } from "./rows.ts";
import { sniffFormat } from "./sniff.ts";
import { openSourceFile, type SourceFile } from "./source-file.ts";
import { openText } from "./text-source.ts";
import { openWorkbook } from "./xlsx/open-workbook.ts";

/**
 * Reads the whole file once for its fingerprint and encoding, and is then ready for its rows.
 * Dispose of the source when done, also after an early stop: that closes the file.
 * @throws {InputError} F001 F002 F003 F004 F005 F009 F010
 * @throws {TransientError} S004 S006
 * @throws {OperatorError} S005
 */
export async function openRows(path: string, options: ReadOptions): Promise<RowSource> {
  const file = await openSourceFile(path);
  try {
    return await openFormat(path, file, options);
  } catch (error) {
    await file.close();
    throw readFault(error);
  }
}

async function openFormat(
  path: string,
  file: SourceFile,
  { limits, encodingFallback }: ReadOptions,
): Promise<RowSource> {
  const { sizeBytes } = file;
  if (sizeBytes === 0) throw new InputError("F002", "the file is empty");
  if (sizeBytes > limits.fileBytes) {
    throw overLimit("fileBytes", limits, `the size of the file, ${sizeBytes} bytes,`);
  }
  const buffer = Buffer.alloc(1024);
  const head = buffer.subarray(0, await readAt(file, buffer, 0));
  const format = sniffFormat(path, head);
  if (format === "xlsx") {
    const scan = await scanFile(file, { isText: false, encodingFallback });
    const source = await openWorkbook(path, scan, limits);
    await file.close();
    return source;
  }
  const declared = format === "xml" ? declaredEncoding(head) : undefined;
  const scan = await scanFile(file, {
    isText: true,
    encodingFallback,
    ...(declared === undefined ? {} : { declared }),
  });
  return await openText({ path, file, format, scan, limits });
}

const DECLARED: Readonly<Record<string, Encoding>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  "windows-1252": "windows-1252",
  // Read as its superset, as browsers do (encoding.spec.whatwg.org).
  "iso-8859-1": "windows-1252",
};

/** The encoding that an XML declaration names; a byte order mark makes it needless. */
function declaredEncoding(head: Buffer): Encoding | undefined {
  if (byteOrderMark(head) !== undefined) return undefined;
  const declaration = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/;
  const [, name] = declaration.exec(head.toString("latin1")) ?? [];
  if (name === undefined) return undefined;
  const encoding = DECLARED[name.toLowerCase()];
  if (encoding !== undefined) return encoding;
  throw new InputError("F004", `the file declares the encoding ${name}, which is not read`, {
    hint: "Save it as UTF-8.",
  });
}
