/** Which artifacts are due to go, and when a sweep had better not believe the clock: pure. */

const DAY_MS = 86_400_000;

/** What the ledger knows of a published artifact; times are ISO 8601. */
export interface KeptArtifact {
  readonly id: string;
  readonly publishedAt: string;
  /** Recorded at publication (`expiryOf`); times of files play no part. */
  readonly expiresAt: string;
}

/** What one sweep tells the next. */
export interface SweepMemory {
  /** When the last sweep looked, also one that stopped itself; absent: never. */
  readonly lastSweepAt?: string;
  /** Why that one stopped itself. */
  readonly stopped?: string;
}

export interface SweepLimits {
  /** A longer time since the last sweep is taken for a jump of the clock. */
  readonly longestGapMs: number;
  /** The clock may be set back by so much without notice. */
  readonly backwardMs: number;
  /** More than this share of all at once is suspicious ... */
  readonly maximumShare: number;
  /** ... where it is more than so many. */
  readonly maximumCount: number;
}

export const SWEEP_LIMITS: SweepLimits = {
  longestGapMs: 1.5 * DAY_MS,
  backwardMs: 300_000,
  maximumShare: 0.5,
  maximumCount: 10,
};

export interface Expiry {
  /** Ids of what is to be deleted now, first published first; empty when the sweep stops. */
  readonly expire: readonly string[];
  /** Of each artifact, days left rounded up; 0: due. */
  readonly remainingDays: ReadonlyMap<string, number>;
  /** Why nothing is deleted, and what to do (P009). */
  readonly stopped?: string;
  /** For the next sweep. */
  readonly memory: SweepMemory;
}

/** The moment from which an artifact is due, to be recorded when it is published. */
export function expiryOf(publishedAt: Date, retentionMs: number): string {
  return new Date(publishedAt.getTime() + retentionMs).toISOString();
}

/** Days left, rounded up; 0 from the moment of expiry on. */
export function remainingDays(expiresAt: string, now: Date): number {
  return Math.max(0, Math.ceil((Date.parse(expiresAt) - now.getTime()) / DAY_MS));
}

/**
 * What a sweep deletes, of all artifacts that are published.
 *
 * It stops and deletes nothing
 * - when the clock stands before the last sweep or before a publication;
 * - when the last sweep is longer ago than `longestGapMs`: the clock was wrong, or the daemon was
 *   down. The memory has the new time, so that only this one sweep is left out;
 * - when too much would go at once: over `maximumShare` of all, over `maximumCount`, and published
 *   over a longer time than has passed since the last sweep and a day. Without this last condition
 *   the end of a job would be held up: when nothing new comes, the 24 hourly artifacts of its last
 *   day are all there are.
 *
 * Too much stays too much until somebody decides: who has checked the clock deletes by hand what
 * has expired (`quayside artifacts delete <run>`), until the rest is within the limits.
 */
export function whatExpires(
  artifacts: readonly KeptArtifact[],
  now: Date,
  memory: SweepMemory = {},
  limits: SweepLimits = SWEEP_LIMITS,
): Expiry {
  const left = new Map(artifacts.map(({ id, expiresAt }) => [id, remainingDays(expiresAt, now)]));
  const due = artifacts
    .filter(({ id }) => left.get(id) === 0)
    .toSorted((a, b) => Date.parse(a.publishedAt) - Date.parse(b.publishedAt));
  const nowMs = now.getTime();
  const lastMs = memory.lastSweepAt === undefined ? undefined : Date.parse(memory.lastSweepAt);
  const stopped =
    wentBack(artifacts, { nowMs, lastMs }, limits) ??
    jumpedAhead({ nowMs, lastMs }, limits) ??
    tooMany(due, artifacts.length, { nowMs, lastMs }, limits);
  return {
    expire: stopped === undefined ? due.map(({ id }) => id) : [],
    remainingDays: left,
    ...(stopped === undefined ? {} : { stopped }),
    memory: { lastSweepAt: now.toISOString() },
  };
}

interface Times {
  readonly nowMs: number;
  readonly lastMs: number | undefined;
}

function wentBack(
  artifacts: readonly KeptArtifact[],
  { nowMs, lastMs }: Times,
  { backwardMs }: SweepLimits,
): string | undefined {
  let latestMs = lastMs ?? -Infinity;
  for (const { publishedAt } of artifacts) latestMs = Math.max(latestMs, Date.parse(publishedAt));
  if (nowMs >= latestMs - backwardMs) return undefined;
  return `the clock went back: it is ${iso(nowMs)}, but ${iso(latestMs)} has been before; set it right`;
}

function jumpedAhead({ nowMs, lastMs }: Times, { longestGapMs }: SweepLimits): string | undefined {
  if (lastMs === undefined || nowMs - lastMs <= longestGapMs) return undefined;
  const gap = `the last sweep was ${days(nowMs - lastMs)} ago, at ${iso(lastMs)}`;
  return `${gap}: nothing ran, or the clock (${iso(nowMs)}) is wrong; the next sweep deletes what is due`;
}

function tooMany(
  due: readonly KeptArtifact[],
  all: number,
  { nowMs, lastMs }: Times,
  { maximumShare, maximumCount }: SweepLimits,
): string | undefined {
  const [first] = due;
  const last = due.at(-1);
  if (!first || !last) return undefined;
  if (due.length <= maximumCount || due.length <= maximumShare * all) return undefined;
  const spanMs = Date.parse(last.publishedAt) - Date.parse(first.publishedAt);
  const sinceMs = lastMs === undefined ? 0 : Math.max(0, nowMs - lastMs);
  if (spanMs <= sinceMs + DAY_MS) return undefined;
  const seen = `${due.length} of ${all} artifacts are due at once, published over ${days(spanMs)}`;
  return `${seen}; check the clock, then delete what has expired with \`quayside artifacts delete\``;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function days(ms: number): string {
  return `${(ms / DAY_MS).toFixed(1)} days`;
}
