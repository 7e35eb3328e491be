/** SIGTERM and SIGINT: the first drains, the second ends at once. */
import type { Logger } from "../core/log.ts";
import type { Lifecycle } from "./lifecycle.ts";

export interface SignalDeps {
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  /** Time for the parts to end after the second signal, before the process ends itself. */
  readonly lastResortMs?: number;
  readonly process?: SignalProcess;
}

/** What is used of `process`; tests give their own. */
export interface SignalProcess {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
  exit(code: number): void;
}

type StopSignal = "SIGTERM" | "SIGINT";

/** Exit code of a stop that a second signal forced, as shells count signals. */
const FORCED: Readonly<Record<StopSignal, number>> = { SIGTERM: 143, SIGINT: 130 };

/** The operator must act: another daemon has the exchange folder. */
const STOPPED_ITSELF = 6;

export interface Signals {
  /**
   * Resolves with the exit code once the service has stopped: 0 when a signal let it drain, 130 or
   * 143 when a second one forced it, 6 when it stopped by itself because it lost its folder.
   */
  readonly stopped: Promise<number>;
  dispose(): void;
}

export function listenToSignals(deps: SignalDeps): Signals {
  const { lifecycle, log, lastResortMs = 10_000, process: target = process } = deps;
  let exitCode: number | undefined;
  const stopped = lifecycle.stopped.then(() => exitCode ?? STOPPED_ITSELF);
  const onSignal = (signal: StopSignal): void => {
    if (exitCode === undefined) {
      exitCode = 0;
      void lifecycle.stop(signal);
      return;
    }
    exitCode = FORCED[signal];
    log.warn({ event: "service.forced", signal }, "second signal: the service ends at once");
    lifecycle.force();
    const code = exitCode;
    // The parts have been told; should one of them hold the process, it ends all the same.
    setTimeout(() => {
      log.fatal({ event: "service.forced" }, "parts did not end: the process is ended");
      target.exit(code);
    }, lastResortMs).unref();
  };
  const onTerm = (): void => {
    onSignal("SIGTERM");
  };
  const onInt = (): void => {
    onSignal("SIGINT");
  };
  target.on("SIGTERM", onTerm);
  target.on("SIGINT", onInt);
  const dispose = (): void => {
    target.off("SIGTERM", onTerm);
    target.off("SIGINT", onInt);
  };
  return { stopped, dispose };
}
