/** Tables of statistics over the runs of the ledger: definitions by name, see STATISTICS of the port. */
import type { StatisticsName, StatisticsRow, StatisticsSelection } from "../../export-snapshot.ts";
import type { Database } from "../database.ts";
import { countEnded, endedRuns, type EndedRun } from "./ended-runs.ts";
import { runsPerDay } from "./runs-per-day.ts";

type Rows = (db: Database, selection: StatisticsSelection) => IterableIterator<StatisticsRow>;

/** Each makes the rows of its table; those of other things than runs join here. */
const TABLES: Readonly<Record<StatisticsName, Rows>> = {
  runs: (db, { period }) => runRows(endedRuns(db, period)),
  runs_per_day: (db, { period, timeZone }) => runsPerDay(endedRuns(db, period), timeZone),
};

export function statisticsRows(
  db: Database,
  selection: StatisticsSelection,
): IterableIterator<StatisticsRow> {
  return TABLES[selection.table](db, selection);
}

/** Rows of the table; where runs are counted, at most so many. */
export function countStatistics(
  db: Database,
  { table, period, timeZone }: StatisticsSelection,
): number {
  if (table === "runs") return countEnded(db, period);
  return [...runsPerDay(endedRuns(db, period), timeZone)].length;
}

function* runRows(runs: Iterable<EndedRun>): Generator<StatisticsRow> {
  for (const one of runs) {
    const { kind, run, type, job, file, status, user, started, finished, durationMs, bytes } = one;
    const head = [kind, run, type, job, file, status, user, started, finished, durationMs, bytes];
    yield [...head, ...one.rows, one.warnings, codesText(one.codes)];
  }
}

/** `R005=7;R012=3` */
function codesText(codes: Readonly<Record<string, number>>): string | null {
  const texts = Object.entries(codes).map(([code, count]) => `${code}=${count}`);
  return texts.length === 0 ? null : texts.join(";");
}
