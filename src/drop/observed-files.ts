/**
 * What is known of the files in one drop folder, and what that means: which are complete, which must
 * be looked at, which are waited for and why. Holds no resource; drop/watch.ts feeds it.
 */
import type { Stats } from "node:fs";
import { lockedNameOf, lockSiblings } from "../files/temporary-names.ts";
import { Backlog, type RestingFile } from "./backlog.ts";
import {
  judge,
  type CloserLook,
  type Judgement,
  type Observation,
  type StabilityRule,
} from "./stability.ts";

/** A file at rest is no more than its packed form. */
export interface ObservedFile extends Observation, RestingFile {}

/** What lstat tells of a file. */
export type FileFacts = Pick<Stats, "ino" | "size" | "mtimeMs">;

export interface JudgedFile {
  readonly file: ObservedFile;
  readonly judgement: Judgement;
}

const AT_REST: Judgement = { state: "look" };

/**
 * Files wait in three places: those at rest, which may be very many, in the backlog; those that are
 * complete, of which there are a few groups, and those that are waited for, with all that is known.
 */
export class ObservedFiles {
  readonly #rule: StabilityRule;
  readonly #marker: string | undefined;
  /** Complete, or waited for. */
  readonly #files = new Map<string, JudgedFile>();
  /** At rest: they must be looked at more closely. */
  readonly #backlog = new Backlog();
  /** Marker and lock files that are there now. */
  readonly #companions = new Set<string>();
  /** Complete files, oldest last; undefined when it must be sorted anew. */
  #queue: ObservedFile[] | undefined = [];

  constructor(rule: StabilityRule, marker: string | undefined) {
    this.#rule = rule;
    this.#marker = marker;
  }

  /** How many files are here and not taken. */
  get count(): number {
    return this.#files.size + this.#backlog.size;
  }

  /** How many have come to rest and must be looked at more closely. */
  get atRestCount(): number {
    return this.#backlog.size;
  }

  /** A file beside which others are judged: an editor's lock, or a marker. */
  isCompanion(name: string): boolean {
    return (
      lockedNameOf(name) !== undefined ||
      (this.#marker !== undefined && name.endsWith(`.${this.#marker}`))
    );
  }

  /** The file was seen. */
  observe(name: string, stats: FileFacts, nowMs: number): void {
    this.#judge(observed(name, stats, { before: this.#known(name), nowMs }), nowMs);
  }

  observeCompanion(name: string, nowMs: number): void {
    if (this.#companions.has(name)) return;
    this.#companions.add(name);
    this.#judgeOwnerOf(name, nowMs);
  }

  /** The name is not there any more, or was taken. */
  remove(name: string, nowMs: number): void {
    if (this.#companions.delete(name)) this.#judgeOwnerOf(name, nowMs);
    this.#files.delete(name);
    this.#backlog.remove(name);
  }

  /**
   * These names are in the folder, and no others; answers which must be observed. Files at rest need
   * not: what has become of one is seen when its turn comes.
   */
  listed(names: readonly string[], nowMs: number): readonly string[] {
    const gone = new Set([...this.#files.keys(), ...this.#companions]);
    for (const name of names) gone.delete(name);
    for (const name of gone) this.remove(name, nowMs);
    this.#backlog.keepOnly(names);
    return names.filter((name) => !this.#backlog.has(name));
  }

  clear(): void {
    this.#files.clear();
    this.#backlog.clear();
    this.#companions.clear();
    this.#queue = [];
  }

  /** The oldest complete file, without taking it. */
  nextReady(): ObservedFile | undefined {
    const [oldest] = this.ready();
    return oldest;
  }

  get readyCount(): number {
    return [...this.ready()].length;
  }

  /** The complete files, oldest first, without taking them. */
  *ready(): Generator<ObservedFile> {
    this.#queue ??= [...this.#files.values()]
      .filter(({ judgement }) => judgement.state === "ready")
      .map(({ file }) => file)
      .sort((a, b) => byAge(b, a));
    for (let at = this.#queue.length - 1; at >= 0; at--) {
      const queued = this.#queue[at];
      const current = queued && this.#files.get(queued.name);
      const isReady = current?.judgement.state === "ready" && current.file.inode === queued?.inode;
      if (isReady) yield current.file;
      else this.#queue.splice(at, 1);
    }
  }

  /** The oldest files that have come to rest and must be looked at more closely. */
  atRest(most: number): readonly string[] {
    return this.#backlog.oldest(most).map(({ name }) => name);
  }

  /** Whether the file is at rest by what was read of it at `sinceMs` or later. */
  isAtRest(name: string, sinceMs = Number.NEGATIVE_INFINITY): boolean {
    const resting = this.#backlog.get(name);
    return resting !== undefined && resting.observedMs >= sinceMs;
  }

  looked(name: string, look: CloserLook, nowMs: number): void {
    const known = this.#known(name);
    if (!known) return;
    const file = this.#whole(known);
    const judgement = judge({ ...file, look }, this.#rule, nowMs);
    // Only a look that settled the matter is kept; what is waited for is looked at again.
    if (judgement.state === "ready") this.#set({ ...file, look }, judgement);
    else this.#set(file, atLeisure(judgement, this.#files.size));
  }

  /** Files whose waiting is over at `nowMs`: they must be seen again. */
  due(nowMs: number): string[] {
    const names: string[] = [];
    for (const [name, { judgement }] of this.#files) {
      if (judgement.state === "waiting" && judgement.againMs <= nowMs) names.push(name);
    }
    return names;
  }

  /** When the first waiting file is due; Infinity when none waits. */
  nextDueMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { judgement } of this.#files.values()) {
      if (judgement.state === "waiting") next = Math.min(next, judgement.againMs);
    }
    return next;
  }

  /** A file first seen after `sinceMs` that is not complete yet. */
  fresh(sinceMs: number): ObservedFile | undefined {
    for (const { file, judgement } of this.#files.values()) {
      if (judgement.state !== "ready" && file.seenMs > sinceMs) return file;
    }
    return this.#backlog.seenAfter(sinceMs);
  }

  /** Those that are waited for. */
  *waiting(): Generator<JudgedFile> {
    for (const each of this.#files.values()) if (each.judgement.state === "waiting") yield each;
  }

  /** The oldest of all, oldest first. */
  oldest(most: number): readonly JudgedFile[] {
    const atRest = this.#backlog.oldest(most).map((file) => ({ file, judgement: AT_REST }));
    const all: readonly JudgedFile[] = [...this.#files.values(), ...atRest];
    return all.toSorted((a, b) => byAge(a.file, b.file)).slice(0, most);
  }

  #known(name: string): ObservedFile | undefined {
    return this.#files.get(name)?.file ?? this.#backlog.get(name);
  }

  #judgeOwnerOf(companion: string, nowMs: number): void {
    const owner = lockedNameOf(companion) ?? companion.slice(0, -(this.#marker?.length ?? 0) - 1);
    const known = this.#known(owner);
    if (known) this.#judge(known, nowMs);
  }

  #judge(file: ObservedFile, nowMs: number): void {
    const whole = this.#whole(file);
    this.#set(whole, judge(whole, this.#rule, nowMs));
  }

  /** The file with what stands beside it. */
  #whole(known: ObservedFile): ObservedFile {
    const isAlone = this.#companions.size === 0 && this.#marker === undefined;
    if (isAlone && known.lockedBy === undefined) return known;
    const { lockedBy: _former, ...file } = known;
    const lockedBy = lockSiblings(file.name).find((name) => this.#companions.has(name));
    const markerName = `${file.name}.${this.#marker ?? ""}`;
    return {
      ...file,
      ...(lockedBy === undefined ? {} : { lockedBy }),
      ...(this.#marker === undefined
        ? {}
        : { marker: { name: markerName, isThere: this.#companions.has(markerName) } }),
    };
  }

  #set(file: ObservedFile, judgement: Judgement): void {
    if (judgement.state === "look") {
      this.#files.delete(file.name);
      this.#backlog.put(file);
      return;
    }
    const before = this.#files.get(file.name);
    this.#backlog.remove(file.name);
    this.#files.set(file.name, { file, judgement });
    const isNewlyReady = judgement.state === "ready" && before?.judgement.state !== "ready";
    if (isNewlyReady) this.#queue = undefined;
  }
}

/**
 * What a look did not settle is looked at again, the later the more files are waited for: thousands
 * that nobody may read must not keep a core busy.
 */
function atLeisure(judgement: Judgement, waitedFor: number): Judgement {
  if (judgement.state !== "waiting") return judgement;
  return { ...judgement, againMs: judgement.againMs + waitedFor };
}

/** The file as it is now, by what was known of it before. */
function observed(
  name: string,
  stats: FileFacts,
  { before, nowMs }: { readonly before: ObservedFile | undefined; readonly nowMs: number },
): ObservedFile {
  const { ino: inode, size: sizeBytes, mtimeMs: modifiedMs } = stats;
  const now = { name, inode, sizeBytes, modifiedMs, observedMs: nowMs };
  if (before?.inode !== inode) return { ...now, seenMs: nowMs };
  if (before.sizeBytes === sizeBytes && before.modifiedMs === modifiedMs) {
    return { ...before, observedMs: nowMs };
  }
  // A closer look was at what it was before.
  const { look: _look, ...known } = before;
  return { ...known, ...now, changedMs: nowMs, grew: sizeBytes > before.sizeBytes };
}

/** Oldest first by the file's own clock, then by name. */
function byAge(a: Observation, b: Observation): number {
  return a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1);
}
