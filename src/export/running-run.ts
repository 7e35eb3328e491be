/** A run that goes on: its thread, its progress, its pauses, its end. */
import { isAborted } from "../core/abort.ts";
import { Bell } from "../core/bell.ts";
import { AppError } from "../core/errors.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { ExportDeps, ExportProgress, ExportThread } from "./deps.ts";
import { cancelExport, failExport } from "./end.ts";
import { judgeFault } from "./export-fault.ts";
import { runExport } from "./pipeline.ts";
import { countAttempt, discountAttempt } from "./recover.ts";
import { doneOf, runningExport, type RunningExport } from "./status.ts";

/** The pause after a fault that passes; doubled each time, up to the last. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 5 * 60_000;

export interface RunningOptions {
  /** Aborted: the run is left as it is, at once. */
  readonly signal: AbortSignal;
  /** The run pauses: another one may have its place meanwhile. */
  readonly onHeld: () => void;
}

export class RunningRun {
  /** Resolves when the run has ended, or was left for the next start. Never rejects. */
  readonly ended: Promise<ExportRun | undefined>;
  readonly #deps: ExportDeps;
  readonly #signal: AbortSignal;
  readonly #onHeld: () => void;
  readonly #bell = new Bell();
  #run: ExportRun;
  #thread: ExportThread | undefined;
  #isCancelled = false;
  #isDraining = false;
  #progress: ExportProgress = { step: "starting" };
  #stepSinceMs: number;
  #held: RunningExport["held"];
  #pauseMs = FIRST_PAUSE_MS;
  /** Of the step that goes on, in all tries. */
  #furthest = 0;

  constructor(deps: ExportDeps, run: ExportRun, { signal, onHeld }: RunningOptions) {
    this.#deps = deps;
    this.#run = run;
    this.#signal = signal;
    this.#onHeld = onHeld;
    this.#stepSinceMs = deps.clock.monotonicMs();
    const abort = (): void => {
      this.#breakOff();
    };
    signal.addEventListener("abort", abort, { once: true });
    this.ended = this.#goOn().finally(() => {
      signal.removeEventListener("abort", abort);
    });
  }

  /** Whether it waits for something outside, such as a share that is away. */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Tries again at once what is paused. */
  nudge(): void {
    this.#bell.ring();
  }

  /** A run that is paused is left for the next start; one that moves may come to its end. */
  drain(): void {
    this.#isDraining = true;
    this.#bell.ring();
  }

  /** Breaks off, withdraws what was published, and gives the cancelled run. */
  async cancel(): Promise<ExportRun | undefined> {
    this.#isCancelled = true;
    this.#breakOff();
    return await this.ended;
  }

  status(): RunningExport {
    const elapsedMs = this.#deps.clock.monotonicMs() - this.#stepSinceMs;
    return runningExport(this.#run, { progress: this.#progress, elapsedMs }, this.#held);
  }

  #breakOff(): void {
    if (this.#thread) void endThread(this.#thread);
    this.#bell.ring();
  }

  get #isBrokenOff(): boolean {
    return this.#isCancelled || isAborted(this.#signal);
  }

  get #isLeft(): boolean {
    return isAborted(this.#signal) || (this.#isDraining && this.#held !== undefined);
  }

  async #goOn(): Promise<ExportRun | undefined> {
    const { log } = this.#deps;
    for (;;) {
      try {
        if (this.#isCancelled) return await this.#cancelled();
        const ended = await this.#try();
        if (ended) return ended;
      } catch (error) {
        // Even its end could not be written down: the store is away. It is tried until it is there.
        log.error({ event: "export.held", run: this.#run.id, err: error }, "an export can't end");
        await this.#pause(error);
      }
      if (this.#isLeft && !this.#isCancelled) {
        await this.#leave();
        return undefined;
      }
    }
  }

  /** One go; the run when it has ended. */
  async #try(): Promise<ExportRun | undefined> {
    try {
      await this.#readAgain();
      if (this.#run.finishedAt !== undefined) return this.#run;
      return await this.#work();
    } catch (error) {
      if (this.#isBrokenOff) return undefined;
      return await this.#judge(error);
    }
  }

  async #work(): Promise<ExportRun | undefined> {
    const thread = await this.#deps.openThread();
    this.#thread = thread;
    try {
      // Whoever broke the run off while its thread was made found nothing to end.
      if (this.#isBrokenOff) return undefined;
      return await runExport(this.#deps, this.#run, thread, this.#onProgress);
    } finally {
      this.#thread = undefined;
      await endThread(thread);
    }
  }

  /** What was written down meanwhile: the files that a cancelled run must take back, for one. */
  async #readAgain(): Promise<void> {
    this.#run = (await this.#deps.ledger.export(this.#run.id)) ?? this.#run;
  }

  async #cancelled(): Promise<ExportRun> {
    await this.#readAgain();
    if (this.#run.finishedAt !== undefined) return this.#run;
    return await cancelExport(this.#deps, this.#run);
  }

  /** An attempt that a stop of the daemon breaks off says nothing against the run. */
  async #leave(): Promise<void> {
    const { log } = this.#deps;
    try {
      await this.#readAgain();
      if (this.#run.state === "InProgress" && this.#run.step === "building") {
        await discountAttempt(this.#deps, this.#run);
      }
    } catch (err) {
      log.warn({ event: "export.held", run: this.#run.id, err }, "the stop counts as an attempt");
    }
  }

  async #judge(error: unknown): Promise<ExportRun | undefined> {
    await this.#readAgain();
    const run = this.#run;
    const verdict = judgeFault(error, run);
    switch (verdict.kind) {
      case "fail":
        return await failExport(this.#deps, run, verdict);
      case "again":
        this.#deps.log.error(
          { event: "export.retried", run: run.id, attempt: run.attempt, err: error },
          "the export broke off and is tried again",
        );
        if (run.state === "InProgress") this.#run = await countAttempt(this.#deps, run);
        return undefined;
      case "wait":
        await this.#pause(error);
        return undefined;
    }
  }

  async #pause(error: unknown): Promise<void> {
    const { clock, log } = this.#deps;
    const code = error instanceof AppError ? error.code : "S001";
    const reason = error instanceof Error ? error.message : String(error);
    const isNew = this.#held?.reason !== reason;
    const retryAt = new Date(clock.now().getTime() + this.#pauseMs).toISOString();
    this.#held = { code, reason, retryAt };
    const fields = { event: "export.held" as const, run: this.#run.id, code, err: error };
    if (isNew) log.warn(fields, "the export waits");
    this.#onHeld();
    if (!this.#isLeft) await this.#bell.wait(clock, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_PAUSE_MS);
  }

  readonly #onProgress = (progress: ExportProgress): void => {
    if (progress.step !== this.#progress.step) {
      this.#stepSinceMs = this.#deps.clock.monotonicMs();
      this.#furthest = 0;
    }
    this.#progress = progress;
    const done = doneOf(progress);
    // A try that comes no further than those before is no reason for shorter pauses.
    if (done > this.#furthest) this.#pauseMs = FIRST_PAUSE_MS;
    this.#furthest = Math.max(this.#furthest, done);
    if (done === 0 || this.#held === undefined) return;
    this.#held = undefined;
    const { id } = this.#run;
    this.#deps.log.info({ event: "export.resumed", run: id }, "the export goes on");
  };
}

/**
 * The thread stops reading the store before it is ended: a thread that is ended within a call of
 * SQLite takes the whole process with it.
 */
async function endThread(thread: ExportThread): Promise<void> {
  // A thread that does not answer has ended by itself.
  await thread.call("stop", []).catch(() => undefined);
  await thread.terminate();
}
