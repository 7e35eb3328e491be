/** Programs that write workbooks, where they are on the machine. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const PYTHON = "/usr/bin/python3";
const SOFFICE = "/usr/bin/soffice";

/** Why the Python libraries can't be used; undefined when they can. Fails where they must be there. */
export async function missingPython(): Promise<string | undefined> {
  try {
    await run(PYTHON, ["-c", "import openpyxl, xlsxwriter"]);
    return undefined;
  } catch {
    return missing("python3 with openpyxl and xlsxwriter");
  }
}

/** Why LibreOffice can't be used; undefined when it can. Fails where it must be there. */
export function missingOffice(): string | undefined {
  return existsSync(SOFFICE) ? undefined : missing("soffice");
}

function missing(program: string): string {
  const reason = `${program} is not installed`;
  if (process.env["REQUIRE_SERVERS"] === "1") throw new Error(reason);
  return reason;
}

/** Runs a Python program; `arguments_` are its `sys.argv[1:]`. */
export async function runPython(program: string, ...arguments_: readonly string[]): Promise<void> {
  await run(PYTHON, ["-c", program, ...arguments_]);
}

/** A cell for openpyxl: dates and times as ISO 8601 text under their kind. */
export type MadeCell =
  | string
  | number
  | boolean
  | null
  | { readonly date: string }
  | { readonly datetime: string }
  | { readonly time: string };

export type MadeSheets = Readonly<Record<string, readonly (readonly MadeCell[])[]>>;

const MAKE = `
import sys, json, datetime as d
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
def cell(c):
    if not isinstance(c, dict): return c
    if "date" in c: return d.date.fromisoformat(c["date"])
    if "time" in c: return d.time.fromisoformat(c["time"])
    return d.datetime.fromisoformat(c["datetime"])
wb = Workbook()
wb.remove(wb.active)
if sys.argv[3] == "1904": wb.epoch = CALENDAR_MAC_1904
for name, rows in json.loads(sys.argv[2]).items():
    ws = wb.create_sheet(name)
    for row in rows: ws.append([cell(c) for c in row])
wb.save(sys.argv[1])
`;

/** Lets openpyxl write a workbook. */
export async function makeWorkbook(
  path: string,
  sheets: MadeSheets,
  epoch: "1900" | "1904" = "1900",
): Promise<void> {
  await runPython(MAKE, path, JSON.stringify(sheets), epoch);
}

/** What an operator enters: by the SourceRow of a line, new values by heading; null removes it. */
export type Mends = Readonly<
  Record<string, Readonly<Record<number, Readonly<Record<string, MadeCell>> | null>>>
>;

const MEND = `
import sys, json
from openpyxl import load_workbook
wb = load_workbook(sys.argv[1])
for name, mends in json.loads(sys.argv[3]).items():
    ws = wb[name]
    head = {c.value: c.column for c in ws[1]}
    for row in range(ws.max_row, 1, -1):
        source = str(ws.cell(row, head["SourceRow"]).value)
        if source not in mends: continue
        if mends[source] is None: ws.delete_rows(row)
        else:
            for heading, value in mends[source].items(): ws.cell(row, head[heading]).value = value
wb.save(sys.argv[2])
`;

/** Opens a workbook in openpyxl, changes cells and saves it under another name. */
export async function mendWorkbook(path: string, target: string, mends: Mends): Promise<void> {
  await runPython(MEND, path, target, JSON.stringify(mends));
}

/** Lets LibreOffice open files and save them as `extension` in `folder`, with a profile of its own. */
export async function saveByOffice(
  paths: readonly string[],
  folder: string,
  extension: "xlsx" | "csv",
): Promise<void> {
  // 44,34,76: comma, quotes, UTF-8.
  const format = extension === "csv" ? "csv:Text - txt - csv (StarCalc):44,34,76" : extension;
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  const args = [profile, "--headless", "--convert-to", format, "--outdir", folder, ...paths];
  await run(SOFFICE, args, { timeout: 500_000 });
}

/** Lets LibreOffice make an .xlsx of a UTF-8 CSV file, in `folder`, with a profile of its own. */
export async function convertCsv(path: string, folder: string): Promise<void> {
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  // Comma, quote and UTF-8, by their numbers: it would not guess the encoding.
  const input = "--infilter=CSV:44,34,76";
  await run(
    SOFFICE,
    [profile, "--headless", input, "--convert-to", "xlsx", "--outdir", folder, path],
    {
      timeout: 500_000,
    },
  );
}
