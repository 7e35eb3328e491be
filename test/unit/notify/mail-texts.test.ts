/** The mails as they are read: golden files in test/fixtures/mails. */
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { RowIssue } from "../../../src/core/issue.ts";
import { exportView } from "../../../src/notify/export-report.ts";
import { importView } from "../../../src/notify/import-report.ts";
import { createMailTexts, type MailText, type MailTexts } from "../../../src/notify/mail-texts.ts";
import { exportNotice, importNotice } from "../../../src/notify/run-notice.ts";
import { gather, newTopic, type Entry, type TopicState } from "../../../src/notify/silence.ts";
import { loadMailTemplates } from "../../../src/notify/templates.ts";
import type { ExportRun } from "../../../src/store/export-run.ts";
import type { RunRecord, Verdict } from "../../../src/store/run.ts";

const templatesPath = fileURLToPath(new URL("../../../templates/mail", import.meta.url));
let texts: MailTexts;
beforeAll(async () => {
  texts = createMailTexts(await loadMailTemplates(templatesPath), "Europe/Rome");
});

async function matchesGolden(name: string, mail: MailText): Promise<void> {
  const golden = (form: string): string => `../../fixtures/mails/${name}.${form}`;
  await expect(`${mail.subject}\n\n${mail.text}`).toMatchFileSnapshot(golden("txt"));
  await expect(mail.html).toMatchFileSnapshot(golden("html"));
}

const FILES = {
  source: "20260304_020000_kunden שלום 😀.csv",
  log: "20260304_020000_kunden שלום 😀.csv.log",
  rejected: "20260304_020000_kunden שלום 😀.csv.rejected.csv",
};

const RUN: RunRecord = {
  ...{ id: "01JD4T6V8W0000000000000001", type: "DataUpdater/customers" },
  file: "kunden שלום 😀.csv",
  ...{ inProcessName: "kunden.csv", historyName: FILES.source },
  ...{ state: "Archived", attempt: 1, user: "batch" },
  claimedAt: "2026-03-04T01:00:00.000Z",
  startedAt: "2026-03-04T01:00:00.120Z",
  finishedAt: "2026-03-04T01:00:05.000Z",
  files: FILES,
};

const VERDICT: Verdict = {
  ...{ status: "PartiallySucceeded", sha256: "ab", bytes: 48_211 },
  rows: {
    total: 900,
    created: 850,
    updated: 40,
    unchanged: 2,
    deleted: 5,
    skipped: 0,
    rejected: 3,
  },
  operations: {
    ...{ inserted: 850, updated: 42, deleted: 5 },
    ...{ notInserted: 1, notUpdated: 2, notDeleted: 0 },
  },
  ...{ sheets: {}, warnings: 1, codes: { R018: 1, R005: 2, R009: 1 }, errors: ["R005", "R009"] },
  decidedAt: "2026-03-04T01:00:04.500Z",
  notes: [],
};

const FAILED_ROWS: readonly RowIssue[] = [
  {
    code: "R005",
    severity: "error",
    ...{ row: 7, column: "PHONE", value: "<b>12x</b>", message: "is no phone number" },
  },
  { code: "R009", severity: "error", row: 8, message: "the key 4711 exists already" },
];

describe("the report of an updater", () => {
  it("begins with the outcome and has the six counts, the codes and the rows", async () => {
    const notice = importNotice(RUN, VERDICT);
    const view = importView({
      ...{ run: RUN, verdict: VERDICT, failedRows: FAILED_ROWS },
      ...{ historyPath: "/srv/exchange/T_V/Automatic/DataUpdater/customers/History" },
      rejected: "attached",
    });
    const mail = texts.report(notice, view);
    expect(mail.subject).toBe("[3 failed] customers updater 2026-03-04 02:00 Europe/Rome");
    await matchesGolden("updater", mail);
  });
});

describe("the report of an import", () => {
  const verdict: Verdict = {
    ...{ status: "Failed", sha256: "ab", bytes: 0 },
    rows: { total: 0, created: 0, updated: 0, unchanged: 0, deleted: 0, skipped: 0, rejected: 0 },
    ...{ sheets: {}, warnings: 0, codes: { F002: 1 }, errors: ["F002"] },
    ...{ message: "The file is empty.", decidedAt: "2026-03-04T01:00:04.500Z", notes: [] },
  };
  const run = { ...RUN, type: "Directory", file: "a\r\nBcc: x@example.com.csv" };

  it("that failed as a whole says why, and nothing in a name begins a line of its own", async () => {
    const notice = importNotice(run, verdict);
    const view = importView({
      ...{ run, verdict, failedRows: [], historyPath: "/srv/History", rejected: "in History" },
    });
    const mail = texts.report({ ...notice, title: "a\r\nBcc: y@example.com" }, view);
    expect(mail.subject).toBe("[failed] a Bcc: y@example.com 2026-03-04 02:00 Europe/Rome");
    await matchesGolden("failed-import", mail);
  });

  it("that is well again says so", () => {
    const { subject } = texts.over(importNotice(run, verdict), {});
    expect(subject).toBe("[ok again] Directory import 2026-03-04 02:00 Europe/Rome");
  });

  it("with warnings counts those about which somebody must do something", () => {
    const quiet = {
      ...verdict,
      status: "Succeeded",
      codes: { F012: 1, F018: 3, R018: 2 },
    } as const;
    expect(importNotice(run, quiet)).toMatchObject({ label: "ok", weight: "ok" });
    const loud = { ...quiet, codes: { F012: 1, R007: 2 } };
    expect(importNotice(run, loud)).toMatchObject({ label: "2 warnings", weight: "problem" });
  });
});

const EXPORT: ExportRun = {
  ...{ id: "0193a5f2-7c1e-7abc-8def-0123456789ab", job: "j1", title: "Night" },
  ...{ definition: '{"notify":["night@example.com"]}', reason: "schedule" },
  ...{ dueAt: "2026-03-04T01:00:00.000Z", state: "Failed", artifact: "None", attempt: 1 },
  ...{ user: "schedule", queuedAt: "2026-03-04T01:00:00.000Z", warnings: [] },
  ...{ startedAt: "2026-03-04T01:00:00.000Z", finishedAt: "2026-03-04T01:02:05.000Z" },
  error: { code: "E001", message: "there is no certificate of default to encrypt to" },
};

describe("the report of an export", () => {
  it("that failed says why and what to do", async () => {
    const notice = exportNotice(EXPORT);
    expect(notice).toMatchObject({ weight: "problem", notify: ["night@example.com"] });
    await matchesGolden("failed-export", texts.report(notice, exportView(EXPORT, texts.local)));
  });

  it.each([
    ["Finished", "ok", "ok"],
    ["FinishedWithWarnings", "warnings", "problem"],
    ["TimedOut", "timed out", "problem"],
    ["Cancelled", "cancelled", "neutral"],
    ["SomethingNew", "failed", "problem"],
  ])("in the state %s is %s", (state, label, weight) => {
    const ended = { ...EXPORT, state: state as ExportRun["state"] };
    expect(exportNotice(ended)).toMatchObject({ label, weight });
  });
});

describe("a fetch that went well", () => {
  it("is left to the import that it caused; one that failed is told", () => {
    expect(exportNotice({ ...EXPORT, line: "fetch" })).toMatchObject({ isMeans: true });
    expect(exportNotice(EXPORT).isMeans).toBeUndefined();
  });

  it("leaves rows that the import of a fetched file rejected to the notice of that import", () => {
    const fetched = {
      ...EXPORT,
      line: "fetch",
      state: "FinishedWithWarnings",
      warnings: [],
    } as const;
    expect(exportNotice(fetched)).toMatchObject({ label: "ok", weight: "ok" });
    const own = { ...fetched, warnings: ["The file was not moved."] };
    expect(exportNotice(own)).toMatchObject({ label: "warnings", weight: "problem" });
  });
});

describe("a digest", () => {
  const entry: Entry = {
    ...{ at: "2026-03-04T01:10:00.000Z", label: "2 failed", weight: "problem" },
    ...{ line: "a&b.csv: 8 of 10 rows done, 2 rejected", run: RUN.id },
  };
  const topic = (count: number): TopicState =>
    Array.from({ length: count }).reduce<TopicState>(
      (all) => gather(all, entry).topic,
      newTopic("customers updater", ["ops@example.com"]),
    );

  it("lists what was gathered and counts what does not fit", async () => {
    const mail = texts.digest(topic(52), "problems");
    expect(mail.subject).toBe("[52 more problems] customers updater 2026-03-04 02:10 Europe/Rome");
    expect(mail.text).toContain("and 2 more");
    await matchesGolden("digest", texts.digest(topic(2), "problems"));
  });

  it("says that the problem is over when the last run was well", () => {
    const ok = { ...entry, weight: "ok", label: "ok" } as const;
    const mail = texts.digest(gather(topic(3), ok).topic, "problems");
    expect(mail.subject).toContain("[ok again after 3 problems]");
    expect(mail.text).toContain("The last run was without problems.");
  });

  it("of alarms says what they mean and what to do", async () => {
    const line = "Queues: no file has come on 2026-03-04 by 05:30 Europe/Rome";
    const { topic: late } = gather(newTopic("N002", ["ops@example.com"]), { ...entry, line });
    const mail = texts.alarm(late, "N002");
    expect(mail.subject).toBe(`[alarm] ${line}`);
    await matchesGolden("alarm", mail);
  });
});
