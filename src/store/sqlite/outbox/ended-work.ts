/** What triggers have noted as ended (ledger-migrations.ts), with the records that it means. */
import type { EndedWork } from "../../outbox.ts";
import type { Database } from "../database.ts";
import { readDueRecord } from "../exports/due-records.ts";
import { readExport } from "../exports/export-runs.ts";
import { readRun } from "../runs.ts";

const MOST_ENDED = 1_000;

/** Oldest first. */
export function readEndedWork(db: Database, limit: number): readonly EndedWork[] {
  const most = Math.min(Math.max(0, Math.trunc(limit)), MOST_ENDED);
  return db
    .statement("SELECT Number, Kind, Ref FROM EndedWork ORDER BY Number LIMIT ?")
    .all(most)
    .map(([number, kind, ref]) => endedWork(db, Number(number), String(kind), String(ref)));
}

function endedWork(db: Database, number: number, kind: string, ref: string): EndedWork {
  if (kind === "import") {
    const run = readRun(db, ref);
    if (run) return { number, kind, run };
  } else if (kind === "export") {
    const run = readExport(db, ref);
    if (run) return { number, kind, run };
  } else if (kind === "due") {
    const due = readDueRecord(db, Number(ref));
    if (due) return { number, kind, due };
  }
  return { number, kind: "gone" };
}
