/** The clock as a dependency: the only place that reads the time or sets a timer. */
export interface Clock {
  now(): Date;
  /** Milliseconds of a clock that never goes back, for durations. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once with `signal` aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
    }),
};
