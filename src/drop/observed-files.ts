/**
 * What is known of the files in one drop folder, and what that means: which are complete, which must
 * be looked at, which are waited for and why. Holds no resource; drop/watch.ts feeds it.
 */
import type { Stats } from "node:fs";
import { lockedNameOf, lockSiblings } from "../files/temporary-names.ts";
import {
  judge,
  type CloserLook,
  type Judgement,
  type Observation,
  type StabilityRule,
} from "./stability.ts";

export interface ObservedFile extends Observation {
  readonly inode: number;
}

/** What lstat tells of a file. */
export type FileFacts = Pick<Stats, "ino" | "size" | "mtimeMs">;

export interface JudgedFile {
  readonly file: ObservedFile;
  readonly judgement: Judgement;
}

export class ObservedFiles {
  readonly #rule: StabilityRule;
  readonly #marker: string | undefined;
  readonly #files = new Map<string, JudgedFile>();
  /** Marker and lock files that are there now. */
  readonly #companions = new Set<string>();
  /** Complete files, oldest last; undefined when it must be sorted anew. */
  #queue: ObservedFile[] | undefined = [];

  constructor(rule: StabilityRule, marker: string | undefined) {
    this.#rule = rule;
    this.#marker = marker;
  }

  get hasAtRest(): boolean {
    for (const { judgement } of this.#files.values()) if (judgement.state === "look") return true;
    return false;
  }

  /** A file beside which others are judged: an editor's lock, or a marker. */
  isCompanion(name: string): boolean {
    return (
      lockedNameOf(name) !== undefined ||
      (this.#marker !== undefined && name.endsWith(`.${this.#marker}`))
    );
  }

  /** The file was seen; answers whether anything about it is new. */
  observe(name: string, stats: FileFacts, nowMs: number): void {
    const before = this.#files.get(name)?.file;
    const isSameFile = before?.inode === stats.ino;
    const isUnchanged =
      isSameFile && before.sizeBytes === stats.size && before.modifiedMs === stats.mtimeMs;
    const { look, ...known } = before ?? {};
    const file: ObservedFile = isUnchanged
      ? before
      : {
          ...(isSameFile ? known : {}),
          name,
          inode: stats.ino,
          sizeBytes: stats.size,
          modifiedMs: stats.mtimeMs,
          seenMs: isSameFile ? before.seenMs : nowMs,
          ...(isSameFile ? { changedMs: nowMs, grew: stats.size > before.sizeBytes } : {}),
        };
    this.#judge(file, nowMs);
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
  }

  /** Removes whatever is not among `names`. */
  keepOnly(names: ReadonlySet<string>, nowMs: number): void {
    for (const name of [...this.#files.keys(), ...this.#companions]) {
      if (!names.has(name)) this.remove(name, nowMs);
    }
  }

  clear(): void {
    this.#files.clear();
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
  atRest(most: number): readonly ObservedFile[] {
    const found = [...this.#files.values()].filter(({ judgement }) => judgement.state === "look");
    return found
      .map(({ file }) => file)
      .sort(byAge)
      .slice(0, most);
  }

  looked(name: string, look: CloserLook, nowMs: number): void {
    const known = this.#files.get(name);
    if (!known) return;
    const judgement = judge({ ...known.file, look }, this.#rule, nowMs);
    // Only a look that settled the matter is kept; what is waited for is looked at again.
    const file = judgement.state === "ready" ? { ...known.file, look } : known.file;
    this.#set(file, judgement);
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
    return undefined;
  }

  /** Everything, oldest first. */
  all(): readonly JudgedFile[] {
    return [...this.#files.values()].sort((a, b) => byAge(a.file, b.file));
  }

  #judgeOwnerOf(companion: string, nowMs: number): void {
    const owner = lockedNameOf(companion) ?? companion.slice(0, -(this.#marker?.length ?? 0) - 1);
    const known = this.#files.get(owner);
    if (known) this.#judge(known.file, nowMs);
  }

  #judge(file: ObservedFile, nowMs: number): void {
    const { lockedBy: former, ...rest } = file;
    const lockedBy = lockSiblings(file.name).find((name) => this.#companions.has(name));
    const markerName = `${file.name}.${this.#marker ?? ""}`;
    const whole: ObservedFile = {
      ...rest,
      ...(lockedBy === undefined ? {} : { lockedBy }),
      ...(this.#marker === undefined
        ? {}
        : { marker: { name: markerName, isThere: this.#companions.has(markerName) } }),
    };
    this.#set(whole, judge(whole, this.#rule, nowMs));
  }

  #set(file: ObservedFile, judgement: Judgement): void {
    const before = this.#files.get(file.name);
    this.#files.set(file.name, { file, judgement });
    const isNewlyReady = judgement.state === "ready" && before?.judgement.state !== "ready";
    if (isNewlyReady) this.#queue = undefined;
  }
}

/** Oldest first by the file's own clock, then by name. */
function byAge(a: Observation, b: Observation): number {
  return a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1);
}
