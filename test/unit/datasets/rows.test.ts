import { describe, expect, it } from "vitest";
import type { Cell } from "../../../src/formats/rows.ts";
import { brief, feedOf, typeNamed } from "./memory-source.ts";

const check = async (type: string, ...rows: (readonly Cell[])[]) => await feedOf(type, [{ rows }]);

describe("a header", () => {
  it("is read without regard to case, blanks, hyphens and underscores, and by aliases", async () => {
    const { sheets, issues } = await check(
      "Directory",
      ["external ID", "Last_Name", "E-MAIL"],
      ["1", "A", "a@b.example"],
    );
    expect(issues).toEqual([]);
    expect(sheets[0]?.records).toEqual([{ ExternalId: "1", LastName: "A", Email: "a@b.example" }]);
  });

  it("warns of unknown columns, but not of those of a rejected file", async () => {
    const { issues } = await check(
      "Skills",
      ["Name", "Colour", "ErrorCode", "ErrorMessage", "SourceRow"],
      ["A", "red", "R001", "x", "2"],
    );
    expect(issues).toEqual([
      expect.objectContaining({ code: "F018", severity: "warning", row: 0, column: "Colour" }),
    ]);
  });

  it("says which column was probably meant", async () => {
    const { issues } = await check("Skills", ["Name", "Descripton"], ["A", "x"]);
    expect(issues[0]?.message).toContain("is it meant to be Description?");
  });

  it("that lacks a name above a cell is warned of once", async () => {
    const { issues, sheets } = await check(
      "Skills",
      ["Name", null, "Description"],
      ["A", null, "a"],
      ["B", "lost", "b", "beyond"],
      ["C", "lost too", "c"],
    );
    expect(sheets[0]?.numbers).toEqual([2, 3, 4]);
    expect(issues).toEqual([
      expect.objectContaining({ code: "F018", severity: "warning", row: 3, value: "lost" }),
    ]);
    expect(issues[0]?.message).toContain("Column 2 (B) has no heading");
  });

  it("names what stands in the first row when that is none", async () => {
    const { refused } = await check("Skills", ["List of skills"], ["Name"], ["A"]);
    expect(refused).toMatchObject({ code: "F006" });
    expect(refused?.message).toContain("'List of skills'");
  });

  it("is refused when two columns mean the same", async () => {
    expect((await check("Skills", ["Name", "NAME "], ["A", "B"])).refused?.code).toBe("F008");
    expect(
      (await check("OutboundCampaign", ["ExternalId", "Phone1", "A b", "A_b"], ["1"])).refused
        ?.code,
    ).toBe("F008");
  });

  it("is refused when nothing could be created and nothing be found", async () => {
    expect((await check("Skills", ["Description"], ["x"])).refused).toMatchObject({ code: "F007" });
    expect((await check("Directory", ["LastName"], ["x"])).refused?.message).toContain(
      "ExternalId",
    );
    expect((await check("Contact", ["TENANTID"], ["1"])).refused?.code).toBe("F007");
  });

  it("may leave out what an update does not need", async () => {
    expect((await check("Presence", ["Name", "Priority"], ["Mine", "3"])).refused).toBeUndefined();
    expect((await check("Queues", ["Id", "Priority"], ["7", "3"])).refused).toBeUndefined();
    expect((await check("Directory", ["ExternalId", "Note"], ["7", "x"])).refused).toBeUndefined();
  });

  it("may be missing in a list of numbers to block", async () => {
    const { sheets } = await check("BlockedNumbers", ["040 1234567"], ["+358401234568"]);
    expect(sheets[0]?.numbers).toEqual([1, 2]);
    expect(sheets[0]?.records[0]).toEqual({
      Number: "+358401234567",
      NumberRaw: "040 1234567",
      $key: "+358401234567\u001f",
    });
  });
});

describe("a row", () => {
  it("keeps apart what is absent, what is to be cleared and what is given", async () => {
    const { sheets } = await check(
      "Directory",
      ["ExternalId", "PhoneWork", "Note", "City"],
      ["1", "~", " ~ ", ""],
    );
    expect(sheets[0]?.records).toEqual([
      { ExternalId: "1", PhoneWork: "\u0000", PhoneWorkRaw: "\u0000", Note: "\u0000" },
    ]);
  });

  it("is told what each column expected", async () => {
    const { issues } = await check(
      "Queues",
      ["Name", "Channel", "Address", "Priority", "QueueLength", "Description"],
      ["A".repeat(81), "Fax", "100", "256", "x", "y".repeat(256)],
    );
    expect(issues.map(({ code, column, message }) => `${code} ${column!}: ${message}`)).toEqual([
      "R002 QueueLength: Expected a whole number from -1 to 1000000.",
      "R004 Name: Expected at most 80 characters.",
      "R003 Channel: Expected one of Phone, Email, Chat.",
      "R003 Priority: Expected a whole number from 1 to 255.",
      "R004 Description: Expected at most 255 characters.",
    ]);
    expect(issues[3]).toMatchObject({ row: 2, severity: "error", value: "256" });
  });

  it("shows at most 200 characters of a value", async () => {
    const { issues } = await check("Skills", ["Name"], ["é".repeat(300)]);
    expect(issues[0]?.value).toHaveLength(200);
  });

  it("is deleted by a D and by nothing else", async () => {
    const { sheets, issues } = await check(
      "Skills",
      ["Name", "Delete"],
      ["A", "d"],
      ["B", "yes"],
      ["C", "~"],
    );
    expect(sheets[0]?.records).toEqual([
      { Name: "C", $key: "c" },
      { Name: "A", $delete: "D", $key: "a" },
    ]);
    expect(brief(issues)).toEqual(["R003 3 Delete"]);
  });

  it("has a key that knows no case and no decomposed letters", async () => {
    const { sheets } = await check("Skills", ["Name"], [" Ma\u0308RZ "]);
    expect(sheets[0]?.records[0]?.$key).toBe("m\u00e4rz");
  });
});

describe("the contact history", () => {
  it("adds fields that are not known to ALLATTRIBUTES without touching its digits", async () => {
    const { sheets } = await check(
      "Interaction",
      ["IXNID", "ALLATTRIBUTES", "Colour", "Score", "Deep", "Known"],
      [
        "I1",
        { kind: "json", text: '{"Known":12345678901234567890}' },
        "red",
        { kind: "number", text: "1.50" },
        { kind: "json", text: '{"a":[1]}' },
        "other",
      ],
      ["I2", null, null, null, null, null],
    );
    expect(sheets[0]?.records[0]?.ALLATTRIBUTES).toBe(
      '{"Known":12345678901234567890,"Colour":"red","Score":1.50,"Deep":{"a":[1]}}',
    );
    expect(sheets[0]?.records[1]).toEqual({ IXNID: "I2" });
  });

  it("warns of unknown fields elsewhere", async () => {
    expect(brief((await check("Contact", ["CONTACTID", "Colour"], ["C1", "red"])).issues)).toEqual([
      "F018 0 Colour",
    ]);
  });
});

describe("rules of single rows", () => {
  it("give blocked numbers an end", async () => {
    const { sheets, issues, skipped } = await check(
      "BlockedNumbers",
      ["Number", "ValidUntil", "DaysToExpiry"],
      ["+358401234561", "2026-11-20", ""],
      ["+358401234562", "", "2"],
      ["+358401234563", "2027-01-01", "2"],
      ["+358401234564", "2026-11-19", ""],
      ["+358401234565", "", "0"],
    );
    expect(sheets[0]?.records.map(({ ValidUntil }) => ValidUntil)).toEqual([
      "2026-11-20T21:59:59.999Z",
      "2026-11-22T10:00:00.000Z",
    ]);
    expect(brief(issues)).toEqual([
      "R003 4 DaysToExpiry",
      "R003 5 ValidUntil",
      "R003 6 DaysToExpiry",
    ]);
    expect(issues[1]?.severity).toBe("warning");
    expect(skipped).toBe(1);
  });

  it("drop a customer's second mention of a number, but not its raw text", async () => {
    const { sheets } = await check(
      "OutboundCampaign",
      ["ExternalId", "Phone1", "Phone2", "Phone3"],
      ["1", "+358401234567", "040-1234567", "040 1234568"],
    );
    expect(sheets[1]?.records[0]).toMatchObject({
      Phone2Raw: "040-1234567",
      Phone3: "+358401234568",
    });
    expect(sheets[1]?.records[0]).not.toHaveProperty("Phone2");
  });

  it("want times in pairs and in order", async () => {
    const { issues } = await check(
      "OutboundCampaign",
      ["ExternalId", "Phone1", "CallFrom", "CallUntil"],
      ["1", "+358401234567", "09:00", ""],
      ["2", "+358401234568", "17:00", "09:00"],
      ["3", "+358401234569", "nine", "17:00"],
    );
    expect(brief(issues)).toEqual(["R001 2 CallUntil", "R003 3 CallUntil", "R002 4 CallFrom"]);
  });

  it("want an address that fits the channel of a queue", async () => {
    const { sheets, issues } = await check(
      "Queues",
      ["Name", "Channel", "Address"],
      ["A", "Phone", "040 1234567"],
      ["B", "Phone", "4001"],
      ["C", "Phone", "someone"],
      ["D", "Email", "sales@mail.example"],
      ["E", "Email", "4001"],
      ["F", "Chat", "web-shop"],
    );
    expect(sheets[0]?.records.map(({ Address }) => Address)).toEqual([
      "+358401234567",
      "4001",
      "sales@mail.example",
      "web-shop",
    ]);
    expect(brief(issues)).toEqual(["R005 4 Address", "R002 6 Address"]);
  });

  it("warn of directory entries that can't be found again, where they are allowed", async () => {
    const rows = [
      ["LastName", "Email"],
      ["A", "a@b.example"],
    ];
    const { issues } = await feedOf(
      await typeNamed("Directory", { Directory: { requireExternalId: false } }),
      [{ rows }],
    );
    expect(brief(issues)).toEqual(["R020 2 ExternalId"]);
    expect(issues[0]?.severity).toBe("warning");
  });
});
