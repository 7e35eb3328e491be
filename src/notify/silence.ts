/**
 * Who is told when, so that nobody is flooded: pure. Each topic (a type, a job, a kind of alarm) goes its own
 * way. The first problem is told at once. For a while after it everything of the topic is gathered, and
 * then told in one digest; the while grows while digests follow each other. While a mail of the topic still
 * waits for the mail server, the digest waits and gathers on. The end of a problem is told once.
 */
import type { Weight } from "./run-notice.ts";

/** One line of a digest. */
export interface Entry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly label: string;
  readonly weight: Weight;
  readonly line: string;
  readonly run?: string;
}

/** What is remembered of a topic; JSON. */
export interface TopicState {
  readonly title: string;
  readonly to: readonly string[];
  /** The last that was seen is a problem. */
  readonly isOpen: boolean;
  /** Until then problems are gathered. ISO 8601, UTC. */
  readonly quietUntil?: string;
  /** Until then runs without problems are gathered; where each run is told. */
  readonly okQuietUntil?: string;
  /** How many digests of problems followed each other. */
  readonly digests: number;
  /** The first of what was gathered; `gatheredCount` has them all. */
  readonly gathered: readonly Entry[];
  readonly gatheredCount: number;
  readonly gatheredProblems: number;
}

export type Mode = "always" | "problems";

/** report: a mail of its own, now; over: a mail that the problem has ended, now. */
export type Act = "report" | "over" | "gather" | "nothing";

export interface Situation {
  readonly now: Date;
  readonly mode: Mode;
  /** A mail of the topic has not been sent yet. */
  readonly isWaiting: boolean;
}

const MINUTE_MS = 60_000;
/** After the first mail, after the first digest, after further ones. */
const QUIET_MS = [15, 60, 240].map((minutes) => minutes * MINUTE_MS);
const MOST_GATHERED = 50;

export function newTopic(title: string, to: readonly string[]): TopicState {
  const nothing = { gathered: [], gatheredCount: 0, gatheredProblems: 0 };
  return { title, to, isOpen: false, digests: 0, ...nothing };
}

/** What becomes of one more event of the topic. */
export function tell(
  topic: TopicState,
  entry: Entry,
  situation: Situation,
): { readonly topic: TopicState; readonly act: Act } {
  const { now, mode } = situation;
  switch (entry.weight) {
    case "problem":
      return problem(topic, entry, situation);
    case "neutral":
      if (mode === "problems") return { topic, act: "nothing" };
      return told(topic, entry, situation);
    case "ok": {
      const closed = { ...topic, isOpen: false };
      if (mode === "always") return told(closed, entry, situation);
      if (!topic.isOpen) return { topic, act: "nothing" };
      const isHeld = situation.isWaiting || topic.gatheredCount > 0 || isQuietStep(topic, now);
      return isHeld ? gather(closed, entry) : { topic: closed, act: "over" };
    }
  }
}

function problem(
  topic: TopicState,
  entry: Entry,
  { now, isWaiting }: Situation,
): { readonly topic: TopicState; readonly act: Act } {
  const open = { ...topic, isOpen: true };
  const isHeld = isWaiting || topic.gatheredProblems > 0 || isBefore(now, topic.quietUntil);
  if (isHeld) return gather(open, entry);
  const quietUntil = after(now, QUIET_MS[0]);
  return { topic: { ...open, digests: 0, quietUntil }, act: "report" };
}

/** Where each run is told: what is no problem has a quiet time of its own. */
function told(
  topic: TopicState,
  entry: Entry,
  { now, isWaiting }: Situation,
): { readonly topic: TopicState; readonly act: Act } {
  const isHeld = isWaiting || topic.gatheredCount > 0 || isBefore(now, topic.okQuietUntil);
  if (isHeld) return gather(topic, entry);
  return { topic: { ...topic, okQuietUntil: after(now, QUIET_MS[0]) }, act: "report" };
}

/** After a digest the end of the problem is no news of the first minute any more. */
function isQuietStep(topic: TopicState, now: Date): boolean {
  return topic.digests > 0 && isBefore(now, topic.quietUntil);
}

/** Adds to the next digest without asking: for alarms, of which those of one look go together. */
export function gather(
  topic: TopicState,
  entry: Entry,
): { readonly topic: TopicState; readonly act: "gather" } {
  const gathered = topic.gathered.length < MOST_GATHERED ? [entry] : [];
  const isOpen = entry.weight === "problem" || (entry.weight === "neutral" && topic.isOpen);
  return {
    topic: {
      ...topic,
      isOpen,
      gathered: [...topic.gathered, ...gathered],
      gatheredCount: topic.gatheredCount + 1,
      gatheredProblems: topic.gatheredProblems + (entry.weight === "problem" ? 1 : 0),
    },
    act: "gather",
  };
}

/** Whether the digest of a topic is due, of which no mail waits. */
export function isDigestDue(topic: TopicState, now: Date): boolean {
  if (topic.gatheredCount === 0) return false;
  const until = topic.gatheredProblems > 0 ? topic.quietUntil : topic.okQuietUntil;
  return !isBefore(now, until ?? topic.quietUntil);
}

/** The topic once its digest is queued. */
export function digested(topic: TopicState, now: Date): TopicState {
  const { quietUntil, gathered, gatheredProblems } = topic;
  const first = gathered[0]?.at;
  const wasHeld = quietUntil !== undefined && first !== undefined && first < quietUntil;
  const digests = gatheredProblems > 0 && wasHeld ? topic.digests + 1 : 0;
  const quietMs = QUIET_MS[Math.min(digests, QUIET_MS.length - 1)];
  return {
    ...topic,
    digests,
    ...(gatheredProblems > 0 ? { quietUntil: after(now, quietMs) } : {}),
    okQuietUntil: after(now, QUIET_MS[0]),
    gathered: [],
    gatheredCount: 0,
    gatheredProblems: 0,
  };
}

/** Nothing is left to be remembered of it. */
export function isForgotten(topic: TopicState, now: Date): boolean {
  const isQuiet = isBefore(now, topic.quietUntil) || isBefore(now, topic.okQuietUntil);
  return !topic.isOpen && topic.gatheredCount === 0 && !isQuiet;
}

/** A time further ahead than the longest pause was set by a clock that was wrong. */
function isBefore(now: Date, until: string | undefined): boolean {
  if (until === undefined) return false;
  const aheadMs = Date.parse(until) - now.getTime();
  return aheadMs > 0 && aheadMs <= Math.max(...QUIET_MS);
}

function after(now: Date, ms = 0): string {
  return new Date(now.getTime() + ms).toISOString();
}
