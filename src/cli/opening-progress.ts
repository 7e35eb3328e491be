/** Progress of opening an artifact, drawn in place on standard error: bar, bytes, rate, estimate. */
import type { Clock } from "../core/clock.ts";
import type { OpeningProgress } from "../packaging/opening/open-artifact.ts";
import type { LiveBlock } from "./live-block.ts";
import { bar, bytes, duration } from "./text.ts";

const REDRAW_MS = 100;
/** A rate from less time than this says nothing. */
const SETTLED_MS = 1_000;

export function openingProgress(
  live: LiveBlock,
  clock: Clock,
  artifact: string,
): (progress: OpeningProgress) => void {
  let step: OpeningProgress["step"] | undefined;
  let startedMs = 0;
  let drawnMs = -Infinity;
  return (progress) => {
    const nowMs = clock.monotonicMs();
    if (progress.step !== step) {
      step = progress.step;
      startedMs = nowMs;
    } else if (nowMs - drawnMs < REDRAW_MS) return;
    drawnMs = nowMs;
    live.draw([progressLine(progress, nowMs - startedMs, artifact)]);
  };
}

/** `[####----]  decrypting  1.2 GB of 3.0 GB  120.0 MB/s  15 s left  export-...`: pure. */
export function progressLine(
  { step, doneBytes, totalBytes }: OpeningProgress,
  elapsedMs: number,
  artifact: string,
): string {
  const fraction = totalBytes === 0 ? 1 : doneBytes / totalBytes;
  const parts = [bar(fraction), step, `${bytes(doneBytes)} of ${bytes(totalBytes)}`];
  if (elapsedMs >= SETTLED_MS && doneBytes > 0) {
    parts.push(`${bytes((doneBytes / elapsedMs) * 1_000)}/s`);
    parts.push(`${duration((elapsedMs / doneBytes) * (totalBytes - doneBytes))} left`);
  }
  return [...parts, artifact].join("  ");
}
