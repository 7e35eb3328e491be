/** Imports made-up files into a store: the feeding side of Store.applyRuns. */
import { createHash } from "node:crypto";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { newRunId } from "../../src/core/ids.ts";
import type { RowIssue } from "../../src/core/issue.ts";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import {
  FEED_WINDOW,
  type FeedCredit,
  type FeedMessage,
  type FeedParcel,
} from "../../src/store/feed.ts";
import type { FeedValue } from "../../src/store/feed.ts";
import type { RunRecord, Verdict } from "../../src/store/run.ts";
import type { ApplyPlan, ApplyProgress, Store } from "../../src/store/store.ts";

export type Values = Readonly<Record<string, FeedValue>>;

export interface MadeSheet {
  readonly dataset: string;
  readonly sheet?: string;
  readonly counted?: boolean;
  readonly rows: readonly Values[];
  /** Columns of the file in its order. */
  readonly headings?: readonly string[];
  /** Source row of the first one; each further row is the next. */
  readonly firstRow?: number;
  readonly rejected?: number;
  readonly skipped?: number;
  readonly issues?: readonly RowIssue[];
}

let runs = 0;

/** Run ids that sort in the order in which they were asked for. */
export function nextRunId(): string {
  return newRunId(new Date(Date.UTC(2026, 0, 1) + ++runs * 1000));
}

export async function claim(store: Store, type: string, id = nextRunId()): Promise<RunRecord> {
  const [run] = await store.claimRuns([
    {
      id,
      type,
      file: "rows.csv",
      inProcessName: "rows.csv",
      historyName: "20260101_000000_rows.csv",
      user: "batch",
      claimedAt: "2026-01-01T00:00:00.000Z",
    },
  ]);
  return run!;
}

export interface Imported {
  readonly run: string;
  readonly verdict: Verdict;
  readonly issues: readonly RowIssue[];
  /** `R008 3 Name` for each issue, in order. */
  readonly short: readonly string[];
}

export interface ImportOptions {
  /** Files with the same content have the same hash; each is another by default. */
  readonly content?: string;
  readonly runId?: string;
  readonly plan?: Partial<ApplyPlan>;
}

/** Claims a run and imports `sheets` as one file. */
export async function importSheets(
  store: Store,
  type: ImportTypeSpec,
  sheets: readonly MadeSheet[],
  options: ImportOptions = {},
): Promise<Imported> {
  const run = await claim(store, type.type, options.runId);
  const verdict = await applyMessages(
    store,
    { ...planFor(run, type), ...options.plan },
    fileMessages(sheets, options.content ?? run.id),
  );
  const issues = await store.issues(run.id, 0, 1000);
  return { run: run.id, verdict, issues, short: issues.map(shortOf) };
}

/** Imports rows of a type with one sheet. */
export async function importRows(
  store: Store,
  type: ImportTypeSpec,
  rows: readonly Values[],
  options: ImportOptions = {},
): Promise<Imported> {
  const dataset = type.sheets[0]?.dataset.name ?? "";
  return await importSheets(store, type, [{ dataset, rows }], options);
}

export function shortOf({ code, row, column }: RowIssue): string {
  return [code, row, column].filter((part) => part !== undefined).join(" ");
}

export function planFor(run: RunRecord, type: ImportTypeSpec): ApplyPlan {
  return planForAll([run], type);
}

/** A plan of runs that are imported together. */
export function planForAll(runs: readonly RunRecord[], type: ImportTypeSpec): ApplyPlan {
  const startedAt = "2026-01-01T00:00:01.000Z";
  return {
    type,
    runs: runs.map(({ id, attempt }) => ({ run: id, attempt, startedAt })),
    dryRun: false,
  };
}

export function fileMessages(sheets: readonly MadeSheet[], content: string): FeedMessage[] {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return [
    { kind: "start", sha256, bytes: 100, format: "csv", notes: ["utf-8"] },
    ...sheets.flatMap(sheetMessages),
    { kind: "end" },
  ];
}

function sheetMessages(made: MadeSheet): FeedMessage[] {
  const columns = [...new Set(made.rows.flatMap((row) => Object.keys(row)))];
  return [
    {
      kind: "sheet",
      sheet: made.sheet,
      dataset: made.dataset,
      columns,
      counted: made.counted ?? true,
      ...(made.headings ? { headings: made.headings } : {}),
    },
    {
      kind: "rows",
      numbers: made.rows.map((_row, at) => (made.firstRow ?? 2) + at),
      values: made.rows.map((row) => columns.map((name) => row[name] ?? null)),
      issues: made.issues ?? [],
      rejected: made.rejected ?? 0,
      skipped: made.skipped ?? 0,
      bytesRead: 100,
    },
  ];
}

export async function applyMessages(
  store: Store,
  plan: ApplyPlan,
  messages: Iterable<FeedMessage>,
  onProgress?: (progress: ApplyProgress) => void,
): Promise<Verdict> {
  const [verdict] = await applyFiles(store, plan, messages, onProgress);
  return verdict!;
}

/** The messages of all files of the plan, one file after another. */
export async function applyFiles(
  store: Store,
  plan: ApplyPlan,
  messages: Iterable<FeedMessage>,
  onProgress?: (progress: ApplyProgress) => void,
): Promise<readonly Verdict[]> {
  const { port1, port2 } = new MessageChannel();
  const sent = send(port1, messages);
  try {
    return await store.applyRuns(plan, port2, onProgress);
  } finally {
    port1.close();
    await sent;
  }
}

/** Sends messages, each in a parcel of its own, against credits until all are sent or the other side closes. */
export async function send(port: MessagePort, messages: Iterable<FeedMessage>): Promise<void> {
  const state = { credit: FEED_WINDOW, isClosed: false, wake: (): void => undefined };
  port.on("message", (message: FeedCredit) => {
    state.credit += message.credit;
    state.wake();
  });
  port.on("close", () => {
    state.isClosed = true;
    state.wake();
  });
  for (const message of messages) {
    while (state.credit === 0 && !state.isClosed) {
      await new Promise<void>((resolve) => (state.wake = resolve));
    }
    if (state.isClosed) return;
    state.credit--;
    port.postMessage([message] satisfies FeedParcel);
  }
}
