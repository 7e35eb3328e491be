/** The `.result` and `.err` files of a run: pure, from the ledger alone, the same at every attempt. */
import { isoWithOffset } from "../core/zone.ts";
import type { RunRecord, Verdict } from "../store/run.ts";

/** Names in History, by role: source, log, rejected, err, err2, ... */
export type HistoryFiles = Readonly<Record<string, string>>;

/** The `.result` document (schemas/result.schema.json), one line. */
export function resultDocument(
  run: RunRecord,
  verdict: Verdict,
  files: HistoryFiles,
  timeZone: string,
): string {
  const started = new Date(run.startedAt);
  const finished = new Date(verdict.decidedAt);
  const document = {
    version: 1,
    run: run.id,
    type: run.type,
    file: run.file,
    sha256: verdict.sha256,
    bytes: verdict.bytes,
    user: run.user,
    started: isoWithOffset(started, timeZone),
    finished: isoWithOffset(finished, timeZone),
    durationMs: Math.max(0, finished.getTime() - started.getTime()),
    status: verdict.status,
    rows: verdict.rows,
    ...(verdict.operations ? { operations: verdict.operations } : {}),
    warnings: verdict.warnings,
    sheets: verdict.sheets,
    codes: verdict.codes,
    ...(verdict.message === undefined ? {} : { message: verdict.message }),
    files,
  };
  return `${JSON.stringify(document)}\n`;
}

/** `.err`, `.2.err`, `.3.err`: one file for each distinct code, which holds just the code. */
export function errFiles(
  historyName: string,
  verdict: Verdict,
): readonly { name: string; code: string }[] {
  return verdict.errors.map((code, index) => ({
    name: index === 0 ? `${historyName}.err` : `${historyName}.${index + 1}.err`,
    code,
  }));
}
