/** Actions on jobs from a document: JSON or YAML. */
import { readFile, stat } from "node:fs/promises";
import { AppError, InputError } from "../../core/errors.ts";
import { parseYaml } from "../../core/yaml.ts";
import { corrupt, overLimit, readFault } from "../../formats/faults.ts";
import { type JobIssue, shownValue } from "../job-issue.ts";
import type { JobRow } from "../job-row.ts";
import { JOB_FILE_LIMITS } from "./limits.ts";

export async function documentRows(path: string, isJson: boolean): Promise<readonly JobRow[]> {
  const text = await readDocument(path);
  const values = isJson ? [parseJson(text)] : parseDocuments(text);
  const items = values.flatMap((value): readonly unknown[] =>
    Array.isArray(value) ? value : [value],
  );
  if (items.length === 0) throw new InputError("F002", "the file is an empty list");
  if (items.length > JOB_FILE_LIMITS.rows) {
    throw overLimit("rows", JOB_FILE_LIMITS, `the number of jobs (${items.length})`);
  }
  return items.map((item, i) => jobRow(item, i + 1));
}

async function readDocument(path: string): Promise<string> {
  const bytes = await readBytes(path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError("F004", "the bytes of the file are not valid UTF-8", { cause: error });
  }
  if (text.trim() === "") throw new InputError("F002", "the file is empty");
  return text;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const status = await stat(path);
    if (!status.isFile()) throw new InputError("F001", "it is a folder or a device, not a file");
    if (status.size <= JOB_FILE_LIMITS.fileBytes) return await readFile(path);
    const size = `the size of the file, ${status.size} bytes,`;
    throw overLimit("fileBytes", JOB_FILE_LIMITS, size);
  } catch (error) {
    throw readFault(error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw corrupt(`the file is not valid JSON: ${String(error)}`, error);
  }
}

/**
 * The documents of a YAML stream, blank ones left out. A line that begins with `---` or `...` is
 * never a part of a value (YAML 1.2.2, section 6.5, c-forbidden), so the text may be cut there; each part
 * keeps its place by line breaks before it, so that errors name the line of the file.
 */
function parseDocuments(text: string): readonly unknown[] {
  const parts: string[][] = [[]];
  for (const [i, line] of text.split("\n").entries()) {
    if (/^---(?=\s|$)/.test(line)) parts.push([...Array<string>(i).fill("")]);
    parts.at(-1)?.push(line.replace(/^(?:---(?=\s|$)|\.\.\.(?=\s|$)|%YAML .*)/, "   "));
  }
  const values = parts.map((lines) => parseDocument(lines.join("\n")));
  const found = values.filter((value) => value !== null && value !== undefined);
  if (found.length === 0) throw new InputError("F002", "the file holds no job");
  return found;
}

function parseDocument(text: string): unknown {
  try {
    return parseYaml(text, "line");
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw corrupt(`the file is not valid YAML: ${error.message}`, error);
  }
}

function jobRow(item: unknown, row: number): JobRow {
  if (typeof item === "object" && item !== null && !Array.isArray(item)) {
    return { row, fields: { ...item } };
  }
  const message = "The entry is no job; expected an object with the fields of one";
  const fault: JobIssue = { code: "R002", value: shownValue(item), message };
  return { row, fields: {}, faults: [fault] };
}
