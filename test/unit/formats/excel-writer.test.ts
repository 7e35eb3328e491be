import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import ExcelJS from "exceljs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/core/errors.ts";
import { escapeCellText, sheetName } from "../../../src/formats/excel-text.ts";
import {
  type DocumentColumn,
  workbookDocument,
  WorkbookStream,
} from "../../../src/formats/excel-writer.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const PYTHON = "/usr/bin/python3";
const run = promisify(execFile);

async function written(
  header: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  options = {},
): Promise<ExcelJS.Workbook> {
  await using stream = new WorkbookStream(inFolder("a.xlsx"), options);
  await stream.beginSheet("Users", header);
  for (const row of rows) await stream.write(row);
  await stream.finish();
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(inFolder("a.xlsx"));
  return workbook;
}

function texts(sheet: ExcelJS.Worksheet | undefined): (string | null)[][] {
  const found: (string | null)[][] = [];
  sheet?.eachRow((row) => {
    const cells = Array.from({ length: sheet.columnCount }, (_, i) => row.getCell(i + 1));
    found.push(cells.map((cell) => (cell.value === null ? null : cell.text)));
  });
  return found;
}

describe("WorkbookStream", () => {
  test("keeps every text as text", async () => {
    const row = ["00123", "+358401234567", "4.41E+11", "=1+1", "2026-01-02", " a ", "x\ny", "TRUE"];
    const workbook = await written(
      row.map((_, i) => `C${i}`),
      [row],
    );
    const sheet = workbook.getWorksheet("Users");
    expect(texts(sheet)[1]).toEqual(row);
    expect(sheet?.getCell("A2").numFmt).toBe("@");
    expect(sheet?.getCell("D2").type).not.toBe(ExcelJS.ValueType.Formula);
  });

  test("leaves empty cells out", async () => {
    const workbook = await written(
      ["A", "B", "C"],
      [
        ["a", null, ""],
        ["", "b", "c"],
      ],
    );
    expect(texts(workbook.getWorksheet("Users")).slice(1)).toEqual([
      ["a", null, null],
      [null, "b", "c"],
    ]);
  });

  test("has a bold header that stays in view", async () => {
    const sheet = (await written(["A"], [])).getWorksheet("Users");
    expect(sheet?.getCell("A1").font.bold).toBe(true);
    expect(sheet?.views[0]).toMatchObject({ state: "frozen", ySplit: 1 });
  });

  test("goes on in a further sheet when one is full", async () => {
    const workbook = await written(["A"], [["1"], ["2"], ["3"]], { sheetRows: 3 });
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(["Users", "Users (2)"]);
    expect(workbook.worksheets.map(texts)).toEqual([
      [["A"], ["1"], ["2"]],
      [["A"], ["3"]],
    ]);
  });

  test("writes one sheet after another", async () => {
    await using stream = new WorkbookStream(inFolder("b.xlsx"));
    for (const name of ["Campaign", "Customers", "Attempts"]) {
      await stream.beginSheet(name, ["A"]);
      for (let i = 0; i < 500; i++) await stream.write([`${name} ${i}`]);
    }
    await stream.finish();
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(inFolder("b.xlsx"));
    expect(workbook.worksheets.map((sheet) => [sheet.name, sheet.rowCount])).toEqual([
      ["Campaign", 501],
      ["Customers", 501],
      ["Attempts", 501],
    ]);
    expect(workbook.getWorksheet("Attempts")?.getCell("A501").text).toBe("Attempts 499");
  });

  test("refuses a text that no workbook can hold", async () => {
    const writing = written(["A"], [["x".repeat(32_768)]]);
    await expect(writing).rejects.toThrow(UsageError);
  });

  test("reports a full disk instead of ending the process", async () => {
    const writing = (async () => {
      await using stream = new WorkbookStream("/dev/full");
      await stream.beginSheet("A", ["A", "B"]);
      for (let i = 0; i < 5_000; i++) await stream.write([`${i}`, `${Math.imul(i, 2654435761)}`]);
      await stream.finish();
    })();
    await expect(writing).rejects.toMatchObject({ code: "ENOSPC" });
  });

  test.skipIf(!existsSync(PYTHON))(
    "is read by openpyxl cell by cell as it was written",
    async () => {
      const rows = [
        ["00123", "ä€😀", "<&>\"'"],
        [null, "two\nlines", " blank "],
      ];
      await written(["A", "B", "C"], rows);
      const script = [
        "import json,openpyxl,sys",
        "sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]",
        "print(json.dumps([[c.value for c in r] for r in sheet.iter_rows(min_row=2)]))",
      ].join("\n");
      const { stdout } = await run(PYTHON, ["-c", script, inFolder("a.xlsx")]);
      expect(JSON.parse(stdout)).toEqual(rows);
    },
  );
});

describe("escapeCellText", () => {
  test.each([
    ["a\rb", "a_x000D_b"],
    ["a\u0007b", "a_x0007_b"],
    ["_x0041_", "_x005F_x0041_"],
    ["a_b_x", "a_b_x"],
    ["tab\tand\nline", "tab\tand\nline"],
    ["\ud800", "_xD800_"],
  ])("writes %j as %j", (text, escaped) => {
    expect(escapeCellText(text)).toBe(escaped);
  });

  test("can be undone for every text", () => {
    const undo = (text: string): string =>
      text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[_x0-9A-F\r]{0,20}$/));
    fc.assert(fc.property(text, (each) => undo(escapeCellText(each)) === each));
  });
});

test("names of sheets are cut and cleaned as workbooks demand", () => {
  expect(sheetName("a/b:c[d]")).toBe("a_b_c_d_");
  expect(sheetName("x".repeat(40), 12)).toBe(`${"x".repeat(26)} (12)`);
});

describe("workbookDocument", () => {
  const column = (header: string, more: Partial<DocumentColumn> = {}): DocumentColumn => ({
    header,
    note: "",
    format: "text",
    width: 12,
    choices: [],
    isRequired: false,
    ...more,
  });

  async function opened(columns: readonly DocumentColumn[]): Promise<ExcelJS.Worksheet> {
    const row = columns.map(() => null);
    await writeFile(
      inFolder("a.xlsx"),
      await workbookDocument([{ name: "Queues", columns, rows: [row] }]),
    );
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(inFolder("a.xlsx"));
    return workbook.worksheets[0]!;
  }

  test("explains a column in a note on its header", async () => {
    const sheet = await opened([column("Name", { note: "Unique." }), column("Address")]);
    expect(sheet.getCell("A1").note).toBe("Unique.");
    expect(sheet.getCell("B1").note).toBeUndefined();
  });

  test("offers a list over the whole column, and lets other values pass after a warning", async () => {
    const sheet = await opened([column("Name"), column("Channel", { choices: ["Phone", "Chat"] })]);
    expect(sheet.getCell("B2").dataValidation).toMatchObject({
      type: "list",
      formulae: ['"Phone,Chat"'],
      errorStyle: "warning",
      allowBlank: true,
    });
    expect(sheet.getCell("A2").dataValidation).toBeUndefined();
  });

  test("offers no list that a cell can't hold", async () => {
    const long = Array.from({ length: 60 }, (_, i) => `Value ${i}`);
    const sheet = await opened([
      column("A", { choices: long }),
      column("B", { choices: ["a,b", "c"] }),
    ]);
    expect(sheet.getCell("A2").dataValidation).toBeUndefined();
    expect(sheet.getCell("B2").dataValidation).toBeUndefined();
  });

  test("formats whole columns, not only the samples", async () => {
    const sheet = await opened([
      column("Phone"),
      column("Date", { format: "date" }),
      column("Count", { format: "general" }),
    ]);
    const formats = [1, 2, 3].map((number) => sheet.getColumn(number).numFmt);
    expect(formats).toEqual(["@", "yyyy-mm-dd", undefined]);
  });
});
