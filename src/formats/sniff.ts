/** Which reader takes a file: its extension and its first bytes must agree. */
import { extname } from "node:path";
import { InputError } from "../core/errors.ts";
import type { FileFormat } from "./rows.ts";

const FORMATS: Readonly<Record<string, FileFormat>> = {
  ".xlsx": "xlsx",
  ".xlsm": "xlsx",
  ".csv": "csv",
  ".txt": "csv",
  ".tsv": "csv",
  ".xml": "xml",
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".ics": "ics",
};

const SAVE_AS = "Open it in the program that made it and save it as .xlsx.";
const OLD_EXCEL = "d0cf11e0a1b11ae1";
const ZIP = "504b0304";
const EMPTY_ZIP = "504b0506";

/**
 * @param head the first bytes of the file, at least eight where it has as many.
 * @throws {InputError} F003, or F010 for a workbook that is no zip file
 */
export function sniffFormat(path: string, head: Buffer): FileFormat {
  const extension = extname(path).toLowerCase();
  const magic = head.subarray(0, 8).toString("hex");
  const isZip = magic.startsWith(ZIP) || magic.startsWith(EMPTY_ZIP);
  if (extension === ".xls" || extension === ".xlsb" || extension === ".ods") {
    throw refused(`${extension} files are not read`, SAVE_AS);
  }
  const format = FORMATS[extension];
  if (format === undefined) {
    const known = Object.keys(FORMATS).join(" ");
    throw refused(
      extension === "" ? "the file name has no extension" : `${extension} files are not read`,
      `Quayside reads ${known}.`,
    );
  }
  if (format === "xlsx") {
    if (magic === OLD_EXCEL) {
      throw refused(
        "the workbook is protected by a password, or is an old .xls under another name",
        "Remove the password and save it as .xlsx.",
      );
    }
    if (!isZip) {
      throw new InputError(
        "F010",
        "the file is no workbook: its first bytes are not those of .xlsx",
        {
          hint: SAVE_AS,
        },
      );
    }
    return format;
  }
  refuseBinary(extension, magic, isZip);
  return format;
}

function refuseBinary(extension: string, magic: string, isZip: boolean): void {
  if (isZip) {
    throw refused(
      `the content of this ${extension} file is a zip file or a workbook`,
      "Give it its true extension, such as .xlsx.",
    );
  }
  if (magic === OLD_EXCEL) {
    throw refused(`the content of this ${extension} file is an old Excel workbook`, SAVE_AS);
  }
  if (magic.startsWith("1f8b")) {
    throw refused(`the content of this ${extension} file is packed with gzip`, "Unpack it first.");
  }
  if (magic.startsWith("25504446")) {
    throw refused(`the content of this ${extension} file is a PDF document`, SAVE_AS);
  }
}

function refused(message: string, hint: string): InputError {
  return new InputError("F003", message, { hint });
}
