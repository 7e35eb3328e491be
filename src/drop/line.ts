/**
 * The line of one import type: files strictly in their order, oldest first; small ones that wait go
 * in groups. A fault that is not the file's holds the line, with its reason in the status, and is
 * tried again by itself.
 */
import { isAborted } from "../core/abort.ts";
import { Bell } from "../core/bell.ts";
import { shownName } from "../files/safe-name.ts";
import type { DecidedRun } from "../store/run.ts";
import type { DropDeps } from "./deps.ts";
import type { DropFolder } from "./folders.ts";
import type { ObservedFile } from "./observed-files.ts";
import { heldFault, logHeld } from "./held-fault.ts";
import { GROUP_FILES, nextGroup } from "./group.ts";
import {
  decideDrops,
  fileDrops,
  importDrops,
  type DropProgress,
  type OnProgress,
} from "./pipeline.ts";
import { recover, type LeftRun } from "./recover.ts";
import type { HeldLine, LineStatus, WaitingFile } from "./status.ts";
import { runningStatus } from "./running-status.ts";
import { UnresolvedError } from "./unresolved.ts";
import type { FolderWatch } from "./watch.ts";

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 10_000;
/** Without any event a line still looks for work this often. */
const REST_MS = 60_000;
const SHOWN_WAITING = 100;

export interface LineOptions {
  /** Why `file` of this line must still wait for other lines; undefined: it may start. */
  readonly waitsFor: (line: Line, file: ObservedFile) => string | undefined;
  /** A run of this line has ended: others may have waited for it. */
  readonly onEnd: () => void;
}

export class Line {
  readonly folder: DropFolder;
  readonly watch: FolderWatch;
  readonly #deps: DropDeps;
  readonly #options: LineOptions;
  #progress: DropProgress | undefined;
  #held: HeldLine | undefined;
  readonly #bell = new Bell();
  /** Rung when a file of a type that this one refers to has come in. */
  readonly #news = new Bell();
  /** Runs that are claimed and must be finished before the next file. */
  #unfinished: LeftRun[] = [];
  /** InProcess and the ledger may hold what was left: of the last process, or of a claim that failed. */
  #isRecovering = true;
  #isTaking = false;
  /** The group that is reported and archived while the next one is imported. */
  #filing: Promise<void> = Promise.resolve();
  #filed: DropProgress | undefined;
  #filingFault: { readonly error: unknown } | undefined;
  #pauseMs = FIRST_RETRY_MS;

  constructor(deps: DropDeps, folder: DropFolder, watch: FolderWatch, options: LineOptions) {
    this.#deps = deps;
    this.folder = folder;
    this.watch = watch;
    this.#options = options;
  }

  /** Something may have become possible: a file ready, another line at its end. */
  nudge(): void {
    this.#bell.ring();
  }

  /** Records that this type refers to may have come in: what waits for one is tried again. */
  retryUnresolved(): void {
    this.#news.ring();
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  get isWorking(): boolean {
    const isBusy = this.#isTaking || this.#filed !== undefined || this.#unfinished.length > 0;
    return this.#isRecovering || isBusy || this.watch.lookedAtMs < 0;
  }

  /** Takes file after file until `draining` is aborted; a run that has begun is finished. */
  async run(draining: AbortSignal): Promise<void> {
    draining.addEventListener("abort", () => {
      this.nudge();
      this.retryUnresolved();
    });
    while (!draining.aborted) {
      const hasWorked = await this.#next(draining);
      if (!hasWorked && !isAborted(draining)) await this.#rest();
    }
    await this.#filing;
    if (this.#filingFault && !this.#deps.signal.aborted) this.#hold(this.#filingFault.error, 0);
  }

  /** One run or group, if there is one. */
  async #next(draining: AbortSignal): Promise<boolean> {
    const fault = this.#filingFault;
    if (fault) {
      await this.#attempt(draining, () => this.#failFiling(fault));
      return true;
    }
    if (this.#isRecovering) {
      await this.#filing;
      await this.#attempt(draining, () => this.#recover());
      return true;
    }
    if (this.#unfinished.length > 0) {
      await this.#attempt(draining, () => this.#finish(draining));
      return true;
    }
    if (!this.watch.nextReady()) return false;
    const mayStart = (file: ObservedFile): boolean =>
      this.#options.waitsFor(this, file) === undefined;
    const group = nextGroup(this.watch.ready(), mayStart);
    if (group.length === 0) return false;
    await this.#attempt(draining, () => this.#take(group));
    return true;
  }

  async #recover(): Promise<void> {
    this.#filingFault = undefined;
    this.#unfinished = [...(await recover(this.#deps, this.folder))];
    this.#isRecovering = false;
    this.#options.onEnd();
  }

  async #take(files: readonly ObservedFile[]): Promise<void> {
    for (const { name } of files) this.watch.forget(name);
    this.#isTaking = true;
    // One that is dropped anew would need another name in InProcess while the former one is there.
    const names = new Set(this.#filed?.runs.map(({ inProcessName }) => inProcessName));
    if (files.some(({ name }) => names.has(name))) await this.#filing;
    try {
      const decided = await importDrops(this.#deps, this.folder, files, this.#onProgress);
      // What was imported before goes to History before.
      await this.#filing;
      if (this.#filingFault) return;
      this.#filing = this.#file(decided);
    } catch (error) {
      // Each may stand in its folder still, or in InProcess with or without a run: as after a crash.
      this.#isRecovering = true;
      this.watch.scanNow();
      // Those before the one that waits need not: each goes by itself now.
      if (!(error instanceof UnresolvedError)) throw error;
    } finally {
      this.#ended();
    }
  }

  /** Reports and archives while the next files are imported; never rejects. */
  async #file(runs: readonly DecidedRun[]): Promise<void> {
    this.#filed = { runs, step: "reporting" };
    try {
      await fileDrops(this.#deps, this.folder, runs);
    } catch (error) {
      this.#filingFault = { error };
      this.nudge();
    } finally {
      this.#filed = undefined;
      this.#options.onEnd();
    }
  }

  /** The fault of runs that were to be filed: they are decided, and recovery files them. */
  async #failFiling({ error }: { readonly error: unknown }): Promise<void> {
    this.#filingFault = undefined;
    this.#isRecovering = true;
    throw error;
  }

  /** Some of the runs that were left: what they imported is filed together. */
  async #finish(draining: AbortSignal): Promise<void> {
    const decided: DecidedRun[] = [];
    let fault: { readonly error: unknown } | undefined;
    try {
      for (const [at, left] of this.#unfinished.slice(0, GROUP_FILES).entries()) {
        try {
          decided.push(...(await this.#decide(at, left)));
        } catch (error) {
          // Those before it need not wait for what it waits for.
          fault = { error };
        }
        if (fault || isAborted(draining)) break;
      }
      this.#onProgress({ runs: decided, step: "reporting" });
      await fileDrops(this.#deps, this.folder, decided);
      this.#unfinished.splice(0, decided.length);
      if (fault) throw fault.error;
    } finally {
      this.#ended();
    }
  }

  /** By itself, though it was claimed with others: any may be what brought the last process down. */
  async #decide(at: number, left: LeftRun): Promise<readonly DecidedRun[]> {
    const { store, names } = this.#deps;
    let run = (await store.run(left.run.id)) ?? left.run;
    if (run.state === "Claimed" && !left.isCounted) {
      run = await store.retakeRun(run.id, names.free(this.folder, run.file));
    }
    this.#unfinished[at] = { run, isCounted: false };
    return await decideDrops(this.#deps, { folder: this.folder, runs: [run] }, this.#onProgress);
  }

  readonly #onProgress: OnProgress = (progress) => {
    this.#progress = progress;
  };

  #ended(): void {
    this.#progress = undefined;
    this.#isTaking = false;
    this.#options.onEnd();
  }

  /** Tries `act` once; after a fault the line is held for a pause that grows until one succeeds. */
  async #attempt(draining: AbortSignal, act: () => Promise<void>): Promise<void> {
    // Whatever came in until now, it will find.
    this.#news.hush();
    try {
      await act();
      this.#resume();
      this.#pauseMs = FIRST_RETRY_MS;
    } catch (error) {
      // At a forced stop everything breaks off at once; the next start takes it up.
      if (this.#deps.signal.aborted) return;
      if (error instanceof UnresolvedError) {
        if (!draining.aborted) await this.#await(error);
        return;
      }
      this.#hold(error, this.#pauseMs);
      await this.#deps.clock.sleep(this.#pauseMs, draining);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_RETRY_MS);
    }
  }

  /** Nothing is amiss yet: what a file refers to may come with another one. */
  async #await(error: UnresolvedError): Promise<void> {
    const leftMs = error.until.getTime() - this.#deps.clock.now().getTime();
    const pauseMs = Math.min(Math.max(leftMs, 0), REST_MS);
    this.#hold(error, pauseMs, error.until);
    await this.#news.wait(this.#deps.clock, pauseMs);
  }

  #resume(): void {
    if (this.#held === undefined) return;
    this.#held = undefined;
    const type = this.folder.type.type;
    this.#deps.log.info({ event: "drop.resumed", type }, "the line goes on");
  }

  #hold(error: unknown, pauseMs: number, until?: Date): void {
    const fault = heldFault(error);
    const { code, message: reason } = fault;
    const retryAt = new Date(this.#deps.clock.now().getTime() + pauseMs).toISOString();
    const isNew = this.#held?.reason !== reason;
    this.#held = { code, reason, retryAt, ...(until ? { until: until.toISOString() } : {}) };
    if (!isNew) return;
    logHeld(this.#deps.log, { type: this.folder.type.type, code, err: error }, fault);
  }

  async #rest(): Promise<void> {
    // Reasons to wait that no event ends (a grace period) are looked at again soon.
    const restMs = this.watch.nextReady() ? 250 : REST_MS;
    await this.#bell.wait(this.#deps.clock, restMs);
  }

  status(): LineStatus {
    const waiting = this.watch.oldest(SHOWN_WAITING).map(({ file, judgement }): WaitingFile => {
      const turn = this.#options.waitsFor(this, file) ?? "waits for its turn";
      return {
        file: shownName(file.name),
        bytes: file.sizeBytes,
        since: new Date(file.seenMs).toISOString(),
        reason: judgement.state === "waiting" ? judgement.reason : turn,
      };
    });
    const problem = this.watch.problem;
    const held = this.#held ?? (problem && { code: problem.code, reason: problem.message });
    const progress = this.#progress ?? this.#filed;
    const running = progress && runningStatus(progress, this.#deps.clock.now());
    return {
      type: this.folder.type.type,
      folderPath: this.folder.path,
      watch: this.watch.mode,
      ...(running ? { running } : {}),
      waiting,
      waitingCount: this.watch.count,
      ...(held ? { held } : {}),
    };
  }
}
