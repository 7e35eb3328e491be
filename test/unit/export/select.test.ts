import { describe, expect, it } from "vitest";
import { infoMartFolder } from "../../../src/export/names.ts";
import { selectFiles, type Selecting } from "../../../src/export/select.ts";
import type { JobDefinition } from "../../../src/jobs/job.ts";

const definition: JobDefinition = {
  title: "t",
  source: "contact-history",
  type: "interaction",
  run: { kind: "once" },
  timeZone: "UTC",
  timeframe: { kind: "all" },
  dateField: "MODIFIEDDATE",
  catchUp: "latest",
  baseline: "job",
  skipEmpty: false,
  encryption: "smime-aes256-cbc",
};

const select = (change: Partial<JobDefinition>, more: Partial<Selecting> = {}) =>
  selectFiles({
    run: "r",
    definition: { ...definition, ...change },
    dueAt: "2026-11-21T22:30:00.000Z",
    scope: {},
    tables: [],
    folder: "export-r",
    ...more,
  });

describe("the files of an archive", () => {
  it("of interactions are the interactions and the documents of just those", () => {
    const period = { field: "MODIFIEDDATE", from: "a", to: "b" };
    const scope = { dateField: "MODIFIEDDATE", from: "a", to: "b" };
    const selection = { dataset: "Interaction", mediaTypes: ["chat"], period };
    expect(select({ mediaTypes: ["chat"] }, { scope })).toEqual([
      {
        kind: "records",
        name: "export-r/interaction/Interaction-r.json",
        schema: "interaction",
        selection,
      },
      {
        kind: "records",
        name: "export-r/interaction/Interaction-Attachment-r.json",
        schema: "document",
        selection: { dataset: "Document", of: { column: "ENTITYID", selection } },
      },
    ]);
  });

  it("of contacts are the contacts and their attributes; their start is their creation", () => {
    const scope = { dateField: "STARTDATE", from: "a" };
    const [contacts, attributes] = select({ type: "contact" }, { scope });
    const selection = { dataset: "Contact", period: { field: "CREATEDDATE", from: "a" } };
    expect(contacts).toMatchObject({ name: "export-r/contact/Contact-r.json", selection });
    expect(attributes).toMatchObject({
      name: "export-r/contact/ContactAttribute-r.json",
      selection: { dataset: "ContactAttribute", of: { column: "CONTACTID", selection } },
    });
  });

  it("of the Info Mart are one CSV for each table, bounded by audit keys", () => {
    const tables = [{ table: "CALL_RESULT", columns: [], parts: [] }];
    const scope = { auditAfter: 3, auditUpTo: 9 };
    const folder = infoMartFolder(9, new Date("2026-11-21T02:03:04Z"));
    expect(folder).toBe("export_9_2026_11_21_02_03_04");
    expect(select({ source: "info-mart" }, { tables, scope, folder })).toEqual([
      {
        kind: "table",
        name: "export_9_2026_11_21_02_03_04/CALL_RESULT.csv",
        selection: { table: "CALL_RESULT", columns: [], parts: [], audit: { after: 3, upTo: 9 } },
      },
    ]);
  });
});
