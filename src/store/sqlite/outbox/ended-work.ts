/** What triggers have noted as ended (ledger-migrations.ts), with the records that it means. */
import type { EndedWork, ToldCampaign } from "../../outbox.ts";
import { LIMIT, type Database } from "../database.ts";
import { readDueRecord } from "../exports/due-records.ts";
import { readExport } from "../exports/export-runs.ts";
import { readRun } from "../runs.ts";

const MOST_ENDED = 1_000;

export interface EndedSources {
  readonly db: Database;
  /** Undefined: it is not there any more. */
  readonly campaign: (id: number) => ToldCampaign | undefined;
}

/** Oldest first. */
export function readEndedWork(sources: EndedSources, limit: number): readonly EndedWork[] {
  const most = Math.min(Math.max(0, Math.trunc(limit)), MOST_ENDED);
  return sources.db
    .statement(`SELECT Number, Kind, Ref FROM EndedWork ORDER BY Number ${LIMIT}`)
    .all(most)
    .map(([number, kind, ref]) => endedWork(sources, Number(number), String(kind), String(ref)));
}

function endedWork(sources: EndedSources, number: number, kind: string, ref: string): EndedWork {
  const { db } = sources;
  if (kind === "import") {
    const run = readRun(db, ref);
    if (run) return { number, kind, run };
  } else if (kind === "export") {
    const run = readExport(db, ref);
    if (run) return { number, kind, run };
  } else if (kind === "due") {
    const due = readDueRecord(db, Number(ref));
    if (due) return { number, kind, due };
  } else if (kind === "campaign") {
    const campaign = sources.campaign(Number(ref));
    if (campaign) return { number, kind, campaign };
  }
  return { number, kind: "gone" };
}
