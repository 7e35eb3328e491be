/** Workbooks of several programs the short way and the long one: the same records, counts and issues. */
import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import ExcelJS from "exceljs";
import { describe, expect, it } from "vitest";
import { openRows } from "../../src/formats/open-rows.ts";
import { DEFAULT_LIMITS } from "../../src/formats/rows.ts";
import { OneThreadStore, type Outcome } from "../helpers/short-way.ts";
import {
  convertCsv,
  missingOffice,
  missingPython,
  runPython,
} from "../helpers/spreadsheet-programs.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { typeNamed } from "../unit/datasets/memory-source.ts";

const inFolder = useTemporaryFolder();
const noPython = await missingPython();
const noOffice = missingOffice();

const HEADINGS = ["ExternalId", "FirstName", "LastName", "PhoneWork", "Email", "Vip", "Note"];
const ODD: readonly (readonly (string | number | boolean | null)[])[] = [
  ["Åsa", " Öberg ", "+358 40 7654321", "a@b.example", "yes", "tab\tin"],
  ["a\nb", "_x0041_", "0401234567", "ä@b.example", true, "R&D <x> ]]>"],
  [null, null, null, null, null, null],
  [" ", "~", 358401234567, "x", 1, "\u0085"],
  ["4.41E+11", "#REF!", "123", null, "maybe", 42],
  ["x".repeat(300), "日本 😀", "+358401234567", null, null, 0.5],
  [7, 12, null, "a@b.example", 0, "'x"],
];

/** Mostly sound rows; every fortieth odd, and one that comes again. */
function rows(): (string | number | boolean | null)[][] {
  return Array.from({ length: 1_200 }, (_, i) => {
    const odd = i % 40 === 5 ? ODD[Math.floor(i / 40) % ODD.length] : undefined;
    const id = i === 700 ? "K-3" : `K-${i}`;
    const phone = `+358 40 123${String(1000 + i)}`;
    return [
      id,
      ...(odd ?? ["Aino", `Virtanen ${i}`, phone, `a${i}@b.example`, "TRUE", `Müller ${i % 9}`]),
    ];
  });
}

const WRITERS: Readonly<Record<string, string>> = {
  openpyxl: `
import sys, json, openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
wb = openpyxl.Workbook()
for row in json.load(open(sys.argv[2])): wb.active.append(row)
wb.active.row_dimensions[40].hidden = True
wb.active.row_dimensions[80].height = 30
wb.save(sys.argv[1])
`,
  "openpyxl, written only": `
import sys, json, openpyxl
wb = openpyxl.Workbook(write_only=True)
ws = wb.create_sheet("Directory")
for row in json.load(open(sys.argv[2])): ws.append(row)
wb.save(sys.argv[1])
`,
  XlsxWriter: `
import sys, json, xlsxwriter
wb = xlsxwriter.Workbook(sys.argv[1])
ws = wb.add_worksheet("Directory")
for r, row in enumerate(json.load(open(sys.argv[2]))):
    for c, value in enumerate(row): ws.write(r, c, value)
wb.close()
`,
  "XlsxWriter in constant memory": `
import sys, json, xlsxwriter
wb = xlsxwriter.Workbook(sys.argv[1], {"constant_memory": True})
ws = wb.add_worksheet("Directory")
bold = wb.add_format({"bold": True})
for r, row in enumerate(json.load(open(sys.argv[2]))):
    for c, value in enumerate(row): ws.write(r, c, value, bold if r % 3 else None)
wb.close()
`,
};

async function bothWays(path: string): Promise<void> {
  const type = await typeNamed("Directory");
  const outcomes: Outcome[] = [];
  for (const isShort of [true, false]) {
    const store = new OneThreadStore([type], dirname(path));
    // The second time every record is there.
    for (let time = 0; time < 2; time++) {
      const options = { limits: DEFAULT_LIMITS, encodingFallback: "none" as const };
      await using source = await openRows(path, options);
      outcomes.push(await store.importRows(type, source, isShort));
    }
    store.close();
  }
  const [first, again, longFirst, longAgain] = outcomes;
  expect(first?.packed).toBeGreaterThan(100);
  expect({ ...first, packed: 0 }).toEqual(longFirst);
  expect({ ...again, packed: 0 }).toEqual(longAgain);
  expect(longFirst?.rows.created).toBeGreaterThan(800);
}

describe.skipIf(noPython !== undefined)(`workbooks of Python ${noPython ?? ""}`, () => {
  it.each(Object.entries(WRITERS))("of %s", async (_, program) => {
    await writeFile(inFolder("rows.json"), JSON.stringify([HEADINGS, ...rows()]));
    await runPython(program, inFolder("book.xlsx"), inFolder("rows.json"));
    await bothWays(inFolder("book.xlsx"));
  });
});

it("a workbook of exceljs", async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet("Directory").addRows([HEADINGS, ...rows()]);
  await book.xlsx.writeFile(inFolder("book.xlsx"));
  await bothWays(inFolder("book.xlsx"));
});

it.skipIf(noOffice !== undefined)(`a workbook of LibreOffice ${noOffice ?? ""}`, async () => {
  const csv = [HEADINGS, ...rows()].map((row) =>
    row.map((cell) => `"${String(cell ?? "").replaceAll('"', '""')}"`).join(","),
  );
  await writeFile(inFolder("book.csv"), `${csv.join("\n")}\n`);
  await convertCsv(inFolder("book.csv"), inFolder());
  await bothWays(inFolder("book.xlsx"));
});
