/** Ended runs counted by day, kind, type, job and outcome. Pure. */
import { dateText } from "../../../core/zone.ts";
import type { StatisticsRow } from "../../export-snapshot.ts";
import type { EndedRun } from "./ended-runs.ts";

interface Counted {
  readonly head: readonly (string | null)[];
  runs: number;
  files: number;
  rows: (number | null)[];
  warnings: number;
  /** Runs that have begun. */
  timed: number;
  totalMs: number;
  longestMs: number;
  bytes: number;
}

/** @param runs by ascending end, so that a day follows the other. @param zone where a day begins */
export function* runsPerDay(runs: Iterable<EndedRun>, zone: string): Generator<StatisticsRow> {
  const dayOf = daysIn(zone);
  let counted = new Map<string, Counted>();
  let day: string | undefined;
  for (const run of runs) {
    const at = dayOf(run.finished);
    if (at !== day) {
      yield* rowsOf(counted);
      counted = new Map();
      day = at;
    }
    const head = [at, run.kind, run.type, run.job, run.status];
    const key = JSON.stringify(head);
    const one = counted.get(key) ?? nothing(head);
    counted.set(key, one);
    add(one, run);
  }
  yield* rowsOf(counted);
}

function nothing(head: readonly (string | null)[]): Counted {
  const counts = { runs: 0, files: 0, rows: [], warnings: 0, timed: 0 };
  return { head, ...counts, totalMs: 0, longestMs: 0, bytes: 0 };
}

function add(sum: Counted, run: EndedRun): void {
  sum.runs += 1;
  sum.files += run.files;
  sum.rows = run.rows.map((count, at) => (count === null ? null : count + (sum.rows[at] ?? 0)));
  sum.warnings += run.warnings;
  sum.bytes += run.bytes;
  if (run.durationMs === null) return;
  sum.timed += 1;
  sum.totalMs += run.durationMs;
  sum.longestMs = Math.max(sum.longestMs, run.durationMs);
}

function* rowsOf(counted: ReadonlyMap<string, Counted>): Generator<StatisticsRow> {
  const sorted = [...counted].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [
    ,
    { head, runs, files, rows, warnings, timed, totalMs, longestMs, bytes },
  ] of sorted) {
    const mean = timed === 0 ? null : Math.round(totalMs / timed);
    yield [...head, runs, files, ...rows, warnings, mean, timed === 0 ? null : longestMs, bytes];
  }
}

/** The day of an instant; one after another they mostly lie in the same quarter of an hour, where no day begins. */
function daysIn(zone: string): (instant: string) => string {
  let known = { slot: Number.NaN, day: "" };
  return (instant) => {
    const at = Date.parse(instant);
    const slot = Math.floor(at / 900_000);
    if (slot !== known.slot) known = { slot, day: dateText(new Date(at), zone, "yyyy-MM-dd", 0) };
    return known.day;
  };
}
