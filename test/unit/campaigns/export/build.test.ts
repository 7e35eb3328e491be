import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { buildFiles, type BuildOptions } from "../../../../src/campaigns/export/build.ts";
import { exportNames } from "../../../../src/campaigns/export/file-names.ts";
import type { CampaignSource } from "../../../../src/campaigns/export/source.ts";
import type { Summary } from "../../../../src/campaigns/export/summary.ts";
import {
  madeAttempt,
  madeCustomer,
  madeRecord,
  madeSource,
  sourceOf,
} from "../../../helpers/made-campaign.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const END = new Date("2026-11-20T14:00:00.000Z");
const OPTIONS: BuildOptions = {
  ...{ kinds: ["csv"], delimiter: ";", guardPhones: false },
  reportTemplate: "{{title}}",
};

async function build(source: CampaignSource, options: Partial<BuildOptions> = {}) {
  const names = exportNames(source.campaign, END);
  const target = { folder: inFolder(), names, at: END };
  const files = await buildFiles(source, target, { ...OPTIONS, ...options });
  const read = (name = ""): Promise<string> => readFile(inFolder(name), "utf8");
  return { files, read, names };
}

describe("the files of a campaign", () => {
  it("have all customers in input order: what came in, unchanged, and what became of them", async () => {
    const open = madeCustomer(2, {
      ...{ state: "NotHandled", callResult: "Busy", note: undefined as never, attempts: 1 },
      nextCallTime: "2026-11-20T15:00:00.000Z",
      input: [
        ["ExternalId", "C2"],
        ["Phone1", "040-2"],
        ["Phone 2", "+358 9 22"],
        ["State", "Lapland"],
      ],
      phones: ["+358402", "+358922", undefined, undefined, undefined],
    });
    const reached = madeCustomer(17, { id: 1, externalId: "C17", agent: "bo" });
    const { files, read } = await build(sourceOf([reached, open], []));
    const lines = (await read(files.customers)).split("\r\n");
    expect(lines).toEqual([
      "\ufeffCampaign;ExternalId;Phone 1;Phone 2;Input_State;First name;Plan;Phone1Normalized;Phone2Normalized;" +
        "State;CallResult;CallResultText;CalledNumber;Attempts;FirstCallTime;LastCallTime;TalkTime;Agent;" +
        "AgentName;NextCallTime;Note;Script;ScriptSavedAt;Q_Offer;Q_Why;Q_Remark",
      "Spring offers;C17;040 1000017;;;Person 17;'=1+1;+358401000017;;Handled;Successful;" +
        "The customer was reached and the aim of the call was met;+358401000017;2;" +
        "2026-11-20T09:17:00.000+02:00;2026-11-20T09:18:00.000+02:00;45;bo;Bo Example;;;Offer;" +
        '2026-11-20T09:18:40.000+02:00;Yes;"Price;A\\; B";\'@home',
      "Spring offers;C2;040-2;+358 9 22;Lapland;;;+358402;+358922;NotHandled;Busy;The line was busy;" +
        "+358401000002;1;2026-11-20T09:02:00.000+02:00;2026-11-20T09:03:00.000+02:00;0;carla;" +
        "Carla Example;2026-11-20T17:00:00.000+02:00;;Offer;;;;",
      "",
    ]);
  });

  it("have each attempt with what followed from it", async () => {
    const attempts = [
      madeAttempt(1),
      madeAttempt(34),
      madeAttempt(35, { dialled: false, callResult: "Unknown", endTime: undefined as never }),
      madeAttempt(36, { late: true }),
    ];
    const { files, read } = await build(sourceOf([], attempts), { delimiter: "\t" });
    const rows = (await read(files.attempts)).split("\r\n").map((line) => line.split("\t"));
    const [head = [], ...rest] = rows.slice(0, -1);
    const shown = rest.map((row) =>
      Object.fromEntries(head.map((name, index) => [name.replace("\ufeff", ""), row[index]])),
    );
    expect(head.join()).toBe(
      "\ufeffCampaign,ExternalId,AttemptNo,Phone,PhoneIndex,StartTime,AnswerTime,EndTime,RingTime,TalkTime," +
        "CallResult,Dialled,Completed,Agent,ConversationId,NextAction,RedialAt,Note",
    );
    expect(shown).toMatchObject([
      { AttemptNo: "1", RingTime: "15", TalkTime: "0", Completed: "0", NextAction: "Redial" },
      { ExternalId: "C17", RingTime: "10", TalkTime: "45", Completed: "1", NextAction: "Close" },
      { Dialled: "0", RingTime: "", TalkTime: "0" },
      { Completed: "0", NextAction: "" },
    ]);
  });

  it("have a summary with every count, which says nothing of the time of its making", async () => {
    const { files, read } = await build(madeSource(1_200));
    const text = await read(files.summary);
    const summary = JSON.parse(text) as Summary;
    expect(summary).toMatchObject({
      ...{ version: 1, campaign: "Spring offers", state: "Completed", total: 1_200 },
      ...{ handled: 70, maxCalls: 1_130, notHandled: 0, filtered: 0, blocked: 0 },
      ...{ attempts: 2_400, lateAttempts: 0, calls: 2_400, answered: 70, talkTimeSeconds: 3_150 },
      source: { file: "spring.xlsx", sha256: "ab".repeat(32) },
      started: "2026-11-20T09:00:00.000+02:00",
      ended: "2026-11-20T16:00:00.000+02:00",
    });
    const sum = (counts: Readonly<Record<string, number>>): number =>
      Object.values(counts).reduce((all, one) => all + one, 0);
    expect(sum(summary.callResults)).toBe(2_400);
    expect(sum(summary.customerResults)).toBe(1_200);
    expect(summary.agents.map(({ agent, attempts }) => [agent, attempts])).toEqual([
      ["aino", 600],
      ["bo", 600],
      ["carla", 600],
    ]);
    expect(summary.questions).toMatchObject([
      {
        questionId: "Offer",
        answered: 70,
        answers: [
          { answer: "Yes", count: 70 },
          { answer: "No", count: 0 },
          { answer: "Later", count: 0 },
        ],
      },
      {
        questionId: "Why",
        answers: [
          { answer: "Price", count: 70 },
          { answer: "Service", count: 0 },
          { answer: "A; B", count: 70 },
        ],
      },
    ]);
    const again = await build(madeSource(1_200));
    expect(await again.read(files.summary)).toBe(text);
  });

  it("are there with their headings for a campaign without customers, attempts and script", async () => {
    const record = madeRecord({ state: "Stopped", ended: "Stopped", reason: "stopped by ops" });
    const source = { ...madeSource(0, record), questions: [] };
    const { files, read } = await build(source, { kinds: ["csv", "xlsx", "report"] });
    expect(Object.keys(files)).toEqual(["customers", "attempts", "workbook", "report", "summary"]);
    expect((await read(files.customers)).split("\r\n")).toHaveLength(2);
    expect(JSON.parse(await read(files.summary))).toMatchObject({ state: "Stopped", total: 0 });
  });

  it("are those that are asked for, and the summary in any case", async () => {
    const { names } = await build(madeSource(3), { kinds: [] });
    expect(await readdir(inFolder())).toEqual([names.summary]);
  });

  it("guard the headings that came from a file, too", async () => {
    const customer = madeCustomer(1, { input: [["=cmd", "x"]] });
    const { files, read } = await build(sourceOf([customer], []));
    expect(await read(files.customers)).toContain(";'=cmd;");
  });
});
