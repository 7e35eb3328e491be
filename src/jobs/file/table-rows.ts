/** Actions on jobs from a table: csv, tsv, xlsx; and from JSON Lines, which have the same readers. */
import { InputError } from "../../core/errors.ts";
import { foldName } from "../../datasets/fold.ts";
import { cellText, columnLetters, isBlank } from "../../formats/cell-text.ts";
import { openRows } from "../../formats/open-rows.ts";
import type { Cell, Row, RowSource, Sheet } from "../../formats/rows.ts";
import { type JobIssue, shownValue } from "../job-issue.ts";
import type { JobRow } from "../job-row.ts";
import { JOB_FILE_LIMITS } from "./limits.ts";

/** One of these columns tells that a sheet holds jobs. */
const KEYS = ["title", "id"];

export async function tableRows(path: string): Promise<readonly JobRow[]> {
  const options = { limits: JOB_FILE_LIMITS, encodingFallback: "none" } as const;
  await using source = await openRows(path, options);
  for (const [index, { hidden }] of source.sheets.entries()) {
    if (hidden) continue;
    const rows = await sheetRows(source.read(index));
    if (rows !== undefined) return rows;
  }
  throw noJobs(source);
}

/** Rows of a sheet; undefined for one that holds no jobs. @throws {InputError} F002 F008 */
async function sheetRows({ name, names, batches }: Sheet): Promise<readonly JobRow[] | undefined> {
  let header = names;
  const rows: JobRow[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      if (header === undefined) {
        header = headerOf(row);
        if (header === undefined) return undefined;
      } else {
        rows.push({ ...jobRow(row, header), ...(name === undefined ? {} : { sheet: name }) });
      }
    }
  }
  if (header !== undefined && rows.length === 0) {
    throw new InputError("F002", "the file has a header row and no other");
  }
  return header === undefined ? undefined : rows;
}

function headerOf({ cells }: Row): readonly string[] | undefined {
  const header = cells.map((cell) => cellText(cell).trim());
  const folded = header.map(foldName);
  if (!folded.some((name) => KEYS.includes(name))) return undefined;
  const twice = folded.findIndex((name, i) => name !== "" && folded.indexOf(name) < i);
  if (twice < 0) return header;
  throw new InputError("F008", `the column ${header[twice] ?? ""} stands twice in the header`);
}

function jobRow({ number, cells, fault }: Row, header: readonly string[]): JobRow {
  const fields: [string, unknown][] = [];
  const faults: JobIssue[] = fault === undefined ? [] : [fault];
  cells.forEach((cell, i) => {
    if (cell === null || isBlank(cell)) return;
    const name = header[i] || `column ${columnLetters(i)}`;
    const damage = damageOf(cell, name);
    if (damage === undefined) fields.push([name, valueOf(cell)]);
    else faults.push(damage);
  });
  // Not by assignment: a column may be called __proto__.
  const row = { row: number, fields: Object.fromEntries(fields) };
  return faults.length === 0 ? row : { ...row, faults };
}

function valueOf(cell: Exclude<Cell, null>): unknown {
  if (typeof cell === "string") return cell;
  return cell.kind === "json" ? (JSON.parse(cell.text) as unknown) : cell.text;
}

/** Formulas without a result, and errors that a spreadsheet program shows. */
function damageOf(cell: Exclude<Cell, null>, field: string): JobIssue | undefined {
  if (typeof cell === "string" || (cell.kind !== "error" && cell.kind !== "formula")) {
    return undefined;
  }
  const what = cell.kind === "error" ? "shows an error" : "is a formula without a result";
  const value = shownValue(cell.text);
  return { code: "R006", field, value, message: `The cell ${what}; expected a text` };
}

function noJobs({ format, sheets }: RowSource): InputError {
  const hint = "The columns are those of `quayside jobs add --help`; Action is optional.";
  if (format === "xlsx" && sheets.length > 1) {
    const names = sheets.map(({ name }) => name ?? "").join(", ");
    return new InputError("F011", `no sheet has a column Title or Id (looked at ${names})`, {
      hint,
    });
  }
  return new InputError("F007", "the header row has neither a column Title nor Id", { hint });
}
