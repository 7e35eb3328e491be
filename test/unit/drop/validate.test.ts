import { describe, expect, it } from "vitest";
import { validateRows } from "../../../src/drop/validate.ts";
import { InputError } from "../../../src/core/errors.ts";
import { FEED_BATCH } from "../../../src/store/feed.ts";
import { brief, CONTEXT, feedOf, memorySource, typeNamed } from "../datasets/memory-source.ts";

describe("validateRows", () => {
  it("frames a file with start, sheet, rows and end", async () => {
    const { messages } = await feedOf("Skills", [{ rows: [["Name"], ["German"], ["Billing"]] }]);
    expect(messages).toEqual([
      {
        kind: "start",
        sha256: "0".repeat(64),
        bytes: 1234,
        format: "csv",
        notes: ["a note of the reader"],
      },
      {
        kind: "sheet",
        sheet: undefined,
        dataset: "Skills",
        columns: ["Id", "ExternalId", "$delete", "Name", "ExternalName", "Description", "$key"],
        counted: true,
      },
      {
        kind: "rows",
        numbers: [2, 3],
        values: [
          [null, null, null, "German", null, null, "german"],
          [null, null, null, "Billing", null, null, "billing"],
        ],
        issues: [],
        rejected: 0,
        skipped: 0,
        bytesRead: 1234,
      },
      { kind: "end" },
    ]);
  });

  it("sends rows in batches", async () => {
    const rows = Array.from({ length: FEED_BATCH * 2 + 1 }, (_, index) => [
      `E${index}`,
      "A",
      "a@b.example",
    ]);
    const { messages } = await feedOf("Directory", [
      { rows: [["ExternalId", "LastName", "Email"], ...rows] },
    ]);
    const sizes = messages.flatMap((message) =>
      message.kind === "rows" ? [message.numbers.length] : [],
    );
    expect(sizes).toEqual([FEED_BATCH, FEED_BATCH, 1]);
  });

  it("refuses a file without a header", async () => {
    expect((await feedOf("Skills", [{ rows: [] }])).refused?.code).toBe("F006");
    expect((await feedOf("Skills", [{ rows: [["German"], ["Billing"]] }])).refused?.code).toBe(
      "F006",
    );
  });

  it("passes a header without rows on, for the store to judge", async () => {
    const { messages } = await feedOf("Skills", [{ rows: [["Name"]] }]);
    expect(messages.map(({ kind }) => kind)).toEqual(["start", "sheet", "end"]);
  });

  it("refuses a file that the reader gives up on, but throws what is not the file's fault", async () => {
    const broken = (error: Error) => ({
      ...memorySource({ rows: [] }),
      read: () => ({
        name: undefined,
        hidden: false,
        names: undefined,
        batches: (async function* () {
          yield [{ number: 1, cells: ["Name"] }];
          throw error;
        })(),
      }),
    });
    const type = await typeNamed("Skills");
    const kinds: string[] = [];
    for await (const message of validateRows(
      type,
      broken(new InputError("F010", "cut off")),
      CONTEXT,
    )) {
      kinds.push(message.kind);
    }
    expect(kinds).toEqual(["start", "sheet", "refused"]);
    const failing = validateRows(type, broken(new Error("disk")), CONTEXT);
    const drain = async () => {
      for await (const message of failing) kinds.push(message.kind);
    };
    await expect(drain()).rejects.toThrow("disk");
  });

  it("rejects a row that does not fit its header", async () => {
    const fault = { code: "R017" as const, message: "Expected 2 cells, found 3." };
    const { issues, rejected } = await feedOf("Skills", [
      { rows: [["Name"], ["German"], ["Billing"]], faults: { 1: fault } },
    ]);
    expect(issues).toEqual([{ ...fault, severity: "error", row: 2 }]);
    expect(rejected).toBe(1);
  });

  it("reads the first visible sheet and says what it passed over", async () => {
    const { messages, sheets } = await feedOf("Skills", [
      { name: "Secret", hidden: true, rows: [["Name"], ["A"]] },
      { name: "Skills", rows: [["Name"], ["B"]] },
      { name: "More", rows: [["Name"], ["C"]] },
    ]);
    expect(sheets.map(({ sheet, records }) => [sheet, records])).toEqual([
      ["Skills", [{ Name: "B", $key: "b" }]],
    ]);
    expect(messages[0]).toMatchObject({
      notes: [
        "a note of the reader",
        "The sheet 'Secret' is hidden and was not read.",
        "The sheet 'More' was not read: the first one counts.",
      ],
    });
  });

  it("sends all columns from the start where the format names its fields as it goes", async () => {
    const names = ["ID", "DOCUMENTID"];
    const { sheets } = await feedOf("Document", [
      {
        names,
        rows: [
          ["1", "D1"],
          [null, "D2"],
        ],
      },
    ]);
    expect(sheets[0]?.columns).toContain("CONTENT");
    expect(sheets[0]?.records).toEqual([{ ID: "1", DOCUMENTID: "D1" }, { DOCUMENTID: "D2" }]);
  });

  it("fails a set that is too large to be arranged", async () => {
    const { limits } = CONTEXT;
    const rows = [["Name"], ["A"], ["B"], ["C"]];
    const { refused } = await feedOf("Skills", [{ rows }], { limits: { ...limits, setRows: 2 } });
    expect(refused?.code).toBe("F009");
  });
});

describe("a Configuration workbook", () => {
  const skills = { name: "Skills", rows: [["Name"], ["German"]] };
  const users = {
    name: "users",
    rows: [
      [
        "Login",
        "FirstName",
        "Surname",
        "UserGroups",
        "Skills",
        "InitialPassword",
        "Roles",
        "Number",
      ],
      ["anna", "Anna", "Example", "All Users", "German=3", "pass\u0007word", "agent", ""],
    ],
  };

  it("is read in the order of its type, whatever the order of the sheets", async () => {
    const { sheets, issues } = await feedOf("Configuration", [
      users,
      { name: "Other", rows: [["x"]] },
      skills,
      { name: "Presence", rows: [] },
    ]);
    expect(sheets.map(({ dataset, sheet }) => [dataset, sheet])).toEqual([
      ["Skills", "Skills"],
      ["Presence", "Presence"],
      ["Users", "users"],
    ]);
    expect(brief(issues)).toEqual(["F018 0 -", "F006 0 -", "R002 2 InitialPassword"]);
  });

  it("never shows the value of a secret", async () => {
    const { issues } = await feedOf("Configuration", [users]);
    expect(issues.find(({ column }) => column === "InitialPassword")).not.toHaveProperty("value");
    expect(JSON.stringify(issues)).not.toContain("word\\u0007");
    expect(JSON.stringify(issues)).not.toContain("pass");
  });

  it("may be one sheet in a text file whose name ends with it", async () => {
    const rows = [["Name"], ["German"]];
    const named = await feedOf("Configuration", [{ rows }], {
      fileName: "Configuration Skills.csv",
    });
    expect(named.sheets.map(({ dataset }) => dataset)).toEqual(["Skills"]);
    const unnamed = await feedOf("Configuration", [{ rows }], { fileName: "Configuration.csv" });
    expect(unnamed.refused?.code).toBe("F011");
  });

  it("is refused without any known sheet", async () => {
    expect((await feedOf("Configuration", [{ name: "X", rows: [["Name"]] }])).refused?.code).toBe(
      "F011",
    );
  });
});
