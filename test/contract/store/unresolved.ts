/** Contract of the store: patient runs, whose references may come with a later file. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ImportTypeSpec } from "../../../src/store/dataset-spec.ts";
import type { RunRecord } from "../../../src/store/run.ts";
import type { Store } from "../../../src/store/store.ts";
import {
  applyFiles,
  claim,
  fileMessages,
  importRows,
  planForAll,
  type Values,
} from "../../helpers/import-file.ts";
import { TYPES } from "../../helpers/store-specs.ts";
import { allRecords, type StoreUnderTest } from "./store-under-test.ts";

export function describeUnresolved(its: () => StoreUnderTest): void {
  describe("a patient run", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });
    const names = async (): Promise<unknown[]> =>
      (await allRecords(store, "Queues")).map(({ Name }) => Name);
    const patientPlan = (type: ImportTypeSpec, runs: readonly RunRecord[]) => {
      const plan = planForAll(runs, type);
      return { ...plan, runs: plan.runs.map((run) => ({ ...run, isPatient: true })) };
    };
    const fileOf = (dataset: string, rows: readonly Values[], content = "x") =>
      fileMessages([{ dataset, rows }], content);

    it("is not decided while a row refers to what is not there; then it is, once", async () => {
      const first = await claim(store, "Queues");
      const run = await claim(store, "Queues");
      const rows = [{ Name: "Late", Channel: "Phone", Address: "2", Skills: [["Finnish", 3]] }];
      const again = () =>
        applyFiles(store, patientPlan(TYPES.Queues, [first, run]), [
          ...fileOf("Queues", [{ Name: "Early", Channel: "Phone", Address: "1" }], "a"),
          ...fileOf("Queues", rows as unknown as Values[], "b"),
        ]);
      await expect(again()).rejects.toMatchObject({
        name: "TransientError",
        code: "R012",
        message: "row 2: Skills: 'Finnish' is no name or ExternalId in Skills.",
        details: { run: run.id },
      });
      const states = async () =>
        Promise.all([first, run].map(async ({ id }) => (await store.run(id))?.state));
      expect(await states()).toEqual(["Claimed", "Claimed"]);
      expect(await names()).not.toContain("Early");
      expect(await store.issues(run.id, 0, 10)).toEqual([]);
      await importRows(store, TYPES.Skills, [{ Name: "Finnish" }]);
      expect((await again()).map(({ status }) => status)).toEqual(["Succeeded", "Succeeded"]);
      expect(await states()).toEqual(["Decided", "Decided"]);
      expect(await names()).toEqual(expect.arrayContaining(["Early", "Late"]));
    });

    it("does not wait for a record that only a file of its own type could bring", async () => {
      const runs = [await claim(store, "Queues"), await claim(store, "OutboundCampaign")];
      const backup = { Name: "A", Channel: "Phone", Address: "1", Backup: "Later" };
      const [queue] = await applyFiles(
        store,
        patientPlan(TYPES.Queues, [runs[0]!]),
        fileOf("Queues", [backup]),
      );
      expect(queue).toMatchObject({ status: "Failed", codes: { R012: 1 } });
      const [issue] = await store.issues(runs[0]!.id, 0, 10);
      expect(issue?.message).toBe("Backup: 'Later' is no name or ExternalId in Queues.");
      const row = { Campaign: "Nowhere", ImportType: "AddToExisting" };
      const messages = fileMessages(
        [{ dataset: "OutboundCampaign", sheet: "Campaign", rows: [row] }],
        "x",
      );
      const plan = patientPlan(TYPES.OutboundCampaign, [runs[1]!]);
      expect(await applyFiles(store, plan, messages)).toMatchObject([{ status: "Failed" }]);
    });

    it("does not wait for a record of its own file that was rejected", async () => {
      const run = await claim(store, "OutboundCampaign");
      const [verdict] = await applyFiles(
        store,
        patientPlan(TYPES.OutboundCampaign, [run]),
        fileMessages(
          [
            { dataset: "OutboundCampaign", sheet: "Campaign", rows: [{ Campaign: "A" }] },
            {
              ...{ dataset: "Customer", sheet: "Customers" },
              rows: [{ Campaign: "A", ExternalId: "1", Phone1: "+3581" }],
            },
          ],
          "x",
        ),
      );
      expect(verdict).toMatchObject({ status: "Failed", codes: { R001: 1, R012: 1 } });
    });

    it("is decided at once where rows are wrong for any other reason, or the file is", async () => {
      const [wrong, refused] = [await claim(store, "Skills"), await claim(store, "Queues")];
      const verdicts = await applyFiles(
        store,
        patientPlan(TYPES.Skills, [wrong]),
        fileOf("Skills", [{ Description: "x" }]),
      );
      expect(verdicts[0]?.status).toBe("Failed");
      const messages = fileOf("Queues", [{ Name: "A", Backup: "None" }]);
      const [verdict] = await applyFiles(store, patientPlan(TYPES.Queues, [refused]), [
        ...messages.slice(0, -1),
        { kind: "refused", code: "F010", message: "Cut off" },
      ]);
      expect(verdict?.errors).toContain("F010");
    });
  });
}
