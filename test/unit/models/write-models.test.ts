import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import ExcelJS from "exceljs";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/core/errors.ts";
import { openRows } from "../../../src/formats/open-rows.ts";
import type { Cell } from "../../../src/formats/rows.ts";
import { areUnchanged } from "../../../src/models/unchanged.ts";
import { csvModelName, writeModel, writeModels } from "../../../src/models/write-models.ts";
import type { ImportTypeSpec } from "../../../src/store/dataset-spec.ts";
import { reading, shippedTypes, typeOf } from "../../helpers/rejecting.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const PYTHON = "/usr/bin/python3";
const run = promisify(execFile);
const skills = [typeOf("Skills")];

async function workbook(name: string): Promise<ExcelJS.Workbook> {
  const found = new ExcelJS.Workbook();
  await found.xlsx.readFile(inFolder(name));
  return found;
}

async function sheetOf(name: string): Promise<ExcelJS.Worksheet> {
  return (await workbook(name)).worksheets[0]!;
}

/** The letter of a column by its header. */
function letter(sheet: ExcelJS.Worksheet, header: string): string {
  const titles = sheet.getRow(1).values as (string | undefined)[];
  return sheet.getColumn(titles.indexOf(header)).letter;
}

/** First row as texts, then all others. */
async function rowsOf(path: string, sheet = 0): Promise<(readonly Cell[])[]> {
  await using source = await openRows(path, reading);
  const rows: (readonly Cell[])[] = [];
  for await (const batch of source.read(sheet).batches) rows.push(...batch.map((row) => row.cells));
  return rows;
}

function textsOf(rows: readonly (readonly Cell[])[]): string[][] {
  const width = rows[0]?.length ?? 0;
  return rows.map((cells) =>
    Array.from({ length: width }, (_, i) => {
      const cell = cells[i] ?? "";
      return typeof cell === "string" ? cell : cell.text;
    }),
  );
}

/** `skills` as a later version of Quayside would have them. */
function nextVersion(type: ImportTypeSpec): ImportTypeSpec {
  const sheets = type.sheets.map((sheet) => ({
    ...sheet,
    dataset: {
      ...sheet.dataset,
      columns: sheet.dataset.columns.map((column) => ({ ...column, note: `${column.note} New.` })),
    },
  }));
  return { ...type, sheets };
}

describe("writeModels", () => {
  test("writes a workbook and a csv for each type, and nothing else that can be seen", async () => {
    const { written } = await writeModels(shippedTypes, inFolder("models"));
    const names = (await readdir(inFolder("models"))).filter((name) => !name.startsWith("."));
    const expected = shippedTypes.flatMap((type) => [`${type.type}.xlsx`, csvModelName(type)]);
    expect(names.sort()).toEqual([...expected].sort());
    expect([...written].sort()).toEqual(names.sort());
    expect(names).toContain("Configuration Users.csv");
  });

  test("writes the same rows into both models of a type", async () => {
    const same = shippedTypes.filter((type) => type.sheets.length === 1);
    await writeModels(same, inFolder());
    for (const { type } of same) {
      const [fromWorkbook, fromCsv] = await Promise.all([
        rowsOf(inFolder(`${type}.xlsx`)),
        rowsOf(inFolder(`${type}.csv`)),
      ]);
      expect(textsOf(fromWorkbook)).toEqual(textsOf(fromCsv));
      expect(fromCsv.length).toBeGreaterThanOrEqual(4);
    }
  });

  test("touches nothing the second time", async () => {
    await writeModels(skills, inFolder());
    const before = await readFile(inFolder("Skills.xlsx"));
    const second = await writeModels(skills, inFolder());
    expect(second).toEqual({ written: [], changed: [], postponed: [] });
    expect(before.equals(await readFile(inFolder("Skills.xlsx")))).toBe(true);
  });

  test("replaces its own earlier version, and not the one that a user changed", async () => {
    await writeModels(skills, inFolder());
    await writeFile(inFolder("Skills.csv"), "Name\nmine\n");
    const report = await writeModels(skills.map(nextVersion), inFolder());
    expect(report).toEqual({ written: ["Skills.xlsx"], changed: ["Skills.csv"], postponed: [] });
    expect(await readFile(inFolder("Skills.csv"), "utf8")).toBe("Name\nmine\n");
    expect((await sheetOf("Skills.xlsx")).getCell("D1").note).toContain("New.");
  });

  test("leaves a file of that name alone that it never wrote", async () => {
    await writeFile(inFolder("Skills.csv"), "Name\nmine\n");
    expect((await writeModels(skills, inFolder())).changed).toEqual(["Skills.csv"]);
    expect(await readFile(inFolder("Skills.csv"), "utf8")).toBe("Name\nmine\n");
  });

  test("need no second look while the types are the same and all are there", async () => {
    expect(await areUnchanged(skills, inFolder())).toBe(false);
    await writeModels(skills, inFolder());
    expect(await areUnchanged(skills, inFolder())).toBe(true);
    expect(await areUnchanged(skills.map(nextVersion), inFolder())).toBe(false);
    // One that the user has changed is none of ours.
    await writeFile(inFolder("Skills.xlsx"), "mine");
    expect(await areUnchanged(skills, inFolder())).toBe(true);
  });

  test("writes a model again that was removed", async () => {
    await writeModels(skills, inFolder());
    await rm(inFolder("Skills.csv"));
    expect(await areUnchanged(skills, inFolder())).toBe(false);
    expect((await writeModels(skills, inFolder())).written).toEqual(["Skills.csv"]);
  });

  test("takes all models for the user's when its own list of them is damaged", async () => {
    await writeModels(skills, inFolder());
    await writeFile(inFolder(".models.json"), '{"Skills.x');
    const report = await writeModels(skills.map(nextVersion), inFolder());
    expect(report).toEqual({ written: [], changed: ["Skills.xlsx", "Skills.csv"], postponed: [] });
  });
});

describe("writeModel", () => {
  test("writes the model that the extension asks for, over what is there", async () => {
    await writeFile(inFolder("a.csv"), "old");
    await writeModel(typeOf("Skills"), inFolder("a.csv"));
    await writeModel(typeOf("Skills"), inFolder("a.XLSX"));
    expect(textsOf(await rowsOf(inFolder("a.csv")))).toEqual(
      textsOf(await rowsOf(inFolder("a.XLSX"))),
    );
  });

  test("asks for an extension that it knows", async () => {
    await expect(writeModel(typeOf("Skills"), inFolder("a.ods"))).rejects.toThrow(UsageError);
  });
});

describe("a csv model", () => {
  test("has a byte order mark, commas and CRLF, and keeps phone numbers and zeros", async () => {
    await writeModel(typeOf("Directory"), inFolder("a.csv"));
    const text = await readFile(inFolder("a.csv"), "utf8");
    expect(text.startsWith("\ufeffId,ExternalId,Delete,DirectoryGroup,")).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(text).toContain(",+442079460101,");
    expect(text).toContain(",00100,");
  });
});

describe("a workbook model", () => {
  test("has a bold header that stays in view, with a note on every column", async () => {
    await writeModel(typeOf("Queues"), inFolder("a.xlsx"));
    const sheet = await sheetOf("a.xlsx");
    expect(sheet.views[0]).toMatchObject({ state: "frozen", ySplit: 1 });
    sheet.getRow(1).eachCell((cell) => {
      expect(cell.font.bold).toBe(true);
      expect(cell.note).toBeTruthy();
    });
    expect(sheet.getCell(`${letter(sheet, "Channel")}1`).note).toBe(
      "Can't be changed later.\nRequired for a new record.\nOne of: Phone, Email, Chat.",
    );
  });

  test("offers lists for values, booleans and Delete", async () => {
    await writeModel(typeOf("Scripts"), inFolder("a.xlsx"));
    const sheet = await sheetOf("a.xlsx");
    const list = (header: string): unknown => {
      const cell = sheet.getCell(`${letter(sheet, header)}9`);
      return (cell.dataValidation as ExcelJS.DataValidation | undefined)?.formulae[0] as unknown;
    };
    expect(list("ScriptType")).toBe('"Statistics,Interactive,Callback"');
    expect(list("Mandatory")).toBe('"TRUE,FALSE"');
    expect(list("Delete")).toBe('"D"');
    expect(list("Question")).toBeUndefined();
  });

  test("keeps phone numbers, keys and postal codes as text, and dates as dates", async () => {
    await writeModel(typeOf("Directory"), inFolder("a.xlsx"));
    await writeModel(typeOf("Calendar"), inFolder("b.xlsx"));
    const directory = await sheetOf("a.xlsx");
    for (const header of ["PhoneWork", "ExternalId", "PostalCode"]) {
      const cell = directory.getCell(`${letter(directory, header)}2`);
      expect([typeof cell.value, cell.numFmt]).toEqual(["string", "@"]);
    }
    const calendar = await sheetOf("b.xlsx");
    const start = calendar.getCell(`${letter(calendar, "StartDate")}3`);
    expect([start.value, start.numFmt]).toEqual([new Date("2027-07-01T00:00:00Z"), "yyyy-mm-dd"]);
  });

  test("has no sheets but those that its import knows", async () => {
    await writeModel(typeOf("OutboundCampaign"), inFolder("a.xlsx"));
    await writeModel(typeOf("Queues"), inFolder("b.xlsx"));
    const names = async (name: string): Promise<string[]> =>
      (await workbook(name)).worksheets.map((sheet) => sheet.name);
    expect(await names("a.xlsx")).toEqual(["Campaign", "Customers"]);
    expect(await names("b.xlsx")).toEqual(["Queues"]);
  });

  test.skipIf(!existsSync(PYTHON))("is understood by openpyxl too", async () => {
    await writeModel(typeOf("Queues"), inFolder("a.xlsx"));
    const script = [
      "import json,openpyxl,sys",
      "s = openpyxl.load_workbook(sys.argv[1]).worksheets[0]",
      "head = [c.value for c in s[1]]",
      "channel = s.cell(1, head.index('Channel') + 1)",
      "lists = {str(v.sqref): v.formula1 for v in s.data_validations.dataValidation}",
      "print(json.dumps({'freeze': s.freeze_panes, 'bold': s['A1'].font.b, 'note': channel.comment.text,",
      "  'list': lists[channel.column_letter + '2:' + channel.column_letter + '10000'],",
      "  'address': s.cell(2, head.index('Address') + 1).value, 'format': s.cell(2, head.index('Address') + 1).number_format}))",
    ].join("\n");
    const { stdout } = await run(PYTHON, ["-c", script, inFolder("a.xlsx")]);
    expect(JSON.parse(stdout)).toEqual({
      freeze: "A2",
      bold: true,
      note: expect.stringContaining("One of: Phone, Email, Chat.") as string,
      list: '"Phone,Email,Chat"',
      address: "7001",
      format: "@",
    });
  });
});
