import { describe, expect, it } from "vitest";
import { brief, feedOf } from "./memory-source.ts";

describe("an OutboundCampaign file", () => {
  const customers = {
    name: "Customers",
    rows: [
      ["ExternalId", "Phone1", "Shoe size", "NotBefore"],
      ["C1", "040 1234567", "44", "2026-12-01 09:00"],
    ],
  };

  it("takes the campaign from its sheet and hands its name and zone to the customers", async () => {
    const { sheets, issues } = await feedOf("OutboundCampaign", [
      {
        name: "Campaign",
        rows: [
          ["Campaign", "Queue", "TimeZone"],
          ["Winter", "Sales", "America/New_York"],
        ],
      },
      customers,
    ]);
    expect(issues).toEqual([]);
    expect(sheets.map(({ dataset, counted }) => [dataset, counted])).toEqual([
      ["OutboundCampaign", true],
      ["Customer", true],
    ]);
    expect(sheets[0]?.records).toEqual([
      { Campaign: "Winter", Queue: "Sales", TimeZone: "America/New_York", $key: "winter" },
    ]);
    expect(sheets[1]?.records).toEqual([
      {
        Campaign: "Winter",
        ExternalId: "C1",
        Phone1: "+358401234567",
        Phone1Raw: "040 1234567",
        NotBefore: "2026-12-01T14:00:00.000Z",
        Attributes: '{"Shoe_size":"44"}',
        $key: "winter\u001fc1",
      },
    ]);
  });

  it("tells in which order the columns of the customers stand, and nothing of the campaign's", async () => {
    const rows = [
      ["Shoe size", "Queue", "Phone 1", "external_id"],
      ["44", "Sales", "+358401234567", "C1"],
    ];
    const { messages } = await feedOf("OutboundCampaign", [{ rows }]);
    const headings = messages.flatMap((one) => (one.kind === "sheet" ? [one.headings] : []));
    expect(headings).toEqual([undefined, ["Shoe_size", "Phone1", "ExternalId"]]);
  });

  it("takes the campaign from the first row of a flat file, under the name of the file", async () => {
    const { sheets, issues } = await feedOf(
      "OutboundCampaign",
      [
        {
          rows: [
            ["ExternalId", "Phone1", "Queue", "ImportType", "TimeZone", "CampaignTimeZone"],
            ["C1", "+358401234567", "Sales", "addtoexisting", "Europe/London", "Europe/Paris"],
            ["C2", "+358401234568", "", "", "", ""],
          ],
        },
      ],
      { fileName: "Winter 2026.csv" },
    );
    expect(issues).toEqual([]);
    expect(sheets[0]).toMatchObject({
      dataset: "OutboundCampaign",
      counted: false,
      numbers: [2],
      records: [
        {
          Campaign: "Winter 2026",
          Queue: "Sales",
          ImportType: "AddToExisting",
          TimeZone: "Europe/Paris",
        },
      ],
    });
    expect(sheets[1]?.records.map(({ Campaign, TimeZone }) => [Campaign, TimeZone])).toEqual([
      ["Winter 2026", "Europe/London"],
      ["Winter 2026", undefined],
    ]);
  });

  it("refuses a row that names another campaign", async () => {
    const { issues } = await feedOf("OutboundCampaign", [
      {
        rows: [
          ["Campaign", "ExternalId", "Phone1", "Queue"],
          ["Winter", "C1", "+358401234567", "Sales"],
          ["Summer", "C2", "+358401234568", "Sales"],
          ["WINTER ", "C3", "+358401234569", "Sales"],
        ],
      },
    ]);
    expect(brief(issues)).toEqual(["R011 3 Campaign"]);
  });

  it("needs customers beside the campaign, and only one campaign", async () => {
    const alone = await feedOf("OutboundCampaign", [
      { name: "Campaign", rows: [["Campaign"], ["W"]] },
    ]);
    expect(alone.refused?.code).toBe("F011");
    const two = await feedOf("OutboundCampaign", [
      {
        name: "Campaign",
        rows: [
          ["Campaign", "Queue"],
          ["W", "Q"],
          ["V", "Q"],
        ],
      },
      customers,
    ]);
    expect(brief(two.issues)).toEqual(["R008 3 -"]);
  });

  it("limits attributes in number and length", async () => {
    const headings = Array.from({ length: 51 }, (_, index) => `A${index}`);
    const many = await feedOf("OutboundCampaign", [
      {
        rows: [
          ["ExternalId", "Phone1", ...headings],
          ["C1", "+358401234567"],
        ],
      },
    ]);
    expect(many.refused?.code).toBe("F009");
    const long = await feedOf("OutboundCampaign", [
      {
        rows: [
          ["ExternalId", "Phone1", "Remark", "1st"],
          ["C1", "+358401234567", "x".repeat(513), "y"],
        ],
      },
    ]);
    expect(brief(long.issues)).toEqual(["F018 0 1st", "R004 2 -"]);
  });

  it("warns of other sheets of the workbook and notes hidden ones", async () => {
    const { issues, messages } = await feedOf("OutboundCampaign", [
      {
        name: "Campaign",
        rows: [
          ["Campaign", "Queue"],
          ["W", "Q"],
        ],
      },
      { name: "Notes", rows: [["anything"]] },
      { name: "Lists", hidden: true, rows: [] },
      customers,
    ]);
    expect(issues).toEqual([
      expect.objectContaining({ code: "F018", severity: "warning", sheet: "Notes", row: 0 }),
    ]);
    expect(messages[0]).toMatchObject({
      notes: ["a note of the reader", "The sheet 'Lists' is hidden and was not read."],
    });
  });
});
