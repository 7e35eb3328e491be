/** Which records of the contact history an export takes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExportSnapshot, RecordSelection } from "../../src/store/export-snapshot.ts";
import { importRecords } from "../helpers/history-records.ts";
import { openImporter } from "../helpers/importing.ts";
import { recordsOf, snapshotOf } from "../helpers/snapshots.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();

const INTERACTIONS = [
  { IXNID: "A", MEDIATYPEID: "email", MODIFIEDDATE: "2026-03-01T00:00:00Z" },
  { IXNID: "B", MEDIATYPEID: "EMAIL", MODIFIEDDATE: "2026-03-31T23:59:59.999Z" },
  { IXNID: "C", MEDIATYPEID: "chat", MODIFIEDDATE: "2026-04-01T02:00:00+02:00" },
  { IXNID: "D", MEDIATYPEID: "Ärende", MODIFIEDDATE: "2026-02-28T23:59:59.999Z" },
  { IXNID: "E" },
];
const DOCUMENTS = [
  { DOCUMENTID: "1", ENTITYID: "B" },
  { DOCUMENTID: "2", ENTITYID: "A" },
  { DOCUMENTID: "3", ENTITYID: "A" },
  { DOCUMENTID: "4", ENTITYID: "C" },
  { DOCUMENTID: "5", ENTITYID: "nobody" },
  { DOCUMENTID: "6" },
  { DOCUMENTID: "7", ENTITYID: "a" },
];
const MARCH = { field: "MODIFIEDDATE", from: "2026-03-01T00:00Z", to: "2026-04-01T00:00:00Z" };

describe("a selection", () => {
  let snapshot: ExportSnapshot;

  beforeEach(async () => {
    await using importer = await openImporter(at("work"), { storePath: at("store.db") });
    await importRecords(importer, "Interaction", at("i.jsonl"), INTERACTIONS);
    await importRecords(importer, "Document", at("d.jsonl"), DOCUMENTS);
    const more = [{ IXNID: "E", SUBJECT: "changed" }, { IXNID: "F" }];
    await importRecords(importer, "Interaction", at("more.jsonl"), more);
    snapshot = snapshotOf(at("store.db"));
  });
  afterEach(() => {
    snapshot[Symbol.dispose]();
  });

  /** Keys of the records, joined; the count and a second reading must agree. */
  function taken(more: Omit<RecordSelection, "dataset">, dataset = "Interaction"): string {
    const selection = { dataset, ...more };
    const records = recordsOf(snapshot, selection);
    expect(snapshot.count(selection)).toBe(records.length);
    expect(recordsOf(snapshot, selection)).toEqual(records);
    return records.map(({ IXNID, DOCUMENTID }) => String(IXNID ?? DOCUMENTID)).join("");
  }

  it("without bounds takes all, in the order of their numbers", () => {
    expect(taken({})).toBe("ABCDEF");
  });

  it("of media types knows no case", () => {
    expect(taken({ mediaTypes: ["Email"] })).toBe("AB");
    expect(taken({ mediaTypes: ["CHAT", "email"] })).toBe("ABC");
    expect(taken({ mediaTypes: ["ärende"] })).toBe("D");
    expect(taken({ mediaTypes: ["ÄRENDE"] })).toBe("D");
    expect(taken({ mediaTypes: ["fax"] })).toBe("");
    expect(taken({ mediaTypes: [] })).toBe("");
  });

  it("of a period begins with its first instant and ends before its last", () => {
    expect(taken({ period: MARCH })).toBe("AB");
    expect(taken({ period: { field: "MODIFIEDDATE", from: "2026-04-01T00:00:00Z" } })).toBe("C");
    expect(taken({ period: { field: "MODIFIEDDATE", to: "2026-03-01T00:00:00Z" } })).toBe("D");
    expect(taken({ period: { field: "MODIFIEDDATE" } })).toBe("ABCD");
    expect(taken({ period: MARCH, mediaTypes: ["chat"] })).toBe("");
  });

  it("of audit keys takes what was created or changed by them", () => {
    expect(taken({ audit: { after: 0, upTo: 1 } })).toBe("ABCDE");
    expect(taken({ audit: { after: 1 } })).toBe("EF");
    expect(taken({ audit: { after: 1, upTo: 2 } })).toBe("");
    expect(taken({ audit: { upTo: 3 } })).toBe("ABCDEF");
    expect(taken({ audit: {} })).toBe("ABCDEF");
  });

  it("of documents follows the interactions that they belong to", () => {
    const of = (selection: Omit<RecordSelection, "dataset">): string =>
      taken(
        { of: { column: "ENTITYID", selection: { dataset: "Interaction", ...selection } } },
        "Document",
      );
    expect(of({})).toBe("1234");
    expect(of({ period: MARCH })).toBe("123");
    expect(of({ mediaTypes: ["chat"] })).toBe("4");
    expect(of({ mediaTypes: ["fax"] })).toBe("");
  });

  it("that names what there is not is refused", () => {
    const refused = (selection: RecordSelection): void => {
      expect(() => snapshot.count(selection)).toThrow(expect.objectContaining({ code: "S009" }));
      expect(() => [...snapshot.jsonLines(selection)]).toThrow(
        expect.objectContaining({ code: "S009" }),
      );
    };
    refused({ dataset: "Nobody" });
    refused({ dataset: "Interaction", period: { field: "NOTHING" } });
    refused({ dataset: "Document", mediaTypes: ["chat"] });
    refused({ dataset: "Document", of: { column: "ID", selection: { dataset: "Skills" } } });
  });
});
