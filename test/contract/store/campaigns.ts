/** Contract of the store: campaigns. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import { importRows, importSheets, type Values } from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { allRecords, type StoreUnderTest } from "./store-under-test.ts";

export function describeCampaigns(its: () => StoreUnderTest): void {
  describe("campaigns", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const all = (dataset: string): Promise<readonly Values[]> => allRecords(store, dataset);

    const campaign = (values: Values) => ({
      dataset: "OutboundCampaign",
      sheet: "Campaign",
      rows: [values],
    });
    const customers = (name: string, rows: readonly Values[]) => ({
      dataset: "Customer",
      sheet: "Customers",
      rows: rows.map((row) => ({ Campaign: name, ...row })),
    });

    it("are created once, copy settings, and are added to", async () => {
      const one = await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Spring", Queue: "Main", MaxLines: 7 }),
        customers("Spring", [{ ExternalId: "1", Phone1: "+3581" }]),
      ]);
      expect(one.verdict).toMatchObject({
        status: "Succeeded",
        sheets: { Campaign: { total: 1 }, Customers: { created: 1 } },
      });
      const twice = await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "spring", Queue: "Main" }),
        customers("spring", [{ ExternalId: "2", Phone1: "+3582" }]),
      ]);
      expect(twice.verdict).toMatchObject({
        status: "Failed",
        errors: ["F013", "R009"],
        rows: { skipped: 1, rejected: 1 },
      });
      await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Summer", CopySettingsFrom: "Spring" }),
        customers("Summer", [{ ExternalId: "1", Phone1: "+3581" }]),
      ]);
      expect(await all("OutboundCampaign")).toMatchObject([
        { MaxLines: 7 },
        { Campaign: "Summer", MaxLines: 7, Queue: "Main" },
      ]);
      const more = await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Spring", ImportType: "AddToExisting" }),
        customers("Spring", [{ ExternalId: "2", Phone1: "+3582" }]),
      ]);
      expect(more.verdict.rows).toMatchObject({ unchanged: 1, created: 1 });
      const nowhere = await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Winter", ImportType: "AddToExisting" }),
        customers("Winter", [{ ExternalId: "2", Phone1: "+3582" }]),
      ]);
      expect(nowhere.short).toEqual(["R012 2 Campaign", "R012 2 Campaign"]);
      expect(await all("Customer")).toHaveLength(3);
    });

    it("need a queue or a campaign to copy from, and that campaign must be there", async () => {
      const { short, verdict } = await importSheets(store, TYPES.OutboundCampaign, [
        {
          ...campaign({ Campaign: "A" }),
          rows: [{ Campaign: "A" }, { Campaign: "B", CopySettingsFrom: "Nobody" }],
        },
      ]);
      expect(short).toEqual(["R001 2 CopySettingsFrom", "R012 3 CopySettingsFrom"]);
      expect(verdict.status).toBe("Failed");
    });

    it("of a flat file stand in no row of their own", async () => {
      const { verdict } = await importSheets(store, TYPES.OutboundCampaign, [
        {
          ...campaign({ Campaign: "Flat", Queue: "Main" }),
          sheet: undefined,
          counted: false,
        } as never,
        { ...customers("Flat", [{ ExternalId: "1", Phone1: "+1" }]), sheet: undefined } as never,
      ]);
      expect(verdict).toMatchObject({
        status: "Succeeded",
        sheets: {},
        rows: { total: 1, created: 1 },
      });
    });

    it("keep customers whose numbers are all blocked from being called", async () => {
      await importRows(store, TYPES.BlockedNumbers, [
        { Number: "+1" },
        { Number: "+2", Campaign: "SPRING" },
        { Number: "+3", Campaign: "Other" },
        { Number: "+4420*" },
        { Number: "+4", ValidUntil: "2020-01-01T00:00:00.000Z" },
      ]);
      await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Spring", Queue: "Main" }),
        customers("Spring", [
          { ExternalId: "global", Phone1: "+1" },
          { ExternalId: "both", Phone1: "+1", Phone2: "+2" },
          { ExternalId: "one left", Phone1: "+1", Phone2: "+9" },
          { ExternalId: "other campaign", Phone1: "+3" },
          { ExternalId: "expired", Phone1: "+4" },
          { ExternalId: "by prefix", Phone1: "+4420123" },
        ]),
      ]);
      const states = (await all("Customer")).map(({ State }) => State);
      const [open, blocked] = ["NotHandled", "Blocked"];
      expect(states).toEqual([blocked, blocked, open, open, open, blocked]);
    });
  });
}
