/**
 * Is a dropped file complete? One pure function over what was observed, so that every rule can be
 * tested with a table. The observing is done in drop/watch.ts.
 */
export interface Observation {
  readonly name: string;
  readonly sizeBytes: number;
  /** The file's own modification time. */
  readonly modifiedMs: number;
  /** When this daemon saw the file first. */
  readonly seenMs: number;
  /** When this daemon last saw its size, time or identity change; undefined: never. */
  readonly changedMs?: number;
  /** Whether it grew at that change. */
  readonly grew?: boolean;
  /** Name of an editor's lock file beside it (`~$people.xlsx`). */
  readonly lockedBy?: string;
  /** The marker file that its type asks for is there; undefined: none is asked for. */
  readonly marker?: { readonly name: string; readonly isThere: boolean };
  /** Set when it was looked at more closely, after it had come to rest. */
  readonly look?: CloserLook;
}

export interface CloserLook {
  /** cut: the end that its format must have is missing. */
  readonly end: "whole" | "cut" | "unknown";
  /** What is missing, for people. */
  readonly missing?: string;
  /** Who has it open for writing, where the system can tell. */
  readonly openBy?: string;
  /** It could not be opened; the system's code. */
  readonly refused?: string;
}

export interface StabilityRule {
  /** Quiet time that a file must have. */
  readonly settleMs: number;
  /** How long a file without its proper end is waited for before it is taken as it is. */
  readonly patienceMs: number;
}

export type Judgement =
  | { readonly state: "ready" }
  /** At rest; `look` must be filled in before it can be ready. */
  | { readonly state: "look" }
  | { readonly state: "waiting"; readonly reason: string; readonly againMs: number };

/** Empty files get this many times the usual quiet time: many writers create first, then write. */
const EMPTY_FACTOR = 5;
/** How soon something that no clock decides (a lock, a marker, another program) is looked at again. */
const RETRY_MS = 1_000;

/** Decides about one file at the moment `nowMs`; `againMs` is when asking again can help. */
export function judge(file: Observation, rule: StabilityRule, nowMs: number): Judgement {
  if (file.lockedBy !== undefined) {
    return wait(`is open in an editor (${file.lockedBy})`, nowMs + RETRY_MS);
  }
  if (file.marker) {
    return file.marker.isThere
      ? looked(file, rule, nowMs)
      : wait(`waits for ${file.marker.name}`, nowMs + RETRY_MS);
  }
  const quietSince = restedSince(file, nowMs);
  const needed = file.sizeBytes === 0 ? rule.settleMs * EMPTY_FACTOR : rule.settleMs;
  if (nowMs - quietSince < needed) {
    return wait(restlessness(file, quietSince, nowMs), quietSince + needed);
  }
  return looked(file, rule, nowMs);
}

/** Since when the file has been at rest, by its own clock and by ours, whichever is later. */
export function restedSince(file: Observation, nowMs: number): number {
  // A time in the future is another machine's clock: then only what we saw ourselves counts.
  const own = file.modifiedMs <= nowMs ? file.modifiedMs : file.seenMs;
  return Math.max(own, file.changedMs ?? Number.NEGATIVE_INFINITY);
}

function looked(file: Observation, rule: StabilityRule, nowMs: number): Judgement {
  const { look } = file;
  if (!look) return { state: "look" };
  if (look.refused !== undefined) {
    return wait(`can't be opened (${look.refused})`, nowMs + RETRY_MS);
  }
  if (look.openBy !== undefined) {
    return wait(`is open for writing in ${look.openBy}`, nowMs + RETRY_MS);
  }
  const patientUntil = Math.max(restedSince(file, nowMs), file.seenMs) + rule.patienceMs;
  if (look.end === "cut" && nowMs < patientUntil) {
    return wait(
      `is not complete: ${look.missing ?? "its end is missing"}`,
      Math.min(nowMs + RETRY_MS, patientUntil),
    );
  }
  return { state: "ready" };
}

function restlessness(file: Observation, quietSince: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - quietSince) / 1000));
  if (file.sizeBytes === 0) return `is empty since ${seconds} s`;
  const verb = file.changedMs === undefined ? "was written" : file.grew ? "grew" : "changed";
  return `${verb} ${seconds} s ago`;
}

function wait(reason: string, againMs: number): Judgement {
  return { state: "waiting", reason, againMs };
}
