/**
 * The work file of a file of attempts: its checked rows and their issues, in the order of the file, as JSON
 * Lines. Attempts that are recorded can't be taken back, so the whole file is read before the first is.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { fromSystem } from "../core/errors.ts";
import type { RowIssue } from "../core/issue.ts";
import type { AttemptReport } from "../store/campaign-ledger.ts";

export type WorkLine =
  { readonly row: number; readonly report: AttemptReport } | { readonly issue: RowIssue };

export interface LineWriter extends AsyncDisposable {
  /** Resolves when there is room for more. @throws {TransientError} S004 S006 {OperatorError} S005 */
  write(lines: readonly object[]): Promise<void>;
  /** Resolves when all is written. Throws as `write`. */
  end(): Promise<void>;
}

/** A new file of JSON Lines, in place of one that an earlier attempt has left. */
export function openLines(path: string): LineWriter {
  const stream = createWriteStream(path, { mode: 0o600 });
  const doing = `Writing ${path}`;
  const done = finished(stream);
  // Whoever writes next learns of it.
  done.catch(() => undefined);
  const orFault = async (act: Promise<void>): Promise<void> => {
    await act.catch((error: unknown) => {
      throw fromSystem(error, doing);
    });
  };
  return {
    async write(lines) {
      if (lines.length === 0) return;
      const hasRoom = stream.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      if (stream.errored) await orFault(done);
      if (hasRoom) return;
      const drained = new Promise<void>((resolve) => stream.once("drain", resolve));
      await orFault(Promise.race([drained, done]));
    },
    async end() {
      stream.end();
      await orFault(done);
    },
    async [Symbol.asyncDispose]() {
      stream.destroy();
      await done.catch(() => undefined);
    },
  };
}

/** The lines of the work file, in parts of about `size`. */
export async function* readWork(path: string, size: number): AsyncGenerator<readonly WorkLine[]> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let part: WorkLine[] = [];
  for await (const line of lines) {
    if (line !== "") part.push(JSON.parse(line) as WorkLine);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
