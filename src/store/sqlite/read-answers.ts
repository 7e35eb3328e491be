/** Answers to the calls that only read. */
import { campaignReads } from "./campaigns/answers.ts";
import { readToldCampaign } from "./campaigns/told-campaign.ts";
import type { Database } from "./database.ts";
import { accountedTo, readDueRecords } from "./exports/due-records.ts";
import { lastAuditKey, readExport, readExports } from "./exports/export-runs.ts";
import { readFetchedVersions } from "./exports/fetched-versions.ts";
import { quoted, type Layouts } from "./layout.ts";
import { readEndedWork } from "./outbox/ended-work.ts";
import { noticeMemory, readMessages, waitingTopics } from "./outbox/messages.ts";
import { readIssues, writeIssues } from "./read-issues.ts";
import { readRecords } from "./read-records.ts";
import { readRun, readRuns } from "./runs.ts";
import type { Answers } from "../../core/serve-calls.ts";
import type { ReadCalls } from "./store-calls.ts";

/** @param timeZone of the service. */
export function readAnswers(db: Database, layouts: Layouts, timeZone: string): Answers<ReadCalls> {
  const campaigns = { db, layouts, timeZone };
  return {
    ...campaignReads(campaigns),
    run: (_context, id) => readRun(db, id),
    runs: (_context, filter) => readRuns(db, filter),
    issues: (_context, run, offset, limit) => readIssues(db, run, offset, limit),
    writeIssues: (_context, run, path) => writeIssues(db, run, path),
    countRecords: () =>
      [...layouts.keys()].map((table) => Number(db.value(`SELECT count(*) FROM ${quoted(table)}`))),
    records: (_context, query) => readRecords(db, layouts, query),
    export: (_context, id) => readExport(db, id),
    exports: (_context, filter) => readExports(db, filter),
    accountedTo: (_context, job) => accountedTo(db, job),
    dueRecords: (_context, job, limit) => readDueRecords(db, job, limit),
    endedWork: (_context, limit) =>
      readEndedWork({ db, campaign: (id) => readToldCampaign(campaigns, id) }, limit),
    noticeMemory: (_context, name) => noticeMemory(db, name),
    messages: (_context, filter) => readMessages(db, filter),
    waitingTopics: () => waitingTopics(db),
    lastAuditKey: (_context, source, job) => lastAuditKey(db, source, job),
    fetchedVersions: (_context, job) => readFetchedVersions(db, job),
    sizeBytes: () =>
      Number(db.value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")),
  };
}
