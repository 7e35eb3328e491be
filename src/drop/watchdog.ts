/** Looks after a reading thread: one that shows no sign of life for long is stopped. */
import type { DropDeps } from "./deps.ts";

/** No byte read and no row stored for this long: the reading thread hangs. */
const STALL_MS = 180_000;

export interface Watchdog {
  readonly hasBarked: boolean;
  alive(): void;
  end(): void;
}

/** Stops a reading thread that shows no sign of life. */
export function createWatchdog(deps: Pick<DropDeps, "clock">, stop: AbortController): Watchdog {
  const ended = new AbortController();
  let lastMs = deps.clock.monotonicMs();
  let hasBarked = false;
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const leftMs = lastMs + STALL_MS - deps.clock.monotonicMs();
      if (leftMs <= 0) {
        hasBarked = true;
        stop.abort();
        return;
      }
      await deps.clock.sleep(leftMs, ended.signal);
    }
  };
  void watch();
  return {
    get hasBarked() {
      return hasBarked;
    },
    alive() {
      lastMs = deps.clock.monotonicMs();
    },
    end() {
      ended.abort("over");
    },
  };
}
