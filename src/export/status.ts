/** What the export line tells of itself. */
import type { ErrorCode } from "../core/codes.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { ExportProgress } from "./deps.ts";

export interface ExportStatus {
  readonly running: readonly RunningExport[];
  readonly queued: readonly QueuedExport[];
}

export interface QueuedExport {
  readonly run: string;
  readonly job: string;
  readonly title: string;
  readonly queuedAt: string;
}

export interface RunningExport {
  readonly run: string;
  readonly job: string;
  readonly title: string;
  readonly startedAt: string;
  readonly step: "starting" | "building" | "publishing";
  readonly records: number;
  readonly totalRecords: number;
  /** Of this step: records packed, or bytes sent. 0 to 100. */
  readonly percent: number;
  readonly bytes: number;
  /** Of this step, a second. */
  readonly bytesPerSecond: number;
  /** Milliseconds that this step will take yet; absent while that can't be told. */
  readonly remainingMs?: number;
  /** Why it does not go on now. */
  readonly held?: { readonly code: ErrorCode; readonly reason: string; readonly retryAt: string };
}

export interface Timed {
  readonly progress: ExportProgress;
  /** Since the step began. */
  readonly elapsedMs: number;
}

/** @param held why the run waits, if it does. */
export function runningExport(
  run: ExportRun,
  { progress, elapsedMs }: Timed,
  held: RunningExport["held"],
): RunningExport {
  const { done, total, bytes, records, totalRecords } = measures(progress);
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const isMoving = share > 0 && elapsedMs >= 500;
  return {
    run: run.id,
    job: run.job,
    title: run.title,
    startedAt: run.startedAt ?? run.queuedAt,
    step: progress.step,
    records,
    totalRecords,
    percent: Math.floor(share * 100),
    bytes,
    bytesPerSecond: isMoving ? Math.round((bytes / elapsedMs) * 1_000) : 0,
    ...(isMoving ? { remainingMs: Math.round((elapsedMs * (1 - share)) / share) } : {}),
    ...(held ? { held } : {}),
  };
}

/** How far a step has come: records packed, or bytes sent. */
export function doneOf(progress: ExportProgress): number {
  return measures(progress).done;
}

interface Measures {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly records: number;
  readonly totalRecords: number;
}

function measures(progress: ExportProgress): Measures {
  switch (progress.step) {
    case "starting":
      return { done: 0, total: 0, bytes: 0, records: 0, totalRecords: 0 };
    case "building": {
      const { records, totalRecords, contentBytes } = progress;
      return { done: records, total: totalRecords, bytes: contentBytes, records, totalRecords };
    }
    case "publishing": {
      const { sentBytes, totalBytes } = progress;
      return { done: sentBytes, total: totalBytes, bytes: sentBytes, records: 0, totalRecords: 0 };
    }
  }
}
