/** Workbooks by hand: what the standard allows and programs rarely write, and what is damaged. */
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  relationship,
  relationships,
  workbookOf,
  workbookParts,
  zipOf,
} from "../../../helpers/ooxml.ts";
import { readAll, readBack, texts, type ReadSettings } from "../../../helpers/read-rows.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

async function rowsOf(content: Buffer, settings: ReadSettings = {}): Promise<(string | null)[][]> {
  return texts((await readBack(inFolder("f.xlsx"), content, settings)).rows);
}

const inline = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const HEADER = `<row>${inline("a")}${inline("b")}</row>`;
const sheetOf = (rows: string): Buffer =>
  workbookOf({ sheets: { A: `<sheetData>${HEADER}${rows}</sheetData>` } });

describe("the parts of a workbook", () => {
  it("are found through absolute targets, under any name", async () => {
    const parts = workbookParts({ sheets: { A: `<sheetData>${HEADER}</sheetData>` } });
    const content = zipOf({
      "strange/place.xml": parts["xl/worksheets/s0.xml"] ?? "",
      "book/main.xml": parts["xl/workbook.xml"] ?? "",
      "_rels/.rels": relationships([relationship("x", "officeDocument", "/book/main.xml")]),
      "book/_rels/main.xml.rels": relationships([
        relationship("r0", "worksheet", "../strange/place.xml"),
      ]),
    });
    expect(await rowsOf(content)).toEqual([["a", "b"]]);
    const absolute = zipOf({
      ...parts,
      "xl/_rels/workbook.xml.rels": relationships([
        relationship("r0", "worksheet", "/xl/worksheets/s0.xml"),
      ]),
    });
    expect(await rowsOf(absolute)).toEqual([["a", "b"]]);
  });

  it("give sheets in the order of the workbook, hidden ones marked, charts left out", async () => {
    const parts = workbookParts({ sheets: { First: "", Second: "", Chart: "" } });
    const content = zipOf({
      ...Object.fromEntries(Object.entries(parts).reverse()),
      "xl/workbook.xml": (parts["xl/workbook.xml"] ?? "").replace(
        'name="Second"',
        'name="Second" state="veryHidden"',
      ),
      "xl/_rels/workbook.xml.rels": relationships([
        relationship("r2", "chartsheet", "worksheets/s2.xml"),
        relationship("r1", "worksheet", "worksheets/s1.xml"),
        relationship("r0", "worksheet", "worksheets/s0.xml"),
      ]),
    });
    await writeFile(inFolder("f.xlsx"), content);
    const { sheets } = await readAll(inFolder("f.xlsx"));
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ["First", false],
      ["Second", true],
    ]);
  });

  it("may have prefixed elements and UTF-16 text", async () => {
    const sheet =
      '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>ä</x:v></x:c>' +
      "</x:row></x:sheetData></x:worksheet>";
    const parts = workbookParts({ sheets: { A: "" } });
    for (const content of [sheet, Buffer.from(`\ufeff${sheet}`, "utf16le")]) {
      expect(await rowsOf(zipOf({ ...parts, "xl/worksheets/s0.xml": content }))).toEqual([["ä"]]);
    }
  });
});

describe("the rows of a sheet", () => {
  it("count on where the file gives no addresses", async () => {
    const rows = `<row r="5">${inline("1")}<c r="B5"><v>2</v></c></row><row>${inline("3")}</row>`;
    const { rows: read } = await readBack(inFolder("f.xlsx"), sheetOf(rows));
    expect(read.map((row) => row.number)).toEqual([1, 5, 6]);
    expect(texts(read)[1]).toEqual(["1", "number:2"]);
  });

  it("keep gaps between cells as empty cells", async () => {
    expect(await rowsOf(sheetOf('<row r="2"><c r="B2" t="str"><v>x</v></c></row>'))).toEqual([
      ["a", "b"],
      [null, "x"],
    ]);
  });

  it("are not rows when they are only formatted", async () => {
    const rows = '<row r="2" s="1" customFormat="1"><c r="A2" s="1"/></row><row r="1048576"/>';
    expect(await rowsOf(sheetOf(rows))).toHaveLength(1);
  });

  it("are read when they are hidden, with a note", async () => {
    await writeFile(inFolder("f.xlsx"), sheetOf(`<row r="2" hidden="1">${inline("x")}</row>`));
    const { sheets, notes } = await readAll(inFolder("f.xlsx"));
    expect(texts(sheets[0]?.rows ?? [])[1]).toEqual(["x"]);
    expect(notes.join()).toContain("1 hidden rows");
  });

  it("with a value far outside of the header are faults that cost no memory", async () => {
    const rows =
      '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>';
    const { rows: read } = await readBack(inFolder("f.xlsx"), sheetOf(rows));
    expect(read[1]).toMatchObject({ number: 1048576, fault: { code: "R017" } });
    expect(read[1]?.fault?.message).toContain("XFD1048576");
    expect(read[1]?.cells).toHaveLength(1);
  });
});

describe("texts", () => {
  const strings =
    "<si><t>plain</t></si>" +
    '<si><r><t xml:space="preserve">one </t></r><r><rPr><b/></rPr><t>two</t></r></si>' +
    '<si><t>漢字</t><rPh sb="0" eb="2"><t>カンジ</t></rPh><phoneticPr fontId="1"/></si>' +
    "\n  <si>\n    <t>_x0041_ _x000D_</t>\n  </si>\n" +
    "<si><t/></si>";

  it("are joined from runs, without phonetic guides, escapes resolved", async () => {
    const cells = [0, 1, 2, 3, 4].map((i) => `<c t="s"><v>${i}</v></c>`).join("");
    const sheets = { A: `<sheetData><row>${cells}</row></sheetData>` };
    expect(await rowsOf(workbookOf({ sheets, strings }))).toEqual([
      ["plain", "one two", "漢字", "A \r"],
    ]);
  });

  it("inline may have runs as well", async () => {
    const cell = '<c t="inlineStr"><is><r><t>one </t></r><r><t>two</t></r></is></c>';
    expect((await rowsOf(sheetOf(`<row>${cell}</row>`)))[1]).toEqual(["one two"]);
  });

  it("that are missing make the workbook corrupt", async () => {
    const content = sheetOf('<row><c t="s"><v>7</v></c></row>');
    await expect(rowsOf(content)).rejects.toMatchObject({ code: "F010" });
  });

  it("with characters that no text may hold make a faulty row", async () => {
    const rows = await rowsOf(
      sheetOf(`<row>${inline("a_x0000_b")}</row><row>${inline("c")}</row>`),
    );
    expect(rows.slice(1)).toEqual([["a\0b", "!R002"], ["c"]]);
  });
});

describe("values", () => {
  const styles =
    '<numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/><numFmt numFmtId="165" formatCode="00000"/></numFmts>' +
    '<cellStyleXfs><xf numFmtId="22"/></cellStyleXfs>' +
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/>' +
    '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs>';

  async function valuesOf(cells: string, properties = ""): Promise<(string | null)[]> {
    const sheets = { A: `<sheetData><row>${cells}</row></sheetData>` };
    return (await rowsOf(workbookOf({ sheets, styles, properties })))[0] ?? [];
  }

  it("follow their number format", async () => {
    const cells =
      '<c s="1"><v>45351</v></c><c s="2"><v>45351.427083333336</v></c><c s="3"><v>0.75</v></c>' +
      '<c s="4"><v>0.5</v></c><c s="4"><v>1.5</v></c><c s="5"><v>123</v></c><c s="6"><v>0.15</v></c>' +
      '<c s="1"><v>-5</v></c><c s="99"><v>1</v></c>';
    expect(await valuesOf(cells)).toEqual([
      "date:2024-02-29",
      "datetime:2024-02-29T10:15:00",
      "time:18:00:00",
      "time:12:00:00",
      "36:00",
      "number:00123",
      "number:15%",
      "number:-5",
      "number:1",
    ]);
  });

  it("follow the date system of the workbook", async () => {
    const properties = '<workbookPr date1904="1"/>';
    expect(await valuesOf('<c s="1"><v>43889</v></c>', properties)).toEqual(["date:2024-02-29"]);
  });

  it("may be dates as text, booleans and errors", async () => {
    const cells =
      '<c t="d"><v>2024-02-29</v></c><c t="d"><v>2024-02-29T10:15:00.250Z</v></c>' +
      '<c t="d"><v>10:15</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#REF!</v></c>';
    expect(await valuesOf(cells)).toEqual([
      "date:2024-02-29",
      "datetime:2024-02-29T10:15:00.250",
      "time:10:15:00",
      "boolean:TRUE",
      "boolean:FALSE",
      "error:#REF!",
    ]);
  });

  it("of formulas are their cached results, else the formula", async () => {
    const cells =
      '<c><f>1+1</f><v>2</v></c><c s="1"><f>TODAY()</f><v>45351</v></c><c t="str"><f>A1</f><v>x</v></c>' +
      '<c><f t="shared" si="0"/><v>5</v></c><c t="b"><f>TRUE()</f><v>1</v></c><c><f>SUM(A1:A2)</f></c>' +
      "<c><f>B1</f><v/></c>";
    expect(await valuesOf(cells)).toEqual([
      "number:2",
      "date:2024-02-29",
      "x",
      "number:5",
      "boolean:TRUE",
      "formula:=SUM(A1:A2)",
      "formula:=B1",
    ]);
  });
});

describe("a hostile or damaged workbook", () => {
  const bomb = `<sheetData>${HEADER}<row>${inline(" ".repeat(8_000_000))}</row></sheetData>`;

  it("stops at the compression ratio, whatever the directory tells", async () => {
    const content = workbookOf({ sheets: { A: bomb } });
    await expect(rowsOf(content)).rejects.toMatchObject({
      code: "F009",
      details: { limit: "compressionRatio" },
    });
  });

  it("stops at the unpacked size", async () => {
    const limits = { compressionRatio: 1e6, inflatedBytes: 1_000_000 };
    const reading = rowsOf(workbookOf({ sheets: { A: bomb } }), { limits });
    await expect(reading).rejects.toMatchObject({ details: { limit: "inflatedBytes" } });
  });

  it("may pack small parts as well as it likes", async () => {
    const content = sheetOf(`<row>${inline("x".repeat(30_000))}</row>`);
    expect(await rowsOf(content, { limits: { compressionRatio: 2 } })).toHaveLength(2);
  });

  it.each([
    ["an unknown part", { "xl/_rels/workbook.xml.rels": relationships([]) }],
    ["XML that is cut off", { "xl/worksheets/s0.xml": "<worksheet><sheetData><row>" }],
    ["a document type", { "xl/worksheets/s0.xml": "<!DOCTYPE a><worksheet/>" }],
    ["an entity", { "xl/worksheets/s0.xml": "<worksheet>&a;</worksheet>" }],
    ["bytes that are no UTF-8", { "xl/worksheets/s0.xml": Buffer.from("3c613eff3c2f613e", "hex") }],
    ["a row beyond the sheet", { "xl/worksheets/s0.xml": sheetXml('<row r="2000000"/>') }],
    ["a cell beyond the sheet", { "xl/worksheets/s0.xml": sheetXml('<row><c r="XFE1"/></row>') }],
    ["elements too deep", { "xl/worksheets/s0.xml": "<a>".repeat(1000) }],
  ])("with %s is corrupt", async (_, damage) => {
    const parts = workbookParts({ sheets: { A: "" } });
    await expect(rowsOf(zipOf({ ...parts, ...damage }))).rejects.toMatchObject({ code: "F010" });
  });

  it("with a wrong checksum is corrupt", async () => {
    const content = sheetOf("");
    // The checksum in the directory's entry of the sheet, which is the last one.
    const at = content.lastIndexOf(Buffer.from("504b0102", "hex")) + 16;
    content.writeUInt32LE(content.readUInt32LE(at) ^ 1, at);
    await expect(rowsOf(content)).rejects.toThrow("checksum");
  });

  it("with damaged packed bytes is corrupt", async () => {
    const content = sheetOf("");
    const at = content.indexOf("xl/worksheets/s0.xml") + 24;
    content.fill(0xff, at, at + 40);
    await expect(rowsOf(content)).rejects.toMatchObject({ code: "F010" });
  });

  it.each([
    [{ rows: 1 }, "rows"],
    [{ headerColumns: 1 }, "headerColumns"],
    [{ cellChars: 3 }, "cellChars"],
  ])("stops at the limit %j", async (limits, limit) => {
    const row = `<row>${inline("long")}</row>`;
    const reading = rowsOf(sheetOf(row + row), { limits });
    await expect(reading).rejects.toMatchObject({ code: "F009", details: { limit } });
  });
});

function sheetXml(rows: string): string {
  return `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
}
