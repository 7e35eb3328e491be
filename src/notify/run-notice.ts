/** What is told of one run in one line, whichever ledger it stands in: pure. */
import type { JobDefinition } from "../jobs/job.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { RunRecord, Verdict } from "../store/run.ts";

/** neutral: neither a problem nor the end of one (a person cancelled the run). */
export type Weight = "problem" | "ok" | "neutral";

export interface RunNotice {
  /** Id of the run; `campaign:12` for a campaign. */
  readonly run: string;
  /** What it is a run of: `import:DataUpdater/customers`, `job:<id>`. */
  readonly topic: string;
  /** `customers updater`, the title of the job. */
  readonly title: string;
  /** What a digest of the topic is called, where others share it. */
  readonly topicTitle?: string;
  /** Outcome, as the subject begins: `3 failed`, `ok`, `timed out`. */
  readonly label: string;
  readonly weight: Weight;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Who is told instead of mail.to. */
  readonly notify?: readonly string[];
  /** What it brought is told by another run: told itself only where it is, or ends, a problem. */
  readonly isMeans?: boolean;
  /** For a digest: the file or the reason, and the counts. */
  readonly line: string;
}

/** Warnings about which nobody need do anything: content seen before, columns left out, deleted before. */
const WITHOUT_ACTION: ReadonlySet<string> = new Set(["F012", "F018", "R018"]);

/** @param run decided and archived. */
export function importNotice(run: RunRecord, verdict: Verdict): RunNotice {
  const { id, type, file, startedAt } = run;
  return {
    run: id,
    topic: `import:${type}`,
    title: importTitle(type),
    ...importOutcome(verdict),
    startedAt,
    finishedAt: verdict.decidedAt,
    line: `${file}: ${verdict.message ?? countsLine(verdict)}`,
  };
}

/** `DataUpdater/customers` is the `customers updater`. */
export function importTitle(type: string): string {
  const [, kind, database] = /^Data(Importer|Updater)\/(.+)$/.exec(type) ?? [];
  return kind === undefined || database === undefined
    ? `${type} import`
    : `${database} ${kind.toLowerCase()}`;
}

function importOutcome({ status, rows, codes }: Verdict): Pick<RunNotice, "label" | "weight"> {
  if (status === "Failed") return { label: "failed", weight: "problem" };
  if (rows.rejected > 0) return { label: `${rows.rejected} failed`, weight: "problem" };
  const needed = Object.entries(codes).filter(([code]) => !WITHOUT_ACTION.has(code));
  const warnings = needed.reduce((sum, [, count]) => sum + count, 0);
  if (warnings === 0) return { label: "ok", weight: "ok" };
  return { label: warnings === 1 ? "1 warning" : `${warnings} warnings`, weight: "problem" };
}

function countsLine({ rows }: Verdict): string {
  const done = rows.created + rows.updated + rows.unchanged + rows.deleted + rows.skipped;
  return `${done} of ${rows.total} rows done, ${rows.rejected} rejected`;
}

/** A state that this version does not know is an end that nobody wanted. */
export function exportNotice(run: ExportRun): RunNotice {
  const { id, job, title, state, queuedAt, startedAt = queuedAt, finishedAt = startedAt } = run;
  const { notify } = JSON.parse(run.definition) as Partial<JobDefinition>;
  const label = isWholeFetch(run) ? "ok" : (EXPORT_LABELS[state] ?? "failed");
  return {
    run: id,
    topic: `job:${job}`,
    title,
    label,
    weight: label === "ok" ? "ok" : label === "cancelled" ? "neutral" : "problem",
    startedAt,
    finishedAt,
    ...(notify && notify.length > 0 ? { notify } : {}),
    ...(run.line === "fetch" ? { isMeans: true } : {}),
    line: run.error?.message ?? run.warnings[0] ?? recordsLine(run),
  };
}

/** What the import of a fetched file rejected is told of by the import; the fetch brought the file. */
function isWholeFetch({ line, state, warnings }: ExportRun): boolean {
  return line === "fetch" && state === "FinishedWithWarnings" && warnings.length === 0;
}

const EXPORT_LABELS: Readonly<Record<string, string>> = {
  Finished: "ok",
  FinishedWithWarnings: "warnings",
  TimedOut: "timed out",
  Cancelled: "cancelled",
};

function recordsLine({ records = {} }: ExportRun): string {
  const sum = Object.values(records).reduce((all, count) => all + count, 0);
  return `${sum} records`;
}
