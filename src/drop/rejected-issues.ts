/** The issues that reject rows, one row after another, as they are met in the file. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { RowIssue } from "../core/issue.ts";

/** Reads issues as JSON Lines. */
export async function* readIssues(path: string): AsyncGenerator<RowIssue> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const line of lines) {
    if (line !== "") yield JSON.parse(line) as RowIssue;
  }
}

/** Walks through issues that are in the order of sheet and row; warnings and row 0 are left out. */
export class IssueCursor implements AsyncDisposable {
  readonly #issues: AsyncIterator<RowIssue>;
  #head: RowIssue | undefined;

  private constructor(issues: AsyncIterator<RowIssue>) {
    this.#issues = issues;
  }

  static async open(issues: AsyncIterable<RowIssue>): Promise<IssueCursor> {
    const cursor = new IssueCursor(issues[Symbol.asyncIterator]());
    await cursor.#advance();
    return cursor;
  }

  /** The next issue, not yet taken; undefined at the end. */
  get head(): RowIssue | undefined {
    return this.#head;
  }

  /** Whether the row, or one before it, is the next that is wrong. */
  reaches(sheet: string | undefined, row: number): boolean {
    return this.#head !== undefined && this.#head.sheet === sheet && this.#head.row <= row;
  }

  /** Takes all issues of the row; those of rows before it, which the file does not have, are dropped. */
  async take(sheet: string | undefined, row: number): Promise<readonly RowIssue[]> {
    const taken: RowIssue[] = [];
    while (this.#head && this.reaches(sheet, row)) {
      if (this.#head.row === row) taken.push(this.#head);
      await this.#advance();
    }
    return taken;
  }

  /** Leaves out the rest of the sheet. */
  async leave(sheet: string | undefined): Promise<void> {
    while (this.#head && this.#head.sheet === sheet) await this.#advance();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#issues.return?.();
  }

  async #advance(): Promise<void> {
    for (;;) {
      const next = await this.#issues.next();
      this.#head = next.done === true ? undefined : next.value;
      if (!this.#head || (this.#head.severity === "error" && this.#head.row > 0)) return;
    }
  }
}
