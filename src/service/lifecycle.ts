/** Starts the parts of the service in order and stops them in reverse. */
import { setMaxListeners } from "node:events";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";

export interface Lifecycle {
  /** Aborted when the parts must end at once: the deadline passed, or a second signal came. */
  readonly signal: AbortSignal;
  /** Whether the end has begun; nothing starts any more. */
  readonly isStopping: boolean;
  /**
   * Starts one part. When it fails, all that had started is stopped before the error is thrown on.
   * @throws {StoppedWhileStarting} when the end began meanwhile; the part is closed again.
   */
  start<T>(name: string, open: () => Promise<T>, close: (part: T) => Promise<void>): Promise<T>;
  /**
   * Stops all parts, the last one first. All callers share one promise. After `shutdownMs` the
   * signal is aborted; parts that do not end `graceMs` later are given up.
   */
  stop(reason: string): Promise<StopResult>;
  /** Resolves when all parts have stopped, whoever asked for it. */
  readonly stopped: Promise<StopResult>;
  /** Aborts the signal at once. */
  force(): void;
}

export interface StopResult {
  /** Parts that failed to stop, or did not stop in time. */
  readonly left: readonly string[];
}

export interface LifecycleOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly shutdownMs: number;
  /** From the abort until a part is given up. */
  readonly graceMs?: number;
}

/** The service was asked to stop before it had started. */
export class StoppedWhileStarting extends Error {
  override readonly name = "StoppedWhileStarting";
}

interface Started {
  readonly name: string;
  readonly close: () => Promise<void>;
}

interface Parts {
  readonly options: LifecycleOptions;
  readonly started: Started[];
  readonly abort: AbortController;
}

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const parts: Parts = { options, started: [], abort: new AbortController() };
  // Whatever goes on listens for the end.
  setMaxListeners(0, parts.abort.signal);
  let stopping: Promise<StopResult> | undefined;
  let opening: Promise<unknown> = Promise.resolve();
  let tellStopped: (result: StopResult) => void = () => undefined;
  const stopped = new Promise<StopResult>((resolve) => {
    tellStopped = resolve;
  });

  const stop = (reason: string): Promise<StopResult> => {
    stopping ??= (async () => {
      options.log.info({ event: "service.stopping", reason }, "service stops");
      const result = await stopAll(parts, opening);
      tellStopped(result);
      return result;
    })();
    return stopping;
  };

  const isStopping = (): boolean => stopping !== undefined;
  return {
    signal: parts.abort.signal,
    get isStopping() {
      return isStopping();
    },
    start: async (name, open, close) => {
      if (isStopping()) throw new StoppedWhileStarting(`${name} was not started`);
      const opened = openPart(parts, name, open, close);
      opening = opened;
      try {
        const part = await opened;
        if (!isStopping()) return part;
      } catch (error) {
        await stop(`${name} failed to start`);
        throw error;
      }
      await stop(`${name} came too late`);
      throw new StoppedWhileStarting(`${name} was stopped again`);
    },
    stop,
    stopped,
    force: () => {
      parts.abort.abort();
    },
  };
}

async function openPart<T>(
  { options, started }: Parts,
  name: string,
  open: () => Promise<T>,
  close: (part: T) => Promise<void>,
): Promise<T> {
  const part = await open();
  started.push({ name, close: () => close(part) });
  options.log.debug({ part: name }, "part started");
  return part;
}

async function stopAll(
  { options, started, abort }: Parts,
  opening: Promise<unknown>,
): Promise<StopResult> {
  const { clock, log, shutdownMs, graceMs = 5_000 } = options;
  const done = new AbortController();
  void clock.sleep(shutdownMs, done.signal).then(() => {
    if (done.signal.aborted || abort.signal.aborted) return;
    log.warn({ event: "service.stopping", shutdownMs }, "the time to drain is over");
    abort.abort();
  });
  // One listener for all parts; each has its own time of grace after it.
  const aborted = abortOf(abort.signal, done.signal);
  const patience = async (): Promise<"late"> => {
    await aborted;
    await clock.sleep(graceMs, done.signal);
    return "late";
  };
  // A part that is just opening registers itself, and is then closed in its turn.
  await Promise.race([opening.catch(() => undefined), patience()]);
  const left: string[] = [];
  for (let part = started.pop(); part; part = started.pop()) {
    const outcome = await Promise.race([closePart(part, log), patience()]);
    if (outcome !== "stopped") left.push(part.name);
    if (outcome === "late") log.error({ part: part.name }, "part did not stop in time");
  }
  done.abort();
  return { left };
}

async function closePart({ name, close }: Started, log: Logger): Promise<"stopped" | "failed"> {
  try {
    await close();
    log.debug({ part: name }, "part stopped");
    return "stopped";
  } catch (err) {
    log.error({ event: "service.failed", part: name, err }, "part failed to stop");
    return "failed";
  }
}

/** Resolves when the signal is aborted; never when everything ended before. */
async function abortOf(signal: AbortSignal, done: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        "abort",
        () => {
          resolve();
        },
        { once: true, signal: done },
      );
  });
}
