/** The tables of the Info Mart as CSV, from records that went through the real import. */
import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadInfoMartTables } from "../../src/export/info-mart-tables.ts";
import { definitionsPath } from "../../src/service/program.ts";
import type {
  AuditRange,
  ExportSnapshot,
  TableSelection,
} from "../../src/store/export-snapshot.ts";
import { importRecords } from "../helpers/history-records.ts";
import { openImporter, type Importer } from "../helpers/importing.ts";
import { shippedTypes, typeOf } from "../helpers/rejecting.ts";
import { csvRows, snapshotOf, textOf } from "../helpers/snapshots.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const tables = await loadInfoMartTables(definitionsPath, shippedTypes);

const INTERACTIONS = [
  {
    IXNID: "A",
    TENANTID: 101,
    MEDIATYPEID: "email",
    SUBJECT: 'Say "hello", please\r\nthanks',
    FROMADDRESS: "a@example.com",
    STARTDATE: "2026-03-01T10:14:59.999Z",
    ENDDATE: "2026-03-01T10:15:00Z",
  },
  { IXNID: "B", SUBJECT: " Größe ", STARTDATE: "1969-12-31T23:59:59Z" },
];

async function importText(importer: Importer, type: string, text: string): Promise<void> {
  const file = at(`${type}.csv`);
  await writeFile(file, text);
  const { verdict, issues } = await importer.importFile(typeOf(type), file, `${type}.csv`);
  expect(issues, JSON.stringify(verdict)).toEqual([]);
}

describe("a table of the Info Mart", () => {
  let snapshot: ExportSnapshot;

  beforeEach(async () => {
    await using importer = await openImporter(at("work"), { storePath: at("store.db") });
    await importRecords(importer, "Interaction", at("i.jsonl"), INTERACTIONS);
    await importText(importer, "Queues", "Name,Channel,Address\nSales,Phone,100\n");
    await importText(importer, "Skills", "Name\nGerman\n");
    await importText(importer, "Skills", "Name,Delete\nGerman,D\n");
    await importRecords(importer, "Interaction", at("j.jsonl"), [{ IXNID: "B", TENANTID: 7 }]);
    snapshot = snapshotOf(at("store.db"));
  });
  afterEach(() => {
    snapshot[Symbol.dispose]();
  });

  function table(name: string, audit?: AuditRange): TableSelection {
    const found = tables.find((one) => one.table === name)!;
    return audit ? { ...found, audit } : found;
  }

  /** The rows as another reader sees them; the count must agree. */
  function rowsOf(name: string, audit?: AuditRange): readonly Readonly<Record<string, string>>[] {
    const selection = table(name, audit);
    const rows = csvRows(snapshot.csv(selection));
    expect(snapshot.countRows(selection)).toBe(rows.length);
    const pages = [...snapshot.csv(selection)];
    expect(pages.reduce((sum, { records }) => sum + records, 0)).toBe(rows.length);
    return rows;
  }

  it("holds interactions with times as seconds, and quotes what has to be quoted", () => {
    expect(rowsOf("INTERACTION_FACT")).toEqual([
      {
        INTERACTION_ID: "1",
        TENANT_KEY: "101",
        MEDIA_SERVER_IXN_GUID: "A",
        SOURCE_ADDRESS: "a@example.com",
        TARGET_ADDRESS: "",
        SUBJECT: 'Say "hello", please\r\nthanks',
        START_TS: "1772360099",
        END_TS: "1772360100",
        START_DATE_TIME_KEY: "1772359200",
        END_DATE_TIME_KEY: "1772360100",
        CREATE_AUDIT_KEY: "1",
        UPDATE_AUDIT_KEY: "1",
        MEDIA_NAME: "email",
      },
      expect.objectContaining({
        SUBJECT: " Größe ",
        START_TS: "-1",
        END_TS: "",
        START_DATE_TIME_KEY: "-900",
        CREATE_AUDIT_KEY: "1",
        UPDATE_AUDIT_KEY: "5",
      }),
    ]);
  });

  it("is written as RFC 4180 says: a header, CR LF after each line, quotes only where needed", () => {
    const text = textOf(snapshot.csv(table("INTERACTION_FACT")));
    const [header, first] = text.split("\r\n");
    expect(header).toBe(table("INTERACTION_FACT").columns.join(","));
    expect(first).toBe('1,101,A,a@example.com,,"Say ""hello"", please');
    expect(text.endsWith("\r\n")).toBe(true);
  });

  it("of dates has a row for every quarter hour that a fact names, once", () => {
    const rows = rowsOf("DATE_TIME");
    expect(rows).toEqual([
      {
        DATE_TIME_KEY: "-900",
        DATE_TIME_30MIN_KEY: "-1800",
        DATE_TIME_HOUR_KEY: "-3600",
        DATE_TIME_DAY_KEY: "-86400",
        CAL_DATE: "1969-12-31 23:45:00",
        LABEL_YYYY_MM_DD: "1969-12-31",
      },
      expect.objectContaining({ DATE_TIME_KEY: "1772359200", CAL_DATE: "2026-03-01 10:00:00" }),
      expect.objectContaining({
        DATE_TIME_KEY: "1772360100",
        DATE_TIME_30MIN_KEY: "1772359200",
        CAL_DATE: "2026-03-01 10:15:00",
      }),
    ]);
    const keys = new Set(rows.map((row) => row.DATE_TIME_KEY));
    for (const fact of rowsOf("INTERACTION_FACT")) {
      expect(keys.has(fact.START_DATE_TIME_KEY)).toBe(true);
      expect(fact.END_DATE_TIME_KEY === "" || keys.has(fact.END_DATE_TIME_KEY)).toBe(true);
    }
  });

  it("of resources gives no key twice", () => {
    const rows = rowsOf("RESOURCE_");
    const keys = rows.map((row) => row.RESOURCE_KEY);
    expect(new Set(keys).size).toBe(keys.length);
    expect(rows.find((row) => row.RESOURCE_NAME === "Sales")).toMatchObject({
      RESOURCE_TYPE_CODE: "QUEUE",
      RESOURCE_SUBTYPE: "",
      CREATE_AUDIT_KEY: "2",
    });
  });

  it("of the audit log has a row for each key, also of one that only deleted", () => {
    expect(snapshot.auditKey).toBe(5);
    expect(rowsOf("CTL_AUDIT_LOG").map((row) => [row.AUDIT_KEY, row.ROW_COUNT])).toEqual([
      ["1", "2"],
      ["2", "1"],
      ["3", "1"],
      ["4", "1"],
      ["5", "1"],
    ]);
  });

  it("of a delta holds what was created or changed, and fixed rows", () => {
    const since = { after: 2, upTo: 5 };
    expect(rowsOf("INTERACTION_FACT", since).map((row) => row.MEDIA_SERVER_IXN_GUID)).toEqual([
      "B",
    ]);
    expect(rowsOf("DATE_TIME", since).map((row) => row.DATE_TIME_KEY)).toEqual(["-900"]);
    expect(rowsOf("CTL_AUDIT_LOG", since).map((row) => row.AUDIT_KEY)).toEqual(["3", "4", "5"]);
    expect(rowsOf("RESOURCE_", since)).toEqual([]);
    expect(rowsOf("CALL_RESULT", since)).toHaveLength(17);
    expect(rowsOf("INTERACTION_FACT", { after: 5 })).toEqual([]);
  });

  it("without a source is a header alone", () => {
    const text = textOf(snapshot.csv(table("MEDIATION_SEGMENT_FACT")));
    expect(text.split("\r\n")).toEqual([table("MEDIATION_SEGMENT_FACT").columns.join(","), ""]);
  });
});
