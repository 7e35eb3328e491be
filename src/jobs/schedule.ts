/**
 * When a schedule is due. Rules name times on the wall clock of the job's zone; each such time is one
 * instant (zoned-times.ts). In UTC, the default, nothing ever shifts. In a zone, on the day on which
 * clocks go forward, the times that are left out fall together into one instant; on the day on which
 * they go back, the repeated hour has no instant of its own, so that `hourly 1` and `cron 0 * * * *`
 * run 23 and 24 times on those days, and no wall-clock time runs twice or never.
 */
import type { RunRule } from "./job.ts";
import { DAY_MS, ruleTimes } from "./rule-times.ts";
import { openWallClock, type WallClock, type ZonedTime } from "./zoned-times.ts";

/** Of a JobDefinition. */
export interface Schedule {
  /** `once` without `at` has no instant here: see scheduleOf in account.ts. */
  readonly run: RunRule;
  readonly timeZone: string;
  readonly from?: string;
  readonly until?: string;
}

export interface DueWindow {
  /** Exclusive. */
  readonly after: Date;
  /** Inclusive. */
  readonly upTo: Date;
}

/** An instant as `jobs next` shows it. */
export interface DueTime {
  readonly at: Date;
  /** In the schedule's zone: `2026-03-29 04:00 +03:00`. */
  readonly local: string;
  /** What daylight saving has done to it, as a sentence. */
  readonly note?: string;
}

interface Occurrence extends ZonedTime {
  /** What the rule says, where that is not what the clock shows. */
  readonly wallMs: number;
}

/** Nobody waits for an instant after this: where the search for the next one ends. */
const END_OF_TIME = new Date(Date.UTC(2999, 11, 31));

/** The first `limit` instants of the window, ascending, none twice. */
export function dueInstants(schedule: Schedule, window: DueWindow, limit: number): readonly Date[] {
  const clock = openWallClock(schedule.timeZone);
  return first(limit, occurrences(schedule, clock, window)).map(({ atMs }) => new Date(atMs));
}

/** The next `count` instants, fewer where the schedule ends. */
export function nextDue(schedule: Schedule, after: Date, count: number): readonly DueTime[] {
  const clock = openWallClock(schedule.timeZone);
  const found = first(count, occurrences(schedule, clock, { after, upTo: END_OF_TIME }));
  return found.map((occurrence) => {
    const wallMs = clock.wallAt(occurrence.atMs);
    const offset = offsetText(wallMs - occurrence.atMs);
    const note = noteOf(occurrence);
    return {
      at: new Date(occurrence.atMs),
      local: `${wallText(wallMs)} ${offset}`,
      ...(note === undefined ? {} : { note }),
    };
  });
}

function* occurrences(
  schedule: Schedule,
  clock: WallClock,
  { after, upTo }: DueWindow,
): Generator<Occurrence> {
  const [afterMs, upToMs] = [after.getTime(), upTo.getTime()];
  if (upToMs <= afterMs) return;
  let last: Occurrence | undefined;
  for (const next of inOrder(schedule, clock, afterMs, upToMs)) {
    if (next.atMs <= afterMs) continue;
    if (next.atMs > upToMs) break;
    if (last && last.atMs !== next.atMs) yield last;
    // A time that the clock shows stands for those left out before it.
    last = next;
  }
  if (last) yield last;
}

/** Candidates, ascending; some may lie outside of the window, several may be one instant. */
function* inOrder(
  { run, from, until }: Schedule,
  clock: WallClock,
  afterMs: number,
  upToMs: number,
): Generator<Occurrence> {
  if (run.kind === "once") {
    const atMs = run.at === undefined ? NaN : Date.parse(run.at);
    if (!Number.isNaN(atMs)) yield { atMs, wallMs: atMs };
    return;
  }
  // Dates limit what the rule says, wherever daylight saving moves it. In the hour that comes twice
  // the wall clock is behind what was due before it: hence the day more.
  const firstMs = from === undefined ? -Infinity : Date.parse(`${from}T00:00Z`);
  const endMs = until === undefined ? Infinity : Date.parse(`${until}T00:00Z`) + DAY_MS - 1;
  const fromMs = Math.max(clock.wallAt(afterMs), firstMs);
  const toMs = Math.min(clock.wallAt(upToMs) + DAY_MS, endMs);
  if (toMs < fromMs) return;
  for (const wallMs of ruleTimes(run, { fromMs: wholeMinute(fromMs), toMs })) {
    yield { ...clock.instantOf(wallMs), wallMs };
  }
}

function first(count: number, all: Iterable<Occurrence>): readonly Occurrence[] {
  const found: Occurrence[] = [];
  if (count <= 0) return found;
  for (const one of all) {
    found.push(one);
    if (found.length >= count) break;
  }
  return found;
}

function wholeMinute(atMs: number): number {
  return Math.floor(atMs / 60_000) * 60_000;
}

function noteOf({ change, wallMs }: Occurrence): string | undefined {
  const time = wallText(wallMs).slice(11);
  if (change === "gap") return `${time} does not exist that day: the clocks go forward.`;
  if (change === "fold") return `${time} comes twice that day: this is the first.`;
  return undefined;
}

/** `2026-03-29 04:00`, with seconds where there are any. */
function wallText(wallMs: number): string {
  const text = new Date(wallMs).toISOString().replace("T", " ");
  return text.endsWith(":00.000Z") ? text.slice(0, 16) : text.slice(0, 19);
}

function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
