/**
 * Watches one drop folder: events are hints, a periodic scan is the truth. Says which files are
 * complete, oldest first, and why the others are waited for.
 */
import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Bell } from "../core/bell.ts";
import type { Clock } from "../core/clock.ts";
import type { AppError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { nameProblem, shownName } from "../files/safe-name.ts";
import { isTemporaryName } from "../files/temporary-names.ts";
import type { Filing } from "./filing.ts";
import { watchFolder, type FolderEvents } from "./folder-events.ts";
import type { DropFolder } from "./folders.ts";
import { heldFault } from "./held-fault.ts";
import { ObservedFiles, type JudgedFile, type ObservedFile } from "./observed-files.ts";
import type { StabilityRule } from "./stability.ts";
import type { WatchMode } from "./watch-mode.ts";

export interface WatchDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly rule: StabilityRule;
  readonly scanMs: number;
  readonly mode: WatchMode;
  readonly filing: Pick<Filing, "look">;
  /** Something may have become ready. */
  readonly onChange: () => void;
}

/** Between scans where there are no events. */
const POLL_MS = 1_000;
/** More hints than this at once: one scan is cheaper. */
const MANY_HINTS = 500;
/** Files that a scan passes over in the time of one hint. */
const PASSED_BY_SCAN = 20;
/** Files looked at more closely in one pass, a few groups; the younger ones wait until these go. */
const LOOK_AHEAD = 256;
/** With fewer complete files than this the next ones are looked at. */
const FEW_READY = LOOK_AHEAD / 2;
const REPORT_AFTER_MS = 10 * 60_000;
const OWN_FOLDERS = new Set(["inprocess", "history"]);

export class FolderWatch {
  readonly #deps: WatchDeps;
  readonly #folder: DropFolder;
  readonly #files: ObservedFiles;
  /** Entries that are never taken, and those waited for too long: each is logged once. */
  readonly #reported = new Map<string, string>();
  readonly #hints = new Set<string>();
  readonly #bell = new Bell();
  #scanAtMs = 0;
  #events: FolderEvents | undefined;
  #mode: WatchMode | "missing" = "missing";
  #problem: AppError | undefined;
  /** Identity of the folder that is watched. */
  #watched = "";
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: WatchDeps, folder: DropFolder) {
    this.#deps = deps;
    this.#folder = folder;
    this.#files = new ObservedFiles(deps.rule, folder.type.marker);
  }

  get mode(): WatchMode | "missing" {
    return this.#mode;
  }

  /** Why the folder can't be looked into, while that is so. */
  get problem(): AppError | undefined {
    return this.#problem;
  }

  /** The oldest complete file. */
  nextReady(): ObservedFile | undefined {
    const next = this.#files.nextReady();
    // The look ahead may have ended soon after this file: then more files must be looked at.
    if (this.#files.atRestCount > 0 && this.#files.readyCount < FEW_READY) this.#bell.ring();
    return next;
  }

  /** The complete files, oldest first. */
  ready(): Iterable<ObservedFile> {
    return this.#files.ready();
  }

  /** When the last look into the whole folder that has ended began; -Infinity before the first. */
  get lookedAtMs(): number {
    return this.#lookedAtMs;
  }

  /** A file first seen after `sinceMs` that is not complete yet. */
  freshest(sinceMs: number): ObservedFile | undefined {
    return this.#files.fresh(sinceMs);
  }

  /** How many files are here and not taken. */
  get count(): number {
    return this.#files.count;
  }

  /** The oldest files that are here and not taken, oldest first. */
  oldest(most: number): readonly JudgedFile[] {
    return this.#files.oldest(most);
  }

  /** The file was taken, or turned out not to be what was seen. */
  forget(name: string): void {
    this.#files.remove(name, this.#now());
  }

  /** Look at the whole folder now. */
  scanNow(): void {
    this.#scanAtMs = 0;
    this.#bell.ring();
  }

  /** Runs until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => {
      this.#bell.ring();
    });
    while (!signal.aborted) {
      await this.#pass(signal);
      if (this.#hints.size === 0) await this.#rest();
    }
    await this.#events?.close();
  }

  async #rest(): Promise<void> {
    const untilMs = Math.min(this.#files.nextDueMs(), this.#scanAtMs);
    await this.#bell.wait(this.#deps.clock, Math.max(1, untilMs - this.#now()));
  }

  async #pass(signal: AbortSignal): Promise<void> {
    const names = [...this.#hints];
    this.#hints.clear();
    const startedMs = this.#now();
    const isScanDue = this.#now() >= this.#scanAtMs;
    if (isScanDue) await this.#scan();
    else await this.#observeAll([...names, ...this.#files.due(this.#now())]);
    await this.#lookCloser(startedMs, signal);
    if (isScanDue) this.#reportLongWaits();
    if (isScanDue) this.#lookedAtMs = startedMs;
    this.#deps.onChange();
  }

  async #scan(): Promise<void> {
    const scanMs =
      this.#mode === "polling" ? Math.min(POLL_MS, this.#deps.scanMs) : this.#deps.scanMs;
    this.#scanAtMs = this.#now() + scanMs;
    let names: readonly string[];
    try {
      await this.#ensureEvents();
      names = await readdir(this.#folder.path);
    } catch (error) {
      await this.#missing(error);
      return;
    }
    this.#problem = undefined;
    const gone = new Set(this.#reported.keys());
    for (const name of names) gone.delete(name);
    for (const name of gone) this.#reported.delete(name);
    await this.#observeAll(this.#files.listed(names, this.#now()));
  }

  async #observeAll(names: readonly string[]): Promise<void> {
    const STEP = 64;
    for (let i = 0; i < names.length; i += STEP) {
      await Promise.all(names.slice(i, i + STEP).map((name) => this.#observe(name)));
    }
  }

  async #observe(name: string): Promise<void> {
    if (OWN_FOLDERS.has(name.toLowerCase())) return;
    // Most files come by way of a temporary name.
    if (isTemporaryName(name) && !this.#files.isCompanion(name)) return;
    let stats: Stats;
    try {
      stats = await lstat(join(this.#folder.path, name));
    } catch {
      // Gone again, or not to be looked at: the scan after this one sees what it is. A name that
      // is not UTF-8 is never found under what it was read as, and must not be passed in silence.
      this.#files.remove(name, this.#now());
      const problem = nameProblem(name);
      if (problem !== undefined) this.#reportOnce(name, problem, "not taken");
      return;
    }
    if (this.#files.isCompanion(name)) {
      this.#files.observeCompanion(name, this.#now());
    } else {
      const problem = stats.isFile() ? nameProblem(name) : "is not a regular file";
      if (problem === undefined) {
        this.#files.observe(name, stats, this.#now());
      } else {
        this.#files.remove(name, this.#now());
        this.#reportOnce(name, problem, "not taken");
      }
    }
  }

  #reportLongWaits(): void {
    const now = this.#now();
    for (const { file, judgement } of this.#files.waiting()) {
      if (judgement.state === "waiting" && now - file.seenMs >= REPORT_AFTER_MS) {
        this.#reportOnce(file.name, "waiting", `still waited for: it ${judgement.reason}`);
      }
    }
  }

  #reportOnce(name: string, reason: string, message: string): void {
    if (this.#reported.get(name) === reason) return;
    this.#reported.set(name, reason);
    const type = this.#folder.type.type;
    this.#deps.log.warn({ event: "drop.passed", type, file: shownName(name), reason }, message);
  }

  /** Reads the end of files at rest, the oldest ones only: the others wait for these anyway. */
  async #lookCloser(sinceMs: number, signal: AbortSignal): Promise<void> {
    const isEnough = (): boolean =>
      this.#files.readyCount >= FEW_READY && this.#files.atRestCount >= LOOK_AHEAD;
    // However many turn out not to be complete, those behind them are come to.
    while (this.#files.atRestCount > 0 && !isEnough() && !signal.aborted) {
      if (!(await this.#lookAtOldest(sinceMs))) return;
    }
  }

  /** What was read of a file before `sinceMs` is read again; answers whether that settled anything. */
  async #lookAtOldest(sinceMs: number): Promise<boolean> {
    const oldest = this.#files.atRest(LOOK_AHEAD);
    // Scans pass over files at rest: what has become of one meanwhile is seen here.
    await this.#observeAll(oldest.filter((name) => !this.#files.isAtRest(name, sinceMs)));
    const some = oldest.filter((name) => this.#files.isAtRest(name, sinceMs));
    const looks = some.length === 0 ? [] : await this.#deps.filing.look(this.#folder.path, some);
    for (const [at, name] of some.entries()) {
      this.#files.looked(name, looks[at] ?? { end: "unknown" }, this.#now());
    }
    return some.length > 0 || oldest.some((name) => !this.#files.isAtRest(name));
  }

  /** Watches the folder that is there now; one that was deleted and made again is watched anew. */
  async #ensureEvents(): Promise<void> {
    // Another file system at this place, or a folder made anew, may well have the same inode number.
    const { dev, ino, birthtimeMs } = await lstat(this.#folder.path);
    const identity = `${dev} ${ino} ${birthtimeMs}`;
    if (identity === this.#watched) return;
    await this.#events?.close();
    this.#watched = identity;
    this.#mode = this.#deps.mode;
    if (this.#mode === "events") this.#events = this.#listen();
  }

  #listen(): FolderEvents {
    const onHint = (name: string | undefined): void => {
      const most = Math.max(MANY_HINTS, this.#files.count / PASSED_BY_SCAN);
      if (name === undefined || this.#hints.size >= most) this.#scanAtMs = 0;
      else this.#hints.add(name);
      this.#bell.ring();
    };
    return watchFolder(this.#folder.path, onHint, (error) => {
      if (this.#mode !== "events") return;
      this.#mode = "polling";
      this.#deps.log.warn(
        { event: "drop.polling", type: this.#folder.type.type, err: error },
        "the system reports no events for this folder; it is polled instead",
      );
    });
  }

  async #missing(error: unknown): Promise<void> {
    await this.#events?.close();
    this.#events = undefined;
    this.#watched = "";
    this.#files.clear();
    const problem = heldFault(error);
    if (this.#problem?.message !== problem.message) {
      this.#deps.log.error(
        { event: "drop.missing", code: problem.code, folder: this.#folder.path, err: error },
        "a drop folder can't be read",
      );
    }
    this.#problem = problem;
    this.#mode = "missing";
    this.#scanAtMs = this.#now() + Math.min(POLL_MS, this.#deps.scanMs);
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}
