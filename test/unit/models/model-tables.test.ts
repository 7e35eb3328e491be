import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import { csvTable, workbookTables } from "../../../src/models/model-tables.ts";
import { loadSamples, type Samples } from "../../../src/models/samples.ts";
import { shippedTypes, typeOf } from "../../helpers/rejecting.ts";

const datasets = [
  ...new Set(shippedTypes.flatMap(({ sheets }) => sheets.map((s) => s.dataset.name))),
];
const found = new Map<string, Samples>();
for (const dataset of datasets) found.set(dataset, await loadSamples(dataset));
const samples = (dataset: string): Samples => found.get(dataset)!;

const headers = (columns: readonly { readonly header: string }[]): string[] =>
  columns.map(({ header }) => header);

describe("the samples as shipped", () => {
  test("are there for every dataset, three to six rows of each", () => {
    const few = datasets.filter((dataset) => {
      const { workbook, csv } = samples(dataset);
      const isRecord = dataset === "OutboundCampaign";
      return [workbook, csv].some((rows) => rows.length < (isRecord ? 1 : 3) || rows.length > 6);
    });
    expect(few).toEqual([]);
  });

  test("are all used", async () => {
    const folder = fileURLToPath(new URL("../../../templates/samples", import.meta.url));
    const names = (await readdir(folder)).map((name) => name.replace(/\.yml$/, ""));
    expect(names.sort()).toEqual([...datasets].sort());
  });

  test("fill in every required column of their first row", () => {
    for (const type of shippedTypes) {
      for (const { columns, rows } of workbookTables(type, samples)) {
        const empty = columns.filter(({ spec }, i) => spec.required && rows[0]?.[i] === null);
        expect(headers(empty)).toEqual([]);
      }
    }
  });
});

describe("workbookTables", () => {
  test("has the columns that can be imported, and none that Quayside keeps", () => {
    const [campaign, customers] = workbookTables(typeOf("OutboundCampaign"), samples);
    expect(headers(campaign!.columns)).toContain("ImportType");
    expect(headers(campaign!.columns)).not.toContain("State");
    expect(headers(customers!.columns)).not.toContain("Attributes");
  });

  test("does not repeat in the customers what they have from the campaign", () => {
    const [campaign, customers] = workbookTables(typeOf("OutboundCampaign"), samples);
    expect(headers(campaign!.columns)).toContain("Campaign");
    expect(headers(customers!.columns)).not.toContain("Campaign");
  });

  test("shows a column of the user's own where such are kept", () => {
    const [, customers] = workbookTables(typeOf("OutboundCampaign"), samples);
    expect(headers(customers!.columns).at(-1)).toBe("ContractNo");
  });

  test("refuses a sample with a column that the dataset does not know", () => {
    const wrong = { workbook: [{ Nmae: "x" }], csv: [] };
    expect(() => workbookTables(typeOf("Skills"), () => wrong)).toThrow(ConfigError);
  });

  test("has all sheets of the configuration in their order", () => {
    const tables = workbookTables(typeOf("Configuration"), samples);
    expect(tables.map(({ name }) => name)).toEqual([
      "UserGroups",
      "Calendars",
      "Skills",
      "PresenceProfiles",
      "Scripts",
      "Queues",
      "Users",
    ]);
  });

  test("never shows a sample of a secret", () => {
    const rows = [{ Login: "a", InitialPassword: "hunter-2" }];
    const tables = workbookTables(typeOf("Configuration"), (dataset) => ({
      workbook: dataset === "Users" ? rows : [],
      csv: [],
    }));
    expect(headers(tables.at(-1)!.columns)).toContain("InitialPassword");
    expect(JSON.stringify(tables.at(-1)!.rows)).not.toContain("hunter-2");
  });
});

describe("csvTable", () => {
  test("puts the campaign before each customer, and names no column twice", () => {
    const { columns, rows } = csvTable(typeOf("OutboundCampaign"), samples);
    const names = headers(columns);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["Campaign", "CampaignTimeZone", "TimeZone"]));
    expect(rows.map((row) => row[names.indexOf("Campaign")])).toEqual(
      rows.map(() => "Renewal Example CSV"),
    );
  });

  test("creates another campaign than the workbook does", () => {
    const { workbook, csv } = samples("OutboundCampaign");
    expect(workbook[0]!["Campaign"]).not.toBe(csv[0]!["Campaign"]);
  });

  test("of the configuration is its users, and says so in its name", () => {
    const table = csvTable(typeOf("Configuration"), samples);
    expect(table.name).toBe("Configuration Users");
    expect(headers(table.columns)).toContain("Login");
  });
});
