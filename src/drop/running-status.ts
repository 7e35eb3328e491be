/** How far a run is, with its rate and what is left; pure. */
import { shownName } from "../files/safe-name.ts";
import type { DropProgress } from "./pipeline.ts";
import type { RunningDrop } from "./status.ts";

export function runningStatus(progress: DropProgress, now: Date): RunningDrop | undefined {
  const { runs, step, apply } = progress;
  const at = Math.min(apply?.filesDone ?? 0, runs.length - 1);
  const run = runs[at];
  if (!run) return undefined;
  const elapsedMs = Math.max(1, now.getTime() - Date.parse(run.startedAt));
  const rows = apply?.rowsSeen ?? 0;
  const bytesRead = apply?.bytesRead ?? 0;
  const totalBytes = apply?.totalBytes ?? 0;
  const share = totalBytes > 0 ? bytesRead / totalBytes : 0;
  return {
    run: run.id,
    file: shownName(run.file),
    ...(runs.length > 1 ? { filesAfter: runs.length - 1 - at } : {}),
    attempt: run.attempt,
    step,
    rows,
    bytesRead,
    totalBytes,
    startedAt: run.startedAt,
    ...(rows > 0 ? { rowsPerSecond: Math.round((rows * 1000) / elapsedMs) } : {}),
    ...(share > 0.01 && elapsedMs > 1000
      ? { remainingMs: Math.round((elapsedMs * (1 - share)) / share) }
      : {}),
  };
}
