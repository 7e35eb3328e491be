/** One small table as good files of every format: what hostile ones are made of. */
import { workbookParts, zipOf } from "./ooxml.ts";

export interface AnyFile {
  /** Extension with its dot. */
  readonly extension: string;
  readonly bytes: Buffer;
}

const TABLE = [
  ["ExternalId", "LastName", "PhoneWork", "Email", "Vip", "Note"],
  ["a-1", "Järvi", "+358401234567", "a@example.com", "TRUE", 'says "hi", twice'],
  ["a-2", "Ö", "+442079460201", "", "0", "two\nlines"],
  ["a-3", "日本 😀", "4.41E+11", "none", "x", "\ufffd"],
];
const [HEADER = [], ...ROWS] = TABLE;

const csv = TABLE.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
const records = ROWS.map((row) => Object.fromEntries(HEADER.map((name, i) => [name, row[i]])));
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const fields = (row: readonly string[]): string =>
  HEADER.map((name, i) => `<${name}>${escaped(row[i] ?? "")}</${name}>`).join("");
const cells = (row: readonly string[]): string =>
  row.map((text, i) => `<c t="s" s="${i % 3}"><v>${text.length}</v></c>`).join("");

/** Parts of a workbook of the same kind. */
export const SHEET_PARTS = workbookParts({
  sheets: {
    Data: `<sheetData>${TABLE.map((row) => `<row>${cells(row)}</row>`).join("")}</sheetData>`,
  },
  strings: Array.from(
    { length: 40 },
    (_, i) => `<si><t>${escaped(HEADER[i % 6] ?? "")}</t></si>`,
  ).join(""),
  styles: `<numFmts><numFmt numFmtId="200" formatCode="yyyy\\-mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/></cellXfs>`,
});

/** The table in every format. */
export const GOOD: readonly AnyFile[] = [
  { extension: ".csv", bytes: Buffer.from(csv.join("\r\n")) },
  { extension: ".csv", bytes: Buffer.from(`sep=;\r\n${csv.join("\r\n").replaceAll(",", ";")}`) },
  {
    extension: ".tsv",
    bytes: Buffer.from(TABLE.map((row) => row.slice(0, 4).join("\t")).join("\n")),
  },
  { extension: ".txt", bytes: Buffer.from(`\ufeff${csv.join("\r\n")}`, "utf16le") },
  { extension: ".json", bytes: Buffer.from(JSON.stringify({ count: 3, items: records })) },
  {
    extension: ".jsonl",
    bytes: Buffer.from(records.map((each) => JSON.stringify(each)).join("\n")),
  },
  {
    extension: ".xml",
    bytes: Buffer.from(
      `<?xml version="1.0"?><rows>${ROWS.map((row) => `<row Id="">${fields(row)}</row>`).join("")}</rows>`,
    ),
  },
  { extension: ".xlsx", bytes: zipOf(SHEET_PARTS) },
];
