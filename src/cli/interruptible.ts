/** Lets a command clean up when it is interrupted (Ctrl+C); a second time ends it at once. */
import { TransientError } from "../core/errors.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** @throws {TransientError} S006, as the reason of the signal, once the process was told to stop. */
export async function interruptible<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    const hint = "What was not finished was removed; run the command again.";
    controller.abort(new TransientError("S006", "it was interrupted", { hint }));
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    return await act(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
