/** How long the main thread lets others wait: the measure of "status answers while a million rows go in". */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "../core/clock.ts";

export interface LoopDelay {
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface LoopMonitor {
  /** Of the last minute or so. */
  delay(): LoopDelay;
  stop(): void;
}

const RESOLUTION_MS = 10;
const SPAN_MS = 60_000;

/** Samples by a timer; what is above the timer's own interval is delay. */
export function startLoopMonitor(clock: Clock): LoopMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let sinceMs = clock.monotonicMs();
  const above = (nanoseconds: number): number =>
    Math.max(0, Math.round(nanoseconds / 1e6 - RESOLUTION_MS));
  return {
    delay: () => {
      const delay = { p99Ms: above(histogram.percentile(99)), maxMs: above(histogram.max) };
      if (clock.monotonicMs() - sinceMs > SPAN_MS) {
        histogram.reset();
        sinceMs = clock.monotonicMs();
      }
      return delay;
    },
    stop: () => {
      histogram.disable();
    },
  };
}
