/** Contract of the ledger of campaigns: hand out. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Campaigning,
  at,
  NOON,
  shippedType,
  someCustomers,
  namesOf,
} from "../../helpers/campaigning.ts";
import { importRows } from "../../helpers/import-file.ts";

export function describeHandOut(open: () => Campaigning): void {
  describe("hands out", () => {
    let its: Campaigning;
    beforeAll(() => {
      its = open();
    });
    it("each customer once, in input order, as soon as the campaign runs", async () => {
      const campaign = "once";
      await its.load({ Campaign: "Once" }, someCustomers(3));
      expect(await its.campaign(campaign)).toMatchObject({
        name: "Once",
        state: "Copied",
        customers: { NotHandled: 3, InCall: 0 },
        settings: { queue: "Sales", maxLines: 30, numberOfRedials: 3, timeZone: "UTC" },
        source: { file: "rows.csv" },
      });
      expect(await its.next({ campaign })).toEqual([]);
      const { changed } = await its.store.advanceCampaigns(NOON);
      expect(changed).toMatchObject([{ name: "Once", state: "Running", startedAt: NOON }]);
      expect(namesOf(await its.next({ campaign, count: 2 }))).toEqual(["c1", "c2"]);
      expect(namesOf(await its.next({ campaign, count: 2 }))).toEqual(["c3"]);
      expect(await its.next({ campaign })).toEqual([]);
      expect((await its.campaign(campaign)).customers).toMatchObject({ NotHandled: 0, InCall: 3 });
    });

    it("by priority, then by the time of the next call, then in input order", async () => {
      const [a, b, c, d] = someCustomers(4);
      const campaign = "order";
      await its.run({ Campaign: campaign }, [
        { ...a, NotBefore: at(-60) },
        { ...b, NotBefore: at(-120) },
        { ...c, Priority: 9, NotBefore: at(60) },
        { ...d, Priority: 5 },
      ]);
      const first = await its.next({ campaign, count: 9, leaseSeconds: 600 });
      expect(namesOf(first)).toEqual(["c4", "c2", "c1"]);
      expect(namesOf(await its.next({ campaign, count: 9, now: at(60) }))).toEqual(["c3"]);
    });

    it("what a dialler needs: names, agent, attributes, script, settings", async () => {
      await importRows(its.store, shippedType("Scripts"), [
        {
          ScriptName: "Survey",
          ScriptType: "Interactive",
          $entries: [
            { row: 2, values: ["q1", 1, "Glad?", "YesNo", null, 1, null, [["Yes", "Successful"]]] },
          ],
        },
      ]);
      const campaign = "details";
      const [one] = someCustomers(1);
      await its.run({ Campaign: campaign, Script: "Survey", DialingMode: "Preview" }, [
        { ...one, FirstName: "Ann", Language: "fi", Attributes: '{"Car":"red","Size":"3"}' },
      ]);
      const [order] = await its.next({ campaign, leaseSeconds: 90 });
      expect(order).toMatchObject({
        campaign,
        leaseUntil: at(90),
        attemptNo: 1,
        phoneIndex: 1,
        phone: one?.Phone1,
        firstName: "Ann",
        language: "fi",
        attributes: { Car: "red", Size: "3" },
        script: "Survey",
        dialingMode: "Preview",
        maxRingingTime: 15,
      });
      expect(await its.store.campaignQuestions(campaign)).toMatchObject([
        { questionId: "q1", answerType: "YesNo", mandatory: true },
      ]);
    });

    it("no more than MaxLines at a time, and several wishes in one transaction", async () => {
      const campaign = "lines";
      await its.run({ Campaign: campaign, MaxLines: 2 }, someCustomers(4));
      const wish = { campaign, dialler: "x", count: 3, leaseSeconds: 60, now: NOON };
      const answers = await its.store.nextCustomers([wish, wish]);
      expect(answers.map(namesOf)).toEqual([["c1", "c2"], []]);
      await its.store.releaseLease(answers[0]![0]!.lease, NOON);
      expect(namesOf(await its.next({ campaign, count: 3 }))).toEqual(["c1"]);
    });

    it("nobody outside the call window of his own zone; he is not looked at again before it opens", async () => {
      const campaign = "window";
      const window = { CallFrom: "08:00", CallUntil: "12:00" };
      const [a, b] = someCustomers(2, window);
      await its.run({ Campaign: campaign, TimeZone: "Europe/Helsinki" }, [
        { ...a },
        { ...b, TimeZone: "America/New_York" },
      ]);
      // 12:00 UTC is 14:00 in Helsinki and 07:00 in New York.
      expect(await its.next({ campaign, count: 2 })).toEqual([]);
      expect((await its.customer(campaign, "c1")).nextCallTime).toBe("2026-03-06T06:00:00.000Z");
      expect((await its.customer(campaign, "c2")).nextCallTime).toBe(at(3600));
      expect(namesOf(await its.next({ campaign, count: 2, now: at(3600) }))).toEqual(["c2"]);
    });

    it("nobody before the start, while paused, or after the end", async () => {
      const campaign = "dates";
      await its.run({ Campaign: campaign, StartDate: at(60), EndDate: at(600) }, someCustomers(2));
      expect(await its.campaign(campaign)).toMatchObject({ state: "Started" });
      expect(await its.next({ campaign })).toEqual([]);
      await its.store.advanceCampaigns(at(60));
      const [first] = await its.next({ campaign, now: at(60) });
      expect(first?.externalId).toBe("c1");
      await its.store.actOnCampaign(campaign, "pause", "eve", at(61));
      expect(await its.next({ campaign, now: at(62) })).toEqual([]);
      await its.store.actOnCampaign(campaign, "resume", "eve", at(63));
      expect(await its.next({ campaign, now: at(600) })).toEqual([]);
      // The end is waited for until the customer on loan is back, and no longer.
      await its.store.advanceCampaigns(at(119));
      expect(await its.campaign(campaign)).toMatchObject({ state: "Running" });
      await its.store.advanceCampaigns(at(600));
      expect(await its.campaign(campaign)).toMatchObject({
        state: "Stopped",
        ended: "Stopped",
        endedAt: at(600),
        reason: "EndDate has come",
        customers: { NotHandled: 2 },
      });
    });
  });
}
