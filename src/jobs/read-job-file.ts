/** A file of jobs or of actions on them, in any of its formats -> rows. */
import { extname } from "node:path";
import { InputError } from "../core/errors.ts";
import { documentRows } from "./file/document-rows.ts";
import { tableRows } from "./file/table-rows.ts";
import type { JobRow } from "./job-row.ts";

const TABLES = [".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".jsonl"];
const DOCUMENTS = [".json", ".yaml", ".yml"];

/**
 * Reads JSON (an object or a list of them), YAML (the same, or several documents), and CSV, TSV,
 * JSON Lines and Excel with one action a row. Rows come with their faults; nothing is judged yet.
 * @throws {InputError} F001 to F011 when the file as a whole is of no use
 * @throws {TransientError} S004 S006 {OperatorError} S005
 */
export async function readJobFile(path: string): Promise<readonly JobRow[]> {
  const extension = extname(path).toLowerCase();
  if (TABLES.includes(extension)) return await tableRows(path);
  if (DOCUMENTS.includes(extension)) return await documentRows(path, extension === ".json");
  const message =
    extension === "" ? "the file name has no extension" : `${extension} files are not read as jobs`;
  throw new InputError("F003", message, {
    hint: `Jobs are read from ${[...TABLES, ...DOCUMENTS].join(" ")}.`,
  });
}
