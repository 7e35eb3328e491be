/** Ends what a server or the process has given up: no answer for too long, or the signal. */
import type { Clock } from "../core/clock.ts";

export interface IdleWatch {
  /** Something has come. */
  touch(): void;
  stop(): void;
}

interface Watched {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly idleMs: number;
  /** Called once at most. */
  readonly breakOff: (why: string) => void;
}

export function watchIdle({ clock, signal, idleMs, breakOff }: Watched): IdleWatch {
  const stopped = new AbortController();
  let touches = 0;
  const abort = (): void => {
    stopped.abort();
    breakOff("the fetch was stopped");
  };
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  const loop = async (): Promise<void> => {
    for (let before = -1; before !== touches;) {
      before = touches;
      await clock.sleep(idleMs, stopped.signal);
      if (stopped.signal.aborted) return;
    }
    breakOff(`the server has not answered for ${idleMs} ms`);
  };
  void loop();
  return {
    touch: () => {
      touches += 1;
    },
    stop: () => {
      stopped.abort();
      signal.removeEventListener("abort", abort);
    },
  };
}
