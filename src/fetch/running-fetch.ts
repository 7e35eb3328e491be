/** A fetch that goes on: its progress, its pauses, its end. */
import { isAborted } from "../core/abort.ts";
import { AppError, UsageError } from "../core/errors.ts";
import type { JobDefinition } from "../jobs/job.ts";
import type { ExportRun } from "../store/export-run.ts";
import { deadlineOf, type FetchDeps, type FetchWork } from "./deps.ts";
import { cancelFetch, failFetch, timeOut } from "./end.ts";
import { judgeFault } from "./fetch-fault.ts";
import { runFetch } from "./pipeline.ts";
import { fetchStateOf, type FetchProgress, type RunningFetch } from "./status.ts";

/** The pause after a fault that passes; doubled each time, up to the last. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;

export class OneFetch {
  /** Resolves when the run has ended, or was left for the next start. Never rejects. */
  readonly ended: Promise<ExportRun | undefined>;
  readonly #deps: FetchDeps;
  readonly #stop = new AbortController();
  readonly #work: FetchWork;
  #run: ExportRun;
  #isCancelled = false;
  #progress: FetchProgress = { step: "starting" };
  #held: RunningFetch["held"];
  #pauseMs = FIRST_PAUSE_MS;

  constructor(deps: FetchDeps, run: ExportRun) {
    this.#deps = deps;
    this.#run = run;
    const follow = following(deps, (changed) => {
      this.#run = changed;
    });
    this.#work = workOf(follow, run, this.#stop.signal, (progress) => {
      this.#progress = progress;
    });
    this.ended = this.#goOn();
  }

  /** Breaks off at once; the run stays as it is. Every step may be broken off. */
  leave(): void {
    this.#stop.abort(new Error("the fetch was left for the next start"));
  }

  /** Breaks off, and gives the cancelled run. */
  async cancel(): Promise<ExportRun | undefined> {
    this.#isCancelled = true;
    this.leave();
    return await this.ended;
  }

  status(): RunningFetch {
    const { id, job, title, queuedAt, startedAt = queuedAt, fetch } = this.#run;
    return {
      run: id,
      job,
      title,
      state: this.#held ? "Retrying" : stateNow(this.#run, this.#progress),
      startedAt,
      deadlineAt: deadlineOf(this.#run, this.#work.fetch).toISOString(),
      progress: this.#progress,
      filesDone: fetch?.files.filter(({ step }) => step === "settled").length ?? 0,
      ...(this.#held ? { held: this.#held } : {}),
    };
  }

  async #goOn(): Promise<ExportRun | undefined> {
    for (;;) {
      try {
        const ended = await this.#try();
        if (ended) return ended;
        if (this.#isCancelled) return await this.#cancelled();
        if (isAborted(this.#stop.signal)) return undefined;
      } catch (error) {
        // Even its end could not be written down: the store is away. It is tried until it is there.
        const { id } = this.#run;
        this.#deps.log.error({ event: "fetch.held", run: id, err: error }, "a fetch can't end");
        if (isAborted(this.#stop.signal) && !this.#isCancelled) return undefined;
        await this.#pause(error);
      }
    }
  }

  /** One go; the run when it has ended. */
  async #try(): Promise<ExportRun | undefined> {
    if (isAborted(this.#stop.signal)) return undefined;
    try {
      await this.#readAgain();
      if (this.#run.finishedAt !== undefined) return this.#run;
      return await runFetch(this.#work, this.#run);
    } catch (error) {
      if (isAborted(this.#stop.signal)) return undefined;
      return await this.#judge(error);
    }
  }

  async #judge(error: unknown): Promise<ExportRun | undefined> {
    await this.#readAgain();
    const run = this.#run;
    const isOver = this.#deps.clock.now() >= deadlineOf(run, this.#work.fetch);
    const verdict = judgeFault(error, run, isOver);
    switch (verdict.kind) {
      case "fail":
        return await failFetch(this.#deps, run, verdict);
      case "time out":
        return await timeOut(this.#deps, run, verdict.message);
      case "again":
        this.#deps.log.error(
          { event: "fetch.held", run: run.id, err: error },
          "the fetch broke off",
        );
        await this.#countAttempt();
        return undefined;
      case "wait":
        await this.#noteHeld(verdict);
        await this.#pause(error);
        return undefined;
    }
  }

  async #countAttempt(): Promise<void> {
    if (this.#run.state !== "InProgress") return;
    const attempt = this.#run.attempt + 1;
    const change = this.#deps.store.changeExport(this.#run.id, ["InProgress"], { attempt });
    this.#run = await change;
  }

  /** So that the history tells it as well. */
  async #noteHeld({ code, message }: Pick<AppError, "code" | "message">): Promise<void> {
    const { id, state, fetch } = this.#run;
    if (state !== "InProgress" || !fetch || fetch.held?.message === message) return;
    const held = { ...fetch, held: { code, message } };
    this.#run = await this.#deps.store.changeExport(id, ["InProgress"], { fetch: held });
    this.#deps.log.warn({ event: "fetch.held", run: id, code, reason: message }, "the fetch waits");
  }

  async #pause(error: unknown): Promise<void> {
    const { clock } = this.#deps;
    const code = error instanceof AppError ? error.code : "S001";
    const reason = error instanceof Error ? error.message : String(error);
    const leftMs = deadlineOf(this.#run, this.#work.fetch).getTime() - clock.now().getTime();
    const ms = leftMs > 0 ? Math.min(this.#pauseMs, leftMs) : this.#pauseMs;
    this.#held = { code, reason, retryAt: new Date(clock.now().getTime() + ms).toISOString() };
    await clock.sleep(ms, this.#isCancelled ? undefined : this.#stop.signal);
    this.#held = undefined;
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_PAUSE_MS);
  }

  async #readAgain(): Promise<void> {
    const { step } = this.#run.fetch?.files.at(-1) ?? {};
    this.#run = (await this.#deps.store.export(this.#run.id)) ?? this.#run;
    // What gets on begins with short pauses again.
    if (this.#run.fetch?.files.at(-1)?.step !== step) this.#pauseMs = FIRST_PAUSE_MS;
  }

  async #cancelled(): Promise<ExportRun> {
    await this.#readAgain();
    if (this.#run.finishedAt !== undefined) return this.#run;
    return await cancelFetch(this.#deps, this.#run);
  }
}

/** The deps, with an ear at what is written down: the status tells it at once. */
function following(deps: FetchDeps, note: (run: ExportRun) => void): FetchDeps {
  const { store } = deps;
  return {
    ...deps,
    store: {
      export: (id) => store.export(id),
      exports: (filter) => store.exports(filter),
      fetchedVersions: (job) => store.fetchedVersions(job),
      runs: (filter) => store.runs(filter),
      changeExport: async (id, from, change) => {
        const run = await store.changeExport(id, from, change);
        note(run);
        return run;
      },
    },
  };
}

function workOf(
  deps: FetchDeps,
  run: ExportRun,
  signal: AbortSignal,
  report: FetchWork["report"],
): FetchWork {
  const definition = JSON.parse(run.definition) as JobDefinition;
  const fetch = definition.exchange;
  if (fetch?.kind !== "fetch") {
    throw new UsageError("J005", `run ${run.id} is no fetch`);
  }
  return { deps, definition, fetch, signal, report };
}

/** By what it does now: the ledger is read again after each fault only. */
function stateNow(run: ExportRun, { step }: FetchProgress): RunningFetch["state"] {
  if (step === "starting") return fetchStateOf(run);
  return step === "waiting" ? "Waiting" : "Running";
}
