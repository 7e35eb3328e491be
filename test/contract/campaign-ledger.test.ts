/** What every ledger of campaigns must do: written against the port alone. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, Campaigning, NOON, phone, someCustomers } from "../helpers/campaigning.ts";

describe.each(["file"])("the ledger of campaigns: SQLite in %s", (kind) => {
  let its: Campaigning;
  beforeEach(async () => {
    its = await Campaigning.open(kind === "memory" ? ":memory:" : "store.db");
  });
  afterEach(async () => {
    await its[Symbol.asyncDispose]();
  });

  it("starts a campaign by itself and hands out its customers once, in input order", async () => {
    await its.load({ Campaign: "Spring" }, someCustomers(3));
    expect(await its.campaign("spring")).toMatchObject({
      name: "Spring",
      state: "Copied",
      customers: { NotHandled: 3, InCall: 0 },
      settings: { queue: "Sales", maxLines: 30, numberOfRedials: 3, timeZone: "UTC" },
    });
    const { changed } = await its.store.advanceCampaigns(NOON);
    expect(changed).toMatchObject([{ name: "Spring", state: "Running", startedAt: NOON }]);
    expect((await its.next({ count: 2 })).map(({ externalId }) => externalId)).toEqual([
      "c1",
      "c2",
    ]);
    expect((await its.next({ count: 2 })).map(({ externalId }) => externalId)).toEqual(["c3"]);
    expect(await its.next()).toEqual([]);
    expect((await its.campaign("Spring")).customers).toMatchObject({ NotHandled: 0, InCall: 3 });
  });

  it("records a call, and completes the campaign with the last one", async () => {
    await its.run({ Campaign: "Spring" }, someCustomers(1));
    const [order] = await its.next();
    expect(order).toMatchObject({ phone: phone(1), phoneIndex: 1, attemptNo: 1 });
    const outcome = await its.report(order!, {
      callResult: "Successful",
      answerTime: at(5),
      endTime: at(65),
      now: at(70),
      startTime: NOON,
      agent: "anna",
    });
    expect(outcome).toEqual({ kind: "recorded", customerState: "Handled" });
    const { changed } = await its.store.advanceCampaigns(at(71));
    expect(changed).toMatchObject([{ state: "Completed", ended: "Completed", attempts: 1 }]);
    expect(await its.customer("Spring", "c1")).toMatchObject({
      state: "Handled",
      callResult: "Successful",
      calledNumber: phone(1),
      attempts: 1,
      talkTime: 60,
      agent: "anna",
    });
    expect(await its.store.campaignAttempts("Spring", 0, 10)).toMatchObject([
      { externalId: "c1", attemptNo: 1, dialled: true, nextAction: "Close" },
    ]);
  });
});
