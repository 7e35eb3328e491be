/** Workbooks as openpyxl, XlsxWriter and LibreOffice write them. */
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readAll, texts } from "../helpers/read-rows.ts";
import {
  convertCsv,
  missingOffice,
  missingPython,
  runPython,
} from "../helpers/spreadsheet-programs.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const noPython = await missingPython();
const noOffice = missingOffice();

const OPENPYXL = `
import sys, datetime as d
from openpyxl import Workbook
from openpyxl.styles import Font
wb = Workbook()
ws = wb.active
ws.title = "Ihmiset & co"
ws.append(["ExternalId", "Born", "Seen", "From", "Share", "Vip", "Sum", "Number", "Code", "Link"])
ws.append(["007", d.date(1980, 2, 29), d.datetime(2024, 2, 29, 10, 15), d.time(8, 30), 0.15, True, "=1+1", 358401234567, 123, "x"])
ws["E2"].number_format = "0%"
ws["I2"].number_format = "00000"
ws["J2"].hyperlink = "https://example.org/#frag"
ws.append(["merged", None, None, None, None, None, "=", 12345678901234567, d.timedelta(hours=36, minutes=5), "end"])
ws.merge_cells("A3:C3")
ws["A200"].font = Font(bold=True)
ws.row_dimensions[3].hidden = True
hidden = wb.create_sheet("Second")
hidden.sheet_state = "hidden"
hidden.append(["Name"])
hidden.append(["Ääkkönen 日本 😀"])
wb.save(sys.argv[1])
`;

const XLSXWRITER = `
import sys, datetime as d
import xlsxwriter
wb = xlsxwriter.Workbook(sys.argv[1], {"date_1904": True})
ws = wb.add_worksheet("Data")
bold = wb.add_format({"bold": True})
date = wb.add_format({"num_format": "dd.mm.yyyy"})
time = wb.add_format({"num_format": "hh:mm"})
ws.write_row(0, 0, ["Text", "Date", "Time", "Formula", "Link", "Control"])
ws.write_rich_string(1, 0, "one ", bold, "two", " three")
ws.write_datetime(1, 1, d.datetime(2024, 2, 29), date)
ws.write_datetime(1, 2, d.time(18, 45), time)
ws.write_formula(1, 3, '="a"&"b"', None, "ab")
ws.write_url(1, 4, "https://example.org/", string="home")
ws.write_string(1, 5, "line\\nbreak _x0041_")
wb.close()
wb = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
ws = wb.add_worksheet("Inline")
for i in range(2000):
    ws.write_row(i, 0, ["E%d" % i, " blanks ", "ä"])
wb.close()
`;

describe.skipIf(noPython !== undefined)(`workbooks of Python ${noPython ?? ""}`, () => {
  it("of openpyxl are read with all kinds of cells, in the order of the sheets", async () => {
    await runPython(OPENPYXL, inFolder("o.xlsx"));
    const { sheets, notes } = await readAll(inFolder("o.xlsx"));
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ["Ihmiset & co", false],
      ["Second", true],
    ]);
    expect(texts(sheets[0]?.rows ?? []).slice(1)).toEqual([
      [
        "007",
        "date:1980-02-29",
        "datetime:2024-02-29T10:15:00",
        "time:08:30:00",
        "number:15%",
        "boolean:TRUE",
        "formula:=1+1",
        "number:358401234567",
        "number:00123",
        "x",
      ],
      ["merged", null, null, null, null, null, "=", "number:1.234567890123457e+16", "36:05", "end"],
    ]);
    expect(texts(sheets[1]?.rows ?? [])).toEqual([["Name"], ["Ääkkönen 日本 😀"]]);
    expect(notes.join()).toContain("hidden rows");
  });

  it("of XlsxWriter are read, from 1904 and with inline texts", async () => {
    await runPython(XLSXWRITER, inFolder("x.xlsx"), inFolder("inline.xlsx"));
    const { sheets, notes } = await readAll(inFolder("x.xlsx"));
    expect(texts(sheets[0]?.rows ?? [])[1]).toEqual([
      "one two three",
      "date:2024-02-29",
      "time:18:45:00",
      "ab",
      "home",
      "line\nbreak _x0041_",
    ]);
    expect(notes.join()).toContain("1904");
    const inline = await readAll(inFolder("inline.xlsx"));
    expect(inline.sheets[0]?.rows).toHaveLength(2000);
    expect(texts(inline.sheets[0]?.rows ?? []).at(-1)).toEqual(["E1999", " blanks ", "ä"]);
  });
});

describe.skipIf(noOffice !== undefined)(`workbooks of LibreOffice ${noOffice ?? ""}`, () => {
  it("are read like the table that they were made from", async () => {
    const rows = ["Id,Name,Born", '1,"Ääkkönen, 日本",2024-02-29', '2,"two\nlines",1999-12-31'];
    await writeFile(inFolder("t.csv"), rows.join("\n"));
    await convertCsv(inFolder("t.csv"), inFolder());
    const { sheets } = await readAll(inFolder("t.xlsx"));
    expect(sheets[0]?.name).toBe("t");
    expect(texts(sheets[0]?.rows ?? [])).toEqual([
      ["Id", "Name", "Born"],
      ["number:1", "Ääkkönen, 日本", "date:2024-02-29"],
      ["number:2", "two\nlines", "date:1999-12-31"],
    ]);
  });
});
