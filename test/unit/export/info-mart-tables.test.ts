import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { CALL_RESULT_NAMES } from "../../../src/dialling/call-results.ts";
import { loadInfoMartTables } from "../../../src/export/info-mart-tables.ts";
import { definitionsPath } from "../../../src/service/program.ts";
import type { TableSelection } from "../../../src/store/export-snapshot.ts";
import { shippedTypes } from "../../helpers/rejecting.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();

async function load(text: string): Promise<readonly TableSelection[]> {
  await mkdir(at("export-types"), { recursive: true });
  await writeFile(at("export-types", "info-mart.yml"), text);
  return await loadInfoMartTables(at(), shippedTypes);
}

const one = (rows: string): string => `tables: [{ table: T, columns: [A, B], rows: [${rows}] }]`;

describe("the tables of the Info Mart as shipped", () => {
  it("are nine, of which four wait for a source", async () => {
    const tables = await loadInfoMartTables(definitionsPath, shippedTypes);
    expect(tables.map(({ table, parts }) => `${table} ${parts.length}`)).toEqual([
      "INTERACTION_FACT 1",
      "INTERACTION_RESOURCE_FACT 0",
      "MEDIATION_SEGMENT_FACT 0",
      "CONTACT_ATTEMPT_FACT 0",
      "CAMPAIGN_GROUP_SESSION_FACT 0",
      "CALL_RESULT 1",
      "RESOURCE_ 2",
      "DATE_TIME 1",
      "CTL_AUDIT_LOG 1",
    ]);
  });

  it("list the call results that Quayside knows, each with a key of its own", async () => {
    const tables = await loadInfoMartTables(definitionsPath, shippedTypes);
    const [part] = tables.find(({ table }) => table === "CALL_RESULT")!.parts;
    const rows = part?.kind === "rows" ? part.rows : [];
    expect(rows.map(([, name]) => name)).toEqual(CALL_RESULT_NAMES);
    expect(rows.map(([key]) => key)).toEqual(CALL_RESULT_NAMES.map((_name, index) => index + 1));
    expect(new Set(rows.map(([, , code]) => code)).size).toBe(CALL_RESULT_NAMES.length);
  });
});

describe("a table of the Info Mart", () => {
  it("has its values in the order of its columns, with nothing where none is named", async () => {
    const [table] = await load(one("{ from: Contact, values: { B: CONTACTID } }"));
    expect(table).toEqual({
      table: "T",
      columns: ["A", "B"],
      parts: [{ kind: "records", source: "Contact", values: [null, "CONTACTID"] }],
    });
  });

  it.each([
    ["an unknown dataset", "{ from: Nobody }", "no dataset Nobody"],
    ["an unknown column", "{ from: Contact, values: { A: NOPE } }", "no NOPE"],
    ["a secret column", "{ from: Users, values: { A: InitialPassword } }", "no InitialPassword"],
    ["a value of no column", "{ from: Contact, values: { C: CONTACTID } }", "names C"],
    ["seconds of a text", "{ from: Contact, values: { A: { seconds: CONTACTID } } }", "CONTACTID"],
    ["a sum of nothing known", "{ from: Contact, values: { A: { sum: [Id, X] } } }", "no X"],
    ["two sources", "{ from: Contact, fixed: [[1, 2]] }", "Expected one of"],
    ["no source", "{ values: { A: Id } }", "Expected one of"],
    ["a short fixed row", "{ fixed: [[1, 2], [1]] }", "Expected 2 values"],
    ["values beside fixed rows", "{ fixed: [[1, 2]], values: { A: Id } }", "Expected 2 values"],
    [
      "quarter hours of a text",
      "{ quarterHoursOf: { dataset: Contact, columns: [MERGEID] } }",
      "MERGEID",
    ],
    [
      "a column of the dataset in a calendar",
      "{ quarterHoursOf: { dataset: Contact, columns: [CREATEDDATE] }, values: { A: MERGEID } }",
      "no MERGEID",
    ],
    ["an unknown key", "{ from: Contact, where: x }", "additional properties"],
    ["two values at once", "{ from: Contact, values: { A: { constant: 1, seconds: B } } }", "A"],
  ])("is refused with %s", async (_what, rows, message) => {
    const refused = load(one(rows));
    await expect(refused).rejects.toMatchObject({ name: "ConfigError", code: "C004" });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow("export-types/info-mart.yml: /tables/0/rows/0");
  });

  it("is refused when another has its name, whatever the case: they are files", async () => {
    const text = "tables: [{ table: T, columns: [A] }, { table: t, columns: [A] }]";
    await expect(load(text)).rejects.toThrow("/tables/1: t is there twice");
  });

  it("is refused when the file is missing or has no tables", async () => {
    await expect(loadInfoMartTables(at(), shippedTypes)).rejects.toMatchObject({ code: "C004" });
    await expect(load("tables: []")).rejects.toMatchObject({ code: "C004" });
    await expect(load("tables: [")).rejects.toMatchObject({ code: "C002" });
  });

  it("reports every problem at once", async () => {
    const refused = load(one("{ from: Nobody }, { from: Contact, values: { A: NOPE, B: NOR } }"));
    await expect(refused).rejects.toThrow(/Nobody[^]*NOPE[^]*NOR/);
  });
});
