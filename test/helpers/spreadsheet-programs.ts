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

/** Lets LibreOffice make an .xlsx of a UTF-8 CSV file, in `folder`, with a profile of its own. */
export async function convertCsv(path: string, folder: string): Promise<void> {
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  // Comma, quote and UTF-8, by their numbers: it would not guess the encoding.
  const input = "--infilter=CSV:44,34,76";
  await run(
    SOFFICE,
    [profile, "--headless", input, "--convert-to", "xlsx", "--outdir", folder, path],
    {
      timeout: 60_000,
    },
  );
}
