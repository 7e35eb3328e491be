/** Progress that crosses over to another thread: each message costs both sides. */
import type { Clock } from "./clock.ts";

/** As often as anybody can read it. */
const EVERY_MS = 100;

/**
 * Runs `act` and tells what it reports at most ten times a second: the first at once, and what came
 * last before the end, however it ends.
 */
export async function withPacedProgress<Progress, Result>(
  clock: Pick<Clock, "monotonicMs">,
  tell: (progress: Progress) => void,
  act: (report: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  let untold: { readonly progress: Progress } | undefined;
  let toldMs = -Infinity;
  try {
    return await act((progress) => {
      const nowMs = clock.monotonicMs();
      if (nowMs - toldMs < EVERY_MS) {
        untold = { progress };
        return;
      }
      untold = undefined;
      toldMs = nowMs;
      tell(progress);
    });
  } finally {
    if (untold) tell(untold.progress);
  }
}
