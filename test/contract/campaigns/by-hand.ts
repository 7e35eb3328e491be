/** Contract of the ledger of campaigns: by hand. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Campaigning, at, NOON, someCustomers } from "../../helpers/campaigning.ts";

export function describeByHand(open: () => Campaigning): void {
  describe("by hand", () => {
    let its: Campaigning;
    beforeAll(() => {
      its = open();
    });
    it("a stop waits for the customers on loan, and hands out nobody meanwhile", async () => {
      const campaign = "stop";
      await its.run({ Campaign: campaign }, someCustomers(3));
      const [order] = await its.next({ campaign });
      const stopping = await its.store.actOnCampaign(campaign, "stop", "eve", at(1));
      expect(stopping).toMatchObject({ isStopping: true, reason: "stopped by eve" });
      expect(await its.next({ campaign, now: at(2) })).toEqual([]);
      await expect(its.store.actOnCampaign(campaign, "pause", "eve", at(2))).rejects.toMatchObject({
        code: "J012",
      });
      await its.report(order!, { callResult: "Successful", now: at(3) });
      await its.store.advanceCampaigns(at(4));
      const stopped = await its.campaign(campaign);
      expect(stopped).toMatchObject({ state: "Stopped", customers: { Handled: 1, NotHandled: 2 } });
      expect(stopped.isStopping).toBeUndefined();
    });

    it("what the state does not allow is refused, and so is what there is not", async () => {
      const campaign = "acts";
      await its.run({ Campaign: campaign }, someCustomers(1));
      const act = (action: "pause" | "resume" | "stop", name = campaign) =>
        its.store.actOnCampaign(name, action, "eve", NOON);
      await expect(act("resume")).rejects.toMatchObject({ code: "J012" });
      await expect(act("pause", "nowhere")).rejects.toMatchObject({ code: "S009" });
      expect(await act("pause")).toMatchObject({ state: "Paused", reason: "paused by eve" });
      await expect(act("pause")).rejects.toMatchObject({ code: "J012" });
      expect(await act("stop")).toMatchObject({ state: "Stopped", ended: "Stopped" });
      await expect(act("stop")).rejects.toMatchObject({ code: "J012" });
      await expect(its.store.markExported("nowhere", {}, NOON)).rejects.toMatchObject({
        code: "S009",
      });
      await its.store.markExported(campaign, { summary: "a.json" }, at(9));
      await its.store.markExported(campaign, { summary: "b.json" }, at(10));
      expect(await its.campaign(campaign)).toMatchObject({
        state: "Exported",
        ended: "Stopped",
        exportedAt: at(9),
        files: { summary: "a.json" },
      });
    });

    it("that it was exported is noted once, with what its calls brought", async () => {
      const campaign = "told";
      await its.run({ Campaign: campaign }, someCustomers(4));
      const orders = await its.next({ campaign, count: 3 });
      const results = ["Successful", "Refusal", "Refusal"] as const;
      for (const [index, callResult] of results.entries()) {
        await its.report(orders[index]!, { callResult, now: at(1) });
      }
      await its.store.actOnCampaign(campaign, "stop", "eve", at(2));
      const told = async () =>
        (await its.store.endedWork(1_000)).filter(
          (one) => one.kind === "campaign" && one.campaign.name === campaign,
        );
      // Not before its files are there.
      expect(await told()).toEqual([]);
      await its.store.markExported(campaign, { summary: "a.json" }, at(3));
      await its.store.markExported(campaign, { summary: "a.json" }, at(4));
      expect(await told()).toEqual([
        {
          number: expect.any(Number) as number,
          kind: "campaign",
          campaign: {
            ...(await its.campaign(campaign)),
            ...{
              successful: 1,
              results: [
                ["Refusal", 2],
                ["Successful", 1],
              ],
            },
          },
        },
      ]);
    });
  });
}
