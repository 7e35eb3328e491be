import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startCampaignLine, type CampaignLine } from "../../../src/campaigns/line.ts";
import { createLogger } from "../../../src/core/log.ts";
import type { CampaignRecord } from "../../../src/store/campaign-ledger.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { until } from "../../helpers/until.ts";

const NOON = "2026-03-05T12:00:00.000Z";

function campaign(id: number, state: CampaignRecord["state"]): CampaignRecord {
  const settings = { timeZone: "UTC", maxLines: 1, maxRingingTime: 15, redialInterval: 1 };
  const none = { NotHandled: 0, InCall: 0, Handled: 0, MaxCalls: 0, Blocked: 0, Filtered: 0 };
  return {
    ...{ id, name: `C${id}`, state, customers: none, attempts: 0, createdAt: NOON },
    settings: { ...settings, numberOfRedials: 0 },
  };
}

/** A ledger that answers what the test says, and notes when it was asked. */
class FakeLedger {
  readonly asked: string[] = [];
  changed: CampaignRecord[] = [];
  ended: CampaignRecord[] = [];
  nextLook: string | undefined;
  fault: Error | undefined;

  async advanceCampaigns(now: string): Promise<{ changed: CampaignRecord[]; nextLook?: string }> {
    this.asked.push(now.slice(17, 23));
    if (this.fault) throw this.fault;
    const changed = this.changed.splice(0);
    return { changed, ...(this.nextLook === undefined ? {} : { nextLook: this.nextLook }) };
  }

  async campaigns(): Promise<CampaignRecord[]> {
    return this.ended;
  }
}

describe("the campaign line", () => {
  let clock: FakeClock;
  let store: FakeLedger;
  let line: CampaignLine;
  let lines: string[];
  let given: string[];
  let failing: number;
  const start = (): void => {
    const log = createLogger({ level: "info", pretty: false, write: (text) => lines.push(text) });
    line = startCampaignLine(
      { clock, log, store },
      {
        onEnded: async ({ name }) => {
          given.push(name);
          if (failing-- > 0) throw new Error("the disk is full");
        },
      },
    );
  };
  beforeEach(() => {
    clock = new FakeClock(NOON);
    store = new FakeLedger();
    [lines, given, failing] = [[], [], 0];
  });
  afterEach(async () => {
    await line.drain();
  });

  it("looks at its start, at the instant that the ledger names, and every 30 s", async () => {
    store.nextLook = "2026-03-05T12:00:07.000Z";
    start();
    await clock.advance(8_000);
    store.nextLook = undefined;
    await clock.advance(200);
    expect(store.asked.slice(0, 2)).toEqual(["00.000", "07.100"]);
    const before = store.asked.length;
    await clock.advance(60_500);
    expect(store.asked.length - before).toBe(2);
  });

  it("looks soon when it is told of news, but not for each of many", async () => {
    start();
    await clock.advance(1_000);
    for (let call = 0; call < 50; call++) line.nudge();
    await clock.advance(5_000);
    expect(store.asked).toEqual(["00.000", "01.000"]);
  });

  it("logs what became of each campaign", async () => {
    store.changed = [campaign(1, "Running"), campaign(2, "Stopped")];
    start();
    await clock.advance(10);
    const events = lines.map((text) => JSON.parse(text) as { event: string; campaign: string });
    expect(events).toMatchObject([
      { event: "campaign.started", campaign: "C1" },
      { event: "campaign.stopped", campaign: "C2" },
    ]);
  });

  it("hands over each campaign that has ended once, and again where that failed", async () => {
    store.ended = [campaign(1, "Completed"), campaign(2, "Stopped")];
    failing = 1;
    start();
    await clock.advance(500);
    await until("both to be given", () => given.length === 2);
    const retryAt = "2026-03-05T12:00:01.000Z";
    expect([...line.held()]).toEqual([[1, { code: "S001", reason: "the disk is full", retryAt }]]);
    // News in between bring no second try: a full disk would be tried ten times a second.
    line.nudge();
    await clock.advance(400);
    expect(given).toEqual(["C1", "C2"]);
    await clock.advance(1_000);
    await until("the first to be given again", () => given.length === 3);
    await clock.advance(600_000);
    expect(given).toEqual(["C1", "C2", "C1"]);
    expect(line.held().size).toBe(0);
  });

  it("pauses longer after each failure, and tells of it once", async () => {
    store.ended = [campaign(1, "Completed")];
    failing = Number.POSITIVE_INFINITY;
    start();
    const tries: number[] = [];
    for (const ms of [500, 1_500, 2_500, 4_500, 8_500, 300_000, 300_000, 300_000, 300_000]) {
      await clock.advance(ms);
      tries.push(given.length);
    }
    expect(tries.slice(0, 4)).toEqual([1, 2, 3, 4]);
    // Five minutes at last.
    expect(given.length).toBeLessThan(15);
    expect(given.length).toBeGreaterThan(8);
    expect(lines.filter((text) => text.includes("campaign.held"))).toHaveLength(1);
  });

  it("goes on when the ledger can't be asked for a while", async () => {
    store.fault = new Error("busy");
    start();
    await clock.advance(1_000);
    store.fault = undefined;
    store.changed = [campaign(1, "Running")];
    await clock.advance(31_000);
    expect(lines.map((text) => (JSON.parse(text) as { event: string }).event)).toEqual([
      "campaign.held",
      "campaign.started",
    ]);
  });
});
