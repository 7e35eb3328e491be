/** Files of call results on their way to the campaigns: what is told of each row, and what becomes of it. */
import { readdir, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import type { RowIssue } from "../../src/core/issue.ts";
import { attemptsOutcome } from "../../src/drop/import-attempts.ts";
import { readIssues } from "../../src/drop/rejected-issues.ts";
import { createReaders, type Readers } from "../../src/drop/readers.ts";
import type {
  AttemptOutcome,
  AttemptReport,
  CampaignLedger,
  CampaignRecord,
} from "../../src/store/campaign-ledger.ts";
import { outcomeVerdict, type RunOutcome } from "../../src/store/run-outcome.ts";
import { noCampaigns } from "../helpers/no-campaigns.ts";
import { reading, typeOf } from "../helpers/rejecting.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const HEAD = "Campaign,CustomerExternalId,AttemptNo,Phone,StartTime,EndTime,CallResult,Q_score,Vip";

let readers: Readers;
beforeEach(() => {
  readers = createReaders(256);
});
afterEach(async () => {
  await readers[Symbol.asyncDispose]();
});

interface Told {
  readonly outcome: RunOutcome;
  readonly issues: readonly RowIssue[];
  /** What the ledger was told, call by call. */
  readonly calls: (readonly AttemptReport[])[];
}

type Answer = (report: AttemptReport) => AttemptOutcome;

async function take(
  text: string | Buffer,
  answer: Answer = () => ({ kind: "recorded" }),
): Promise<Told> {
  await writeFile(inFolder("calls.csv"), text);
  const calls: (readonly AttemptReport[])[] = [];
  const attempts: CampaignLedger = {
    ...noCampaigns,
    campaigns: async () =>
      [{ name: "Spring", settings: { timeZone: "America/New_York" } }] as CampaignRecord[],
    recordAttempts: async (reports) => {
      calls.push(reports);
      return reports.map(answer);
    },
  };
  const places = { timeZone: "Europe/Helsinki", defaultCountry: "FI", reading };
  const outcome = await attemptsOutcome(
    { clock: systemClock, attempts, readers, ...places, signal: new AbortController().signal },
    {
      path: inFolder("calls.csv"),
      fileName: "calls.csv",
      type: typeOf("CampaignResult"),
      workPath: inFolder("work.tmp"),
      issuesPath: inFolder("issues.tmp"),
    },
    () => undefined,
  );
  const issues: RowIssue[] = [];
  for await (const issue of readIssues(inFolder("issues.tmp"))) issues.push(issue);
  return { outcome, issues, calls };
}

describe("a file of call results", () => {
  it("is told to the campaigns row by row, with answers by question", async () => {
    const { outcome, calls } = await take(
      `${HEAD}\nSpring,C1,2,0401234567,2026-11-20T10:00:00Z,,no answer,7,yes\n`,
    );
    expect(calls).toEqual([
      [
        {
          campaign: "Spring",
          customerExternalId: "C1",
          attemptNo: 2,
          phone: "+358401234567",
          startTime: "2026-11-20T10:00:00.000Z",
          callResult: "No answer",
          answers: { score: "7" },
        },
      ],
    ]);
    expect(outcome.rows).toMatchObject({ total: 1, created: 1 });
  });

  it("has times in the zone of the row's campaign, else of the service", async () => {
    const rows = ["spring", "Other"].map(
      (name) => `${name},C1,,+358401234567,2026-11-20 10:00,2026-11-20 10:01,Busy,,`,
    );
    const { calls } = await take(`${HEAD}\n${rows.join("\n")}\n`);
    expect(calls[0]?.map(({ startTime }) => startTime)).toEqual([
      "2026-11-20T15:00:00.000Z",
      "2026-11-20T08:00:00.000Z",
    ]);
  });

  it("counts what was new, known, late and refused, and says why in the order of the rows", async () => {
    const kinds: Readonly<Record<string, AttemptOutcome>> = {
      C1: { kind: "recorded" },
      C2: { kind: "repeated" },
      C3: { kind: "late" },
      C4: {
        ...{ kind: "refused", code: "R012", column: "customerExternalId" },
        message: "There is no such customer.",
      },
    };
    const row = (id: string, result = "Busy"): string =>
      `Spring,${id},1,+358401234567,2026-11-20T10:00:00Z,,${result},,`;
    const text = [
      HEAD,
      row("C4"),
      row("C1"),
      row("C1", "Wonderful"),
      row(""),
      row("C3"),
      row("C2"),
    ];
    const { outcome, issues } = await take(
      text.join("\n"),
      (report) => kinds[report.customerExternalId] ?? { kind: "refused" },
    );
    expect(outcome.rows).toEqual({
      ...{ total: 6, created: 2, updated: 0, unchanged: 1, deleted: 0, skipped: 0, rejected: 3 },
    });
    expect(
      issues.map(({ code, severity, row: at, column }) => [code, severity, at, column]),
    ).toEqual([
      ["R012", "error", 2, "CustomerExternalId"],
      ["R003", "error", 4, "CallResult"],
      ["R001", "error", 5, "CustomerExternalId"],
      ["R024", "warning", 6, undefined],
    ]);
    expect(issues[0]).toMatchObject({ value: "C4", message: "There is no such customer." });
    const verdict = outcomeVerdict(outcome, issues);
    expect(verdict).toMatchObject({ status: "PartiallySucceeded", warnings: 1 });
    expect(verdict.codes).toEqual({ R012: 1, R003: 1, R001: 1, R024: 1 });
  });

  it("records nothing where the file as a whole is wrong, however late that shows", async () => {
    const good = "Spring,C1,1,+358401234567,2026-11-20T10:00:00Z,,Busy,,\n".repeat(3_000);
    const { outcome, calls } = await take(
      Buffer.concat([Buffer.from(`${HEAD}\n${good}Spring,`), Buffer.of(0xff)]),
    );
    expect(calls).toEqual([]);
    expect(outcome.refused?.code).toBe("F004");
    expect(outcome.rows.skipped).toBe(outcome.rows.total);
    expect(outcomeVerdict(outcome).status).toBe("Failed");
  });

  it("without a required column is refused, with the columns that are missing", async () => {
    const { outcome, calls } = await take("Campaign,Phone\nSpring,+358401234567\n");
    expect(outcome.refused).toMatchObject({ code: "F007" });
    expect(outcome.refused?.message).toMatch(/CustomerExternalId.*StartTime.*CallResult/);
    expect(calls).toEqual([]);
  });

  it("goes to the campaigns in transactions of some thousand rows", async () => {
    const row = (n: number): string => `Spring,C${n},1,+358401234567,2026-11-20T10:00:00Z,,Busy,,`;
    const rows = Array.from({ length: 5_001 }, (_unused, n) => row(n));
    const { outcome, calls } = await take([HEAD, ...rows].join("\n"));
    expect(calls.map(({ length }) => length)).toEqual([2_000, 2_000, 1_001]);
    expect(outcome.rows.created).toBe(5_001);
    expect((await readdir(inFolder(""))).sort()).toEqual(["calls.csv", "issues.tmp", "work.tmp"]);
  });

  it("may have columns of a dial list, and any of the customer's own", async () => {
    const { issues, calls } = await take(
      "Campaign,ExternalId,Phone,PhoneIndex,FirstName,ContractNo,StartTime,CallResult,Lease\n" +
        "Spring,C1,+358401234567,1,Ann,0012,2026-11-20T10:00:00Z,Busy,01JD\n",
    );
    expect(issues).toEqual([]);
    expect(calls[0]?.[0]).toMatchObject({ customerExternalId: "C1", lease: "01JD" });
    expect(calls[0]?.[0]).not.toHaveProperty("answers");
  });
});
