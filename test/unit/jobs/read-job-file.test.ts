/** Files of jobs in every format, and files that are none. */
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { readJobFile } from "../../../src/jobs/read-job-file.ts";
import { workbookOf } from "../../helpers/ooxml.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();

async function rowsOf(name: string, content: string | Buffer): ReturnType<typeof readJobFile> {
  await writeFile(at(name), content);
  return await readJobFile(at(name));
}

async function refusal(name: string, content: string | Buffer): Promise<InputError> {
  const error: unknown = await rowsOf(name, content).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof InputError) return error;
  throw error instanceof Error ? error : new Error("it was read");
}

const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const sheet = (...rows: readonly (readonly string[])[]): string =>
  `<sheetData>${rows.map((row) => `<row>${row.map(cell).join("")}</row>`).join("")}</sheetData>`;

describe("JSON", () => {
  it("may be one job", async () => {
    const text = '\ufeff{"Title":"Chats","MediaTypes":["chat"],"SplitSize":65536,"SkipEmpty":true}';
    expect(await rowsOf("job.json", text)).toEqual([
      {
        row: 1,
        fields: { Title: "Chats", MediaTypes: ["chat"], SplitSize: 65536, SkipEmpty: true },
      },
    ]);
  });

  it("may be a list; an entry that is no job is a fault of its row", async () => {
    expect(await rowsOf("jobs.JSON", '[{"Title":"a"},"b",{"Title":"c"}]')).toEqual([
      { row: 1, fields: { Title: "a" } },
      {
        row: 2,
        fields: {},
        faults: [
          {
            code: "R002",
            value: "b",
            message: "The entry is no job; expected an object with the fields of one",
          },
        ],
      },
      { row: 3, fields: { Title: "c" } },
    ]);
  });

  it("keeps a field called __proto__ as a field", async () => {
    const [row] = await rowsOf("job.json", '{"__proto__":{"Title":"x"}}');
    expect(Object.keys(row?.fields ?? {})).toEqual(["__proto__"]);
  });

  it.each([
    ["", "F002"],
    [" \n", "F002"],
    ["[]", "F002"],
    ['{"Title":', "F010"],
    ["[1,]", "F010"],
  ])("%j is refused with %s", async (text, code) => {
    expect((await refusal("job.json", text)).code).toBe(code);
  });
});

describe("YAML", () => {
  const chats = "Title: Chats\nFrom: 2026-12-01\nRun: once\nMediaTypes: [chat, voice]\n";
  const fields = {
    Title: "Chats",
    From: "2026-12-01",
    Run: "once",
    MediaTypes: ["chat", "voice"],
  };

  it("may be one job, with comments", async () => {
    expect(await rowsOf("job.yaml", `# the chats\n${chats}`)).toEqual([{ row: 1, fields }]);
  });

  it("may be a list", async () => {
    expect(await rowsOf("job.yml", "- Title: a\n- Title: b\n")).toEqual([
      { row: 1, fields: { Title: "a" } },
      { row: 2, fields: { Title: "b" } },
    ]);
  });

  it("may be several documents, blank ones left out", async () => {
    const text = `%YAML 1.2\n---\r\n${chats}...\n---\n# nothing\n--- \nTitle: b\n---`;
    expect(await rowsOf("job.yml", text)).toEqual([
      { row: 1, fields },
      { row: 2, fields: { Title: "b" } },
    ]);
  });

  it("that is wrong is refused with the line of the file", async () => {
    const error = await refusal("job.yml", "Title: a\n---\nTitle: b\nTitle: c\n");
    expect(error.code).toBe("F010");
    expect(error.message).toContain("line:4:1");
  });

  it.each([
    ["# nothing\n", "F002"],
    ["a: [", "F010"],
  ])("%j is refused with %s", async (text, code) => {
    expect((await refusal("job.yml", text)).code).toBe(code);
  });
});

describe("tables", () => {
  const expected = [
    { row: 2, fields: { Title: "Chats", Run: "daily 02:00" } },
    { row: 4, fields: { Title: "Mails", Run: "once", Action: "suspend" } },
  ];

  it.each([
    ["jobs.csv", "Title,Run,Action\nChats,daily 02:00,\n,,\nMails,once,suspend\n"],
    ["jobs.csv", "Title;Run;Action\r\nChats;daily 02:00;\r\n;;\r\nMails;once;suspend"],
    ["jobs.tsv", "Title\tRun\tAction\nChats\tdaily 02:00\t\n\t\t\nMails\tonce\tsuspend"],
  ])("%s: %j has one action a row", async (name, text) => {
    expect(await rowsOf(name, text)).toEqual(expected);
  });

  it("may be workbooks: the first visible sheet with jobs counts", async () => {
    const jobs = sheet(
      ["Title", "Run", "Action"],
      ["Chats", "daily 02:00"],
      ["", "", ""],
      ["Mails", "once", "suspend"],
    );
    const book = workbookOf({ sheets: { Notes: sheet(["About"], ["x"]), Jobs: jobs } });
    expect(await rowsOf("jobs.xlsx", book)).toEqual(
      expected.map((row) => ({ ...row, sheet: "Jobs" })),
    );
  });

  it("give dates and numbers of workbooks as their text, and damaged cells as faults", async () => {
    const styles = `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>`;
    const header = `<row>${["Title", "From", "SplitSize", "Until"].map(cell).join("")}</row>`;
    const row = `<row>${cell("Chats")}<c s="1"><v>46357</v></c><c><v>65536</v></c><c t="e"><v>#REF!</v></c></row>`;
    const book = workbookOf({
      sheets: { Jobs: `<sheetData>${header}${row}</sheetData>` },
      styles,
    });
    expect(await rowsOf("jobs.xlsx", book)).toEqual([
      {
        row: 2,
        sheet: "Jobs",
        fields: { Title: "Chats", From: "2026-12-01", SplitSize: "65536" },
        faults: [
          {
            code: "R006",
            field: "Until",
            value: "#REF!",
            message: "The cell shows an error; expected a text",
          },
        ],
      },
    ]);
  });

  it("may be JSON Lines, with their lists", async () => {
    const text = '{"Title":"Chats","MediaTypes":["chat"]}\n\n{"Title":"Mails"}\n';
    expect(await rowsOf("jobs.jsonl", text)).toEqual([
      { row: 1, fields: { Title: "Chats", MediaTypes: ["chat"] } },
      { row: 3, fields: { Title: "Mails" } },
    ]);
  });

  it("with a row of too many cells have a fault in that row", async () => {
    const [good, bad] = await rowsOf("jobs.csv", "Title,Run\nChats,once\nMails,once,x\n");
    expect(good?.faults).toBeUndefined();
    expect(bad?.faults).toMatchObject([{ code: "R017" }]);
  });

  it("with a value under no heading name its column", async () => {
    const [row] = await rowsOf("jobs.csv", "Title,,Run\nChats,x,once\n");
    expect(row?.fields).toEqual({ Title: "Chats", "column B": "x", Run: "once" });
  });

  it.each<[string, string | Buffer, string]>([
    ["jobs.csv", "", "F002"],
    ["jobs.csv", "Title,Run\n", "F002"],
    ["jobs.csv", "Name,Run\na,once\n", "F007"],
    ["jobs.csv", "Title,title\na,b\n", "F008"],
    ["jobs.csv", Buffer.from([0x54, 0x69, 0xff, 0x0a]), "F004"],
    ["jobs.xlsx", "no workbook", "F010"],
    ["jobs.xlsx", workbookOf({ sheets: { A: sheet(["x"], ["y"]), B: sheet(["z"]) } }), "F011"],
    ["jobs.yml", Buffer.from([0x54, 0x69, 0xff, 0x0a]), "F004"],
    ["jobs.xml", "<jobs/>", "F003"],
    ["jobs", "Title", "F003"],
    ["jobs.json", `"${"x".repeat(10 * 1024 * 1024)}"`, "F009"],
    ["jobs.csv", `Title\n${"x,".repeat(6 * 1024 * 1024)}`, "F009"],
    ["jobs.json", JSON.stringify(Array(10_001).fill({})), "F009"],
  ])("%s, a wrong file, is refused", async (name, content, code) => {
    expect((await refusal(name, content)).code).toBe(code);
  });

  it("that are not there are refused with F001", async () => {
    for (const name of ["no.csv", "no.json"]) {
      await expect(readJobFile(at(name))).rejects.toMatchObject({ code: "F001" });
    }
  });
});
