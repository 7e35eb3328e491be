/** Contract of the ledger of campaigns: loans. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Campaigning, at, NOON, someCustomers } from "../../helpers/campaigning.ts";

export function describeLoans(open: () => Campaigning): void {
  describe("a loan", () => {
    let its: Campaigning;
    beforeAll(() => {
      its = open();
    });
    it("outlives the process: the dialler is another one", async () => {
      const campaign = "restart";
      await its.run({ Campaign: campaign }, someCustomers(1));
      const [order] = await its.next({ campaign });
      await using store = await its.again("store.db");
      await store.advanceCampaigns(at(30));
      expect(
        await store.nextCustomers([
          { campaign, dialler: "x", count: 9, leaseSeconds: 9, now: at(30) },
        ]),
      ).toEqual([[]]);
      expect(await store.beginCall(order!.lease, at(31))).toBe(true);
      const report = await its.report(order!, { callResult: "Successful", now: at(40) });
      expect(report).toMatchObject({ kind: "recorded", customerState: "Handled" });
    });

    it("that runs out gives the customer back, with a trace, and uses nothing up", async () => {
      const campaign = "lapse";
      await its.run({ Campaign: campaign }, someCustomers(1));
      const [first] = await its.next({ campaign });
      const { nextLook } = await its.store.advanceCampaigns(at(1));
      expect(nextLook! <= at(60)).toBe(true);
      const [again] = await its.next({ campaign, now: at(60) });
      expect(again).toMatchObject({ externalId: "c1", attemptNo: 1, phoneIndex: 1 });
      expect(again?.lease).not.toBe(first?.lease);
      expect(await its.store.campaignAttempts(campaign, 0, 9)).toMatchObject([
        { attemptNo: 1, callResult: "Unknown", dialled: false, nextAction: "Redial" },
      ]);
      expect(await its.campaign(campaign)).toMatchObject({ attempts: 0 });
      expect(await its.store.beginCall(first!.lease, at(61))).toBe(false);
    });

    it("in which dialling had begun is followed by the interval of redials", async () => {
      const campaign = "begun";
      await its.run({ Campaign: campaign, RedialInterval: 100 }, someCustomers(1));
      const [first] = await its.next({ campaign });
      expect(await its.store.beginCall(first!.lease, at(5))).toBe(true);
      expect(await its.store.beginCall(first!.lease, at(5))).toBe(true);
      expect(await its.next({ campaign, now: at(159) })).toEqual([]);
      expect(await its.customer(campaign, "c1")).toMatchObject({
        state: "NotHandled",
        callResult: "Unknown",
        nextCallTime: at(160),
      });
      expect(await its.next({ campaign, now: at(160) })).toHaveLength(1);
    });

    it("that ran out still counts while the customer did not go on, and is late after that", async () => {
      const campaign = "still";
      await its.run({ Campaign: campaign }, someCustomers(2));
      const [one, two] = await its.next({ campaign, count: 2 });
      await its.store.advanceCampaigns(at(60));
      const counts = await its.report(one!, {
        callResult: "Refusal",
        startTime: NOON,
        now: at(61),
      });
      expect(counts).toMatchObject({ kind: "recorded", customerState: "Handled" });
      const [other] = await its.next({ campaign, now: at(62) });
      expect(other?.externalId).toBe("c2");
      const late = await its.report(two!, { callResult: "Refusal", startTime: NOON, now: at(63) });
      expect(late).toMatchObject({ kind: "late", customerState: "InCall" });
      const done = await its.report(other!, { callResult: "Successful", now: at(64) });
      expect(done).toMatchObject({ kind: "recorded", customerState: "Handled" });
      expect(await its.campaign(campaign)).toMatchObject({ attempts: 3 });
      expect(await its.customer(campaign, "c2")).toMatchObject({ attempts: 1 });
    });
  });
}
