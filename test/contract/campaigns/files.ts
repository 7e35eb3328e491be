/** Contract of the ledger of campaigns: files. */
import { CLEAR } from "../../../src/store/dataset-spec.ts";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Campaigning,
  at,
  NOON,
  freshPhone,
  someCustomers,
  namesOf,
} from "../../helpers/campaigning.ts";

export function describeFiles(open: () => Campaigning): void {
  describe("a file", () => {
    let its: Campaigning;
    beforeAll(() => {
      its = open();
    });
    it("adds customers to a campaign that runs, changes others, and leaves their calls alone", async () => {
      const campaign = "add";
      const [a, b] = someCustomers(2);
      await its.run({ Campaign: campaign }, [{ ...a }]);
      const [order] = await its.next({ campaign });
      await its.report(order!, { callResult: "Refusal", now: at(1) });
      const more = { Campaign: campaign, ImportType: "AddToExisting" };
      const { verdict } = await its.load(more, [{ ...a, FirstName: "Ann" }, { ...b }]);
      expect(verdict).toMatchObject({ status: "Succeeded", rows: { created: 1, updated: 1 } });
      expect(await its.customer(campaign, "c1")).toMatchObject({ state: "Handled", attempts: 1 });
      expect(namesOf(await its.next({ campaign, count: 9, now: at(2) }))).toEqual(["c2"]);
    });

    it("adds nobody to a campaign that has ended", async () => {
      const campaign = "over";
      const [a, b] = someCustomers(2);
      await its.run({ Campaign: campaign }, [{ ...a }]);
      await its.store.actOnCampaign(campaign, "stop", "eve", NOON);
      const more = { Campaign: campaign, ImportType: "AddToExisting" };
      const { verdict, short } = await its.load(more, [{ ...b }]);
      expect(verdict.status).toBe("Failed");
      expect(short).toContain("R023 2 Campaign");
      expect(Object.values((await its.campaign(campaign)).customers)).toEqual([1, 0, 0, 0, 0, 0]);
    });

    it("adds nobody to a campaign that is being stopped: nobody would call them", async () => {
      const campaign = "stopping";
      const [a, b] = someCustomers(2);
      await its.run({ Campaign: campaign }, [{ ...a }]);
      const [order] = await its.next({ campaign });
      await its.store.actOnCampaign(campaign, "stop", "eve", at(1));
      const more = { Campaign: campaign, ImportType: "AddToExisting", MaxLines: 9 };
      const { verdict, issues } = await its.load(more, [{ ...b }]);
      expect(verdict.status).toBe("Failed");
      expect(issues).toContainEqual(
        expect.objectContaining({
          ...{ code: "R023", severity: "error", row: 2, column: "Campaign", value: campaign },
          message:
            "The campaign 'stopping' is being stopped (stopped by eve): no customers can be added " +
            "to it. Create a new one with CopySettingsFrom stopping.",
        }),
      );
      await its.report(order!, { callResult: "Successful", now: at(2) });
      await its.store.advanceCampaigns(at(3));
      const stopped = await its.campaign(campaign);
      expect(Object.values(stopped.customers)).toEqual([0, 0, 1, 0, 0, 0]);
      expect(stopped.settings.maxLines).toBe(30);
    });

    it("that copies settings has a start and an end of its own", async () => {
      const dates = { StartDate: at(-60), EndDate: at(60) };
      await its.run({ Campaign: "pattern", MaxLines: 7, ...dates }, someCustomers(1));
      await its.run(
        { Campaign: "copy", Queue: null, CopySettingsFrom: "Pattern" },
        someCustomers(1),
      );
      const { settings, state } = await its.campaign("copy");
      expect([state, settings.maxLines, settings.endDate]).toEqual(["Running", 7, undefined]);
    });

    it("that brings another number leaves nobody behind who was to be called on the former", async () => {
      const campaign = "another number";
      const [one] = someCustomers(1);
      const settings = { Campaign: campaign, ImportType: "AddToExisting" };
      await its.run({ Campaign: campaign }, [{ ...one, Phone2: freshPhone() }]);
      const [order] = await its.next({ campaign });
      await its.report(order!, { callResult: "Fax", now: at(1) });
      // ~ takes the second number away, whose turn it is.
      await its.load(settings, [{ ExternalId: "c1", Phone2: CLEAR, Phone2Raw: CLEAR }]);
      expect(await its.next({ campaign, now: at(2) })).toMatchObject([{ phone: one!.Phone1 }]);
    });

    it("is shown again with its columns in their order, empty cells too", async () => {
      const campaign = "columns";
      const [one, two] = someCustomers(2);
      const Attributes = '{"Car":"red"}';
      await its.load(
        { Campaign: campaign },
        [{ ...one, Attributes }],
        ["Car", "Phone1", "ExternalId"],
      );
      const more = { Campaign: campaign, ImportType: "AddToExisting" };
      await its.load(more, [{ ...two, FirstName: "Bo" }], ["ExternalId", "FirstName", "Phone1"]);
      const inputs = (await its.store.campaignCustomers(campaign, 0, 9)).map(({ input }) => input);
      expect(inputs).toEqual([
        [
          ["Car", "red"],
          ["Phone1", one!.Phone1Raw],
          ["ExternalId", "c1"],
          ["FirstName", ""],
        ],
        [
          ["Car", ""],
          ["Phone1", two!.Phone1Raw],
          ["ExternalId", "c2"],
          ["FirstName", "Bo"],
        ],
      ]);
    });

    it("without a good customer makes no campaign", async () => {
      const { verdict } = await its.load({ Campaign: "empty" }, []);
      expect(verdict.status).toBe("Failed");
      expect(await its.store.campaigns({ name: "empty" })).toEqual([]);
    });
  });
}
