/** Contract of the ledger of campaigns: customers who are left out by hand, and taken back. */
import { beforeAll, describe, expect, it } from "vitest";
import { DIAL_LIST, type CustomersAct } from "../../../src/store/campaign-ledger.ts";
import { type Campaigning, at, namesOf, someCustomers } from "../../helpers/campaigning.ts";

export function describeLeftOut(open: () => Campaigning): void {
  describe("a customer that is left out", () => {
    let its: Campaigning;
    beforeAll(() => {
      its = open();
    });
    const act =
      (action: CustomersAct["action"]) =>
      async (campaign: string, externalIds: readonly string[], seconds = 1) =>
        await its.store.actOnCustomers({
          ...{ campaign, action, externalIds, by: "eve", now: at(seconds) },
        });
    const leaveOut = act("leave-out");
    const takeBack = act("take-back");

    it("is not handed out, with who did it and when; taken back it is", async () => {
      const campaign = "leave out";
      await its.run({ Campaign: campaign }, someCustomers(3));
      const { campaign: told, customers } = await leaveOut("LEAVE out", ["C1", "c9", "c3", "c1"]);
      expect(customers).toEqual([
        { externalId: "c1", kind: "done", customerState: "Filtered" },
        {
          ...{ externalId: "c9", kind: "unknown" },
          message: "The campaign 'leave out' has no customer 'c9'.",
        },
        { externalId: "c3", kind: "done", customerState: "Filtered" },
        {
          ...{ externalId: "c1", kind: "unchanged", customerState: "Filtered" },
          message: "The customer 'c1' was left out before.",
        },
      ]);
      expect(told).toMatchObject({ state: "Running", customers: { NotHandled: 1, Filtered: 2 } });
      const left = { state: "Filtered", leftOutBy: "eve", leftOutAt: at(1) };
      expect(await its.customer(campaign, "c1")).toMatchObject(left);
      expect(namesOf(await its.next({ campaign, count: 9, now: at(2) }))).toEqual(["c2"]);
      expect((await takeBack(campaign, ["c1", "c2"])).customers).toMatchObject([
        { kind: "done", customerState: "NotHandled" },
        { kind: "unchanged", message: "The customer 'c2' was not left out." },
      ]);
      expect(await its.customer(campaign, "c1")).not.toHaveProperty("leftOutBy");
      expect(namesOf(await its.next({ campaign, count: 9, now: at(3) }))).toEqual(["c1"]);
      expect(await its.campaign(campaign)).toMatchObject({ attempts: 0 });
    });

    it("before its call has begun loses its loan, and the dialler must not dial", async () => {
      const campaign = "lent";
      await its.run({ Campaign: campaign }, someCustomers(2));
      const [one] = await its.next({ campaign });
      expect((await leaveOut(campaign, ["c1"])).customers).toEqual([
        { externalId: "c1", kind: "done", customerState: "Filtered" },
      ]);
      expect(await its.store.beginCall(one!.lease, at(2))).toBe(false);
      expect(await its.store.campaignAttempts(campaign, 0, 9)).toMatchObject([
        {
          ...{ externalId: "c1", callResult: "Skip", dialled: false, nextAction: "Close" },
          note: "left out by eve",
        },
      ]);
      // Who dials all the same has called: that is kept, and changes nothing.
      expect(await its.report(one!, { callResult: "Busy", now: at(3) })).toMatchObject({
        ...{ kind: "late", customerState: "Filtered" },
      });
      expect((await takeBack(campaign, ["c1"], 4)).customers).toMatchObject([{ kind: "done" }]);
      expect(await its.store.beginCall(one!.lease, at(5))).toBe(false);
      const orders = await its.next({ campaign, count: 9, now: at(5) });
      expect(namesOf(orders)).toEqual(["c1", "c2"]);
    });

    it("in a call may end it; what came of it counts, and nobody calls again", async () => {
      const campaign = "last call";
      await its.run({ Campaign: campaign, RedialInterval: 100 }, someCustomers(3));
      const orders = await its.next({ campaign, count: 3 });
      const [busy, done, mute] = orders;
      await its.store.beginCalls(
        orders.map(({ lease }) => lease),
        at(1),
      );
      const { campaign: told, customers } = await leaveOut(campaign, ["c1", "c2", "c3"]);
      expect(customers[0]).toMatchObject({
        ...{ kind: "done", customerState: "Filtered" },
        message: "It is in a call or on a dial list: that call still counts.",
      });
      // The campaign waits for these calls.
      expect(told).toMatchObject({ state: "Running", customers: { Filtered: 3 } });
      // A dialler that asks once more hears no, and its call still counts.
      expect(await its.store.beginCall(busy!.lease, at(2))).toBe(false);
      expect(await its.report(busy!, { callResult: "Busy", now: at(3) })).toEqual({
        ...{ kind: "recorded", customerState: "Filtered" },
      });
      expect(await its.report(done!, { callResult: "Successful", now: at(4) })).toMatchObject({
        ...{ kind: "recorded", customerState: "Handled" },
      });
      expect((await its.campaign(campaign)).state).toBe("Running");
      await its.store.beginCall(mute!.lease, at(5));
      await its.store.advanceCampaigns(at(60));
      expect(await its.campaign(campaign)).toMatchObject({
        ...{ state: "Completed", attempts: 2 },
        customers: { Filtered: 2, Handled: 1 },
      });
      expect(await its.customer(campaign, "c1")).toMatchObject({ attempts: 1, callResult: "Busy" });
      expect(await its.store.campaignAttempts(campaign, 0, 9)).toMatchObject([
        { externalId: "c1", callResult: "Busy", dialled: true, nextAction: "Close" },
        { externalId: "c2", callResult: "Successful" },
        { externalId: "c3", callResult: "Unknown", dialled: false, nextAction: "Close" },
      ]);
    });

    it("and taken back is called when its redial was due, or is in its call again", async () => {
      const campaign = "taken back";
      await its.run({ Campaign: campaign, RedialInterval: 100 }, someCustomers(3));
      const orders = await its.next({ campaign, count: 2 });
      const [one, two] = orders;
      await its.store.beginCalls(
        orders.map(({ lease }) => lease),
        at(1),
      );
      await leaveOut(campaign, ["c1", "c2"]);
      await its.report(one!, { callResult: "Busy", now: at(10) });
      expect((await takeBack(campaign, ["c1", "c2"], 20)).customers).toMatchObject([
        { kind: "done", customerState: "NotHandled" },
        { kind: "done", customerState: "InCall" },
      ]);
      expect(await its.customer(campaign, "c1")).toMatchObject({ nextCallTime: at(110) });
      expect(await its.store.beginCall(two!.lease, at(21))).toBe(true);
      const now = at(22);
      expect(await its.report(two!, { callResult: "Busy", now })).toMatchObject({
        ...{ customerState: "NotHandled", nextCallTime: at(122) },
      });
      expect(namesOf(await its.next({ campaign, count: 9, now: at(111) }))).toEqual(["c3", "c1"]);
    });

    it("on a dial list may have been called: the list still counts, or runs out", async () => {
      const campaign = "listed";
      await its.run({ Campaign: campaign }, someCustomers(3));
      const orders = await its.next({ campaign, dialler: DIAL_LIST, count: 3 });
      const { campaign: told } = await leaveOut(campaign, ["c1", "c2", "c3"]);
      expect(told).toMatchObject({ state: "Running", customers: { Filtered: 3 } });
      // A file knows no lease.
      const { phone, externalId: customerExternalId } = orders[0]!;
      const call = { campaign, customerExternalId, phone, startTime: at(2) };
      const [outcome] = await its.store.recordAttempts([{ ...call, callResult: "Refusal" }], at(3));
      expect(outcome).toMatchObject({ kind: "recorded", customerState: "Handled" });
      // Who asks has not dialled yet.
      expect(await its.store.beginCall(orders[1]!.lease, at(4))).toBe(false);
      await its.store.advanceCampaigns(at(5));
      expect((await its.campaign(campaign)).state).toBe("Running");
      await its.store.advanceCampaigns(at(60));
      expect(await its.campaign(campaign)).toMatchObject({ state: "Completed", attempts: 1 });
    });

    it("and blocked meanwhile is Blocked when it is taken back", async () => {
      const campaign = "barred";
      const [one, two] = someCustomers(2);
      await its.run({ Campaign: campaign }, [{ ...one }, { ...two }]);
      await leaveOut(campaign, ["c1"]);
      await its.block([{ Number: one!.Phone1! }]);
      expect((await its.campaign(campaign)).customers).toMatchObject({ Filtered: 1, Blocked: 0 });
      expect((await takeBack(campaign, ["c1"])).customers).toMatchObject([
        { kind: "done", customerState: "Blocked" },
      ]);
      for (const again of [leaveOut, takeBack]) {
        expect((await again(campaign, ["c1"])).customers).toMatchObject([
          {
            ...{ kind: "unchanged", customerState: "Blocked" },
            message: "The customer 'c1' has no number left that is not blocked.",
          },
        ]);
      }
    });

    it("takes a new NotBefore of its file along", async () => {
      const campaign = "later";
      const [one] = someCustomers(1);
      await its.run({ Campaign: campaign }, [{ ...one }, { ...one, ExternalId: "other" }]);
      await leaveOut(campaign, ["c1"]);
      await its.load({ Campaign: campaign, ImportType: "AddToExisting" }, [
        { ...one, NotBefore: at(500) },
      ]);
      expect(await its.customer(campaign, "c1")).toMatchObject({ state: "Filtered" });
      await takeBack(campaign, ["c1"]);
      expect(await its.customer(campaign, "c1")).toMatchObject({ nextCallTime: at(500) });
    });

    it("lets its campaign end as if it were handled, even one that is paused", async () => {
      const campaign = "paused";
      await its.run({ Campaign: campaign }, someCustomers(2));
      await its.store.actOnCampaign(campaign, "pause", "eve", at(1));
      const { campaign: told } = await leaveOut(campaign, ["c1", "c2"], 2);
      expect(told).toMatchObject({ state: "Completed", ended: "Completed", endedAt: at(2) });
      for (const again of [leaveOut, takeBack]) {
        await expect(again(campaign, ["c1"])).rejects.toMatchObject({ code: "J012" });
        await expect(again("nowhere", ["c1"])).rejects.toMatchObject({ code: "S009" });
      }
      expect(await its.customer(campaign, "c1")).toMatchObject({ state: "Filtered" });
    });

    it("of a campaign that waits for its start ends it when that comes", async () => {
      const campaign = "early";
      await its.run({ Campaign: campaign, StartDate: at(100) }, someCustomers(1));
      expect(await leaveOut(campaign, ["c1"])).toMatchObject({
        ...{ campaign: { state: "Started" }, customers: [{ kind: "done" }] },
      });
      await its.store.advanceCampaigns(at(100));
      expect((await its.campaign(campaign)).state).toBe("Completed");
    });

    it("is waited for by a stop only while its call goes on", async () => {
      const campaign = "halt";
      await its.run({ Campaign: campaign }, someCustomers(3));
      const [begun] = await its.next({ campaign, count: 2 });
      await its.store.beginCall(begun!.lease, at(1));
      await its.store.actOnCampaign(campaign, "stop", "eve", at(2));
      const { campaign: told } = await leaveOut(campaign, ["c1", "c2"], 3);
      expect(told).toMatchObject({ isStopping: true, customers: { NotHandled: 1, Filtered: 2 } });
      await its.report(begun!, { callResult: "Hang up", now: at(4) });
      await its.store.advanceCampaigns(at(5));
      expect(await its.campaign(campaign)).toMatchObject({
        ...{ state: "Stopped", customers: { NotHandled: 1, Filtered: 1, Handled: 1 } },
      });
    });
  });
}
