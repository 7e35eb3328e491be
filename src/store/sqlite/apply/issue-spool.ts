/**
 * Issues of a run until its verdict: in memory, past a limit in a file, because the transaction
 * that they belong to may still be rolled back. At the end all go into the table RunIssue.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { StringDecoder } from "node:string_decoder";
import { fromSystem } from "../../../core/errors.ts";
import type { RowIssue } from "../../../core/issue.ts";
import type { Database } from "../database.ts";

/** Issues kept in memory. */
const MOST_IN_MEMORY = 5_000;
export const SPOOL_SUFFIX = ".issues.tmp";

export class IssueSpool {
  readonly #path: string;
  readonly #sheets = new Map<string | undefined, number>([[undefined, 0]]);
  #lines: RowIssue[] = [];
  #file: number | undefined;

  constructor(workFolder: string, run: string) {
    this.#path = path.join(workFolder, `${run}${SPOOL_SUFFIX}`);
  }

  /** Sheets come in the order of the file; what belongs to no sheet comes before them all. */
  openSheet(name: string | undefined): void {
    if (!this.#sheets.has(name)) this.#sheets.set(name, this.#sheets.size);
  }

  add(issue: RowIssue): void {
    this.openSheet(issue.sheet);
    this.#lines.push(issue);
    if (this.#lines.length >= MOST_IN_MEMORY) this.#spill();
  }

  /** Inserts all issues for `run`, inside the caller's transaction. */
  insertInto(db: Database, run: string): void {
    const insert = db.statement("INSERT INTO RunIssue VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    let number = 0;
    const put = (issue: RowIssue): void => {
      const { sheet, row, code, severity, message } = issue;
      const place = [sheet ?? null, issue.column ?? null, issue.value ?? null] as const;
      const at = this.#sheets.get(sheet) ?? 0;
      insert.run(run, at, row, ++number, code, severity, ...place, message);
    };
    for (const issue of this.#spilled()) put(issue);
    for (const issue of this.#lines) put(issue);
  }

  close(): void {
    this.#lines = [];
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#path, { force: true });
  }

  #spill(): void {
    try {
      this.#file ??= openSync(this.#path, "w+", 0o600);
      writeSync(this.#file, this.#lines.map((issue) => `${JSON.stringify(issue)}\n`).join(""));
    } catch (error) {
      throw fromSystem(error, `write ${this.#path}`);
    }
    this.#lines = [];
  }

  *#spilled(): Generator<RowIssue> {
    if (this.#file !== undefined) yield* issueLines(this.#file);
  }
}

/** Issues of a file of JSON Lines, in constant memory. */
function* issueLines(file: number): Generator<RowIssue> {
  const decoder = new StringDecoder("utf8");
  const chunk = Buffer.alloc(256 * 1024);
  let rest = "";
  for (let position = 0; ;) {
    const bytes = readSync(file, chunk, 0, chunk.length, position);
    if (bytes === 0) return;
    position += bytes;
    const lines = (rest + decoder.write(chunk.subarray(0, bytes))).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as RowIssue;
  }
}

/** Issues of the file at `path`. @throws {TransientError | OperatorError} by what the file system says. */
export function* readIssueLines(path: string): Generator<RowIssue> {
  const file = openSync(path, "r");
  try {
    yield* issueLines(file);
  } finally {
    closeSync(file);
  }
}
