/** Who is told of campaigns that have ended, and when: on a real store. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endedCampaign } from "../helpers/campaign-exporting.ts";
import { at, Campaigning, someCustomers } from "../helpers/campaigning.ts";
import { NoticeBench, type BenchOptions } from "../helpers/notice-bench.ts";
import { until } from "../helpers/until.ts";

const FILES = { summary: "20260305_140140_Spring_summary.json" };
const ASKED: BenchOptions = { when: "always", types: ["OutboundCampaign"] };

let its: Campaigning;
beforeEach(async () => {
  its = await Campaigning.open("store.db");
});
afterEach(() => its[Symbol.asyncDispose]());

async function ends(name: string): Promise<void> {
  await endedCampaign(its, name, 4);
  await its.store.markExported(name, FILES, at(200));
}

async function bench(options: BenchOptions): Promise<NoticeBench> {
  const notices = new NoticeBench(its.store, options);
  await notices.start();
  return notices;
}

async function subjects(): Promise<readonly string[]> {
  const mails = await its.store.messages({ limit: 1_000 });
  return mails.map(({ subject }) => subject.replace(/ \d{4}-.*/, "")).reverse();
}

describe("the end of a campaign", () => {
  it("is mailed once its files are there, once, whoever looks again", async () => {
    const notices = await bench(ASKED);
    await endedCampaign(its, "Spring", 4);
    await notices.looked();
    expect(await subjects()).toEqual([]);
    await its.store.markExported("Spring", FILES, at(200));
    await notices.looked();
    await its.store.markExported("Spring", FILES, at(300));
    await notices.looked();
    await notices.stop();
    const others = await bench(ASKED);
    await others.looked();
    await others.stop();
    const [mail, ...more] = await its.store.messages({});
    expect(more).toEqual([]);
    expect(mail?.subject).toBe("[completed] Spring campaign 2026-03-05 13:01 Europe/Rome");
    expect(mail?.to).toEqual(["ops@example.com"]);
    expect(mail?.text).toContain("2 of 4 customers successful (50.0 %)");
    expect(mail?.text).toMatch(/^Handled: +4$/m);
    expect(mail?.text).toMatch(/^Refusal: +2$/m);
    expect(mail?.text).toContain(`In /srv/Export:\n  ${FILES.summary}`);
  });

  it.each<[string, BenchOptions]>([
    ["for other types", { when: "always", types: ["DataImporter/*", "Directory"] }],
    ["of problems, since it is none", { when: "problems" }],
    ["never", { when: "never" }],
  ])("is not mailed to who wants mail %s, nor when it changes his mind", async (_what, options) => {
    const notices = await bench(options);
    await ends("Spring");
    await notices.looked();
    await notices.stop();
    const others = await bench(ASKED);
    await others.looked();
    await others.stop();
    expect(await subjects()).toEqual([]);
  });

  it("is a problem when its date came before all were called", async () => {
    const notices = await bench({ when: "problems" });
    await its.run({ Campaign: "Spring", EndDate: at(60) }, someCustomers(3));
    await its.store.advanceCampaigns(at(61));
    await its.store.markExported("Spring", FILES, at(62));
    await notices.looked();
    await notices.stop();
    expect(await subjects()).toEqual(["[stopped, 3 left to call] Spring campaign"]);
    const [mail] = await its.store.messages({});
    expect(mail?.text).toContain("EndDate has come");
  });

  it("of many campaigns at one time is one mail, and a digest of the others", async () => {
    const notices = await bench(ASKED);
    for (let n = 1; n <= 12; n++) await ends(`Number ${n}`);
    await notices.looked();
    expect(await subjects()).toEqual(["[completed] Number 1 campaign"]);
    const [first] = await its.store.messages({});
    await its.store.changeMessage(first?.id ?? "", ["Waiting"], { state: "Sent" });
    await notices.clock.advance(16 * 60_000);
    await until("the digest", async () => (await its.store.messages({})).length === 2);
    await notices.stop();
    expect(await subjects()).toEqual([
      "[completed] Number 1 campaign",
      "[11 runs, 0 with problems] campaigns",
    ]);
    const [digest] = await its.store.messages({});
    expect(digest?.text).toContain("[completed] Number 12: 2 of 4 customers successful (50.0 %)");
  });
});
