/** One suite for all readers: the same table in every format, limits, early stops, progress. */
import { readdir, readlink, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Cell, Row } from "../../src/formats/rows.ts";
import { workbookOf } from "../helpers/ooxml.ts";
import { openWith, readAll } from "../helpers/read-rows.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

type Table = readonly (readonly string[])[];
type Write<T = string | Buffer> = (table: Table) => T;

const xmlText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const quoted = (delimiter: string, eol: string): Write<string> => {
  const cell = (text: string): string => (text === "" ? "" : `"${text.replaceAll('"', '""')}"`);
  return (table) => table.map((row) => row.map(cell).join(delimiter) + eol).join("");
};

const objects = ([header = [], ...rows]: Table): string[] =>
  rows.map((row) => JSON.stringify(Object.fromEntries(header.map((name, i) => [name, row[i]]))));

const xml: Write = ([header = [], ...rows]) => {
  const field = (name: string, text: string): string => `<${name}>${xmlText(text)}</${name}>`;
  const record = (row: readonly string[]): string =>
    `<row>${header.map((name, i) => field(name, row[i] ?? "")).join("")}</row>`;
  return `<rows>${rows.map(record).join("\n")}</rows>`;
};

const inlineWorkbook: Write = (table) => {
  const cell = (text: string): string =>
    `<c t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
  const rows = table.map((row) => `<row>${row.map(cell).join("")}</row>`).join("");
  return workbookOf({ sheets: { Data: `<sheetData>${rows}</sheetData>` } });
};

const sharedWorkbook: Write = (table) => {
  const all = [...new Set(table.flat())];
  const numbers = new Map(all.map((text, i) => [text, i]));
  const cell = (text: string): string => `<c t="s"><v>${numbers.get(text) ?? -1}</v></c>`;
  const rows = table.map((row) => `<row>${row.map(cell).join("")}</row>`).join("");
  return workbookOf({
    sheets: { Data: `<sheetData>${rows}</sheetData>` },
    strings: all.map((text) => `<si><t xml:space="preserve">${xmlText(text)}</t></si>`).join(""),
  });
};

const FORMATS: readonly (readonly [string, string, Write])[] = [
  ["csv with commas", "t.csv", quoted(",", "\r\n")],
  ["csv with semicolons", "t.csv", quoted(";", "\n")],
  [
    "UTF-16 text with tabs",
    "t.txt",
    (t) => Buffer.from(`\ufeff${quoted("\t", "\r\n")(t)}`, "utf16le"),
  ],
  ["tsv", "t.tsv", quoted("\t", "\n")],
  ["xml", "t.xml", xml],
  ["json", "t.json", (table) => `[${objects(table).join(",\n")}]`],
  ["jsonl", "t.jsonl", (table) => objects(table).join("\n")],
  ["xlsx with inline texts", "t.xlsx", inlineWorkbook],
  ["xlsx with shared texts", "t.xlsx", sharedWorkbook],
];

const TABLE: Table = [
  ["ExternalId", "Name", "Note"],
  ["1", 'Anna "the" Name; & Co, <b>', "two\nlines"],
  ["002", "Ääkkönen 日本 😀", ""],
  ["=1+1", " blanks around ", "tab\there"],
  ["", "", ""],
  ["+358401234567", "x".repeat(30_000), "last"],
];

const big: Table = [
  ["ExternalId", "Name", "Note"],
  ...Array.from({ length: 30_000 }, (_, i) => [`E${i}`, `Person ${i}`, `note ${i % 7}`]),
];

/** The table as the port should give it: header first, blank rows left out. */
function expected(table: Table): (string | null)[][] {
  return table
    .filter((row) => row.some((text) => text !== ""))
    .map((row) => row.map((text) => (text === "" ? null : text)));
}

function padded(rows: readonly Row[], names: readonly string[] | undefined): Cell[][] {
  const [first] = rows;
  const header: readonly Cell[] = names ?? first?.cells ?? [];
  const data = names === undefined ? rows.slice(1) : rows;
  // Formats that name their fields tell an empty one from one that is not there.
  const cell = ({ cells }: Row, i: number): Cell => (cells[i] === "" ? null : (cells[i] ?? null));
  return [[...header], ...data.map((row) => header.map((_, i) => cell(row, i)))];
}

async function openFilesIn(folder: string): Promise<string[]> {
  const links = (await readdir("/proc/self/fd")).map(async (fd) =>
    readlink(`/proc/self/fd/${fd}`).catch(() => ""),
  );
  return (await Promise.all(links)).filter((path) => path.startsWith(folder));
}

describe.each(FORMATS)("%s", (_, name, write) => {
  it("gives the same rows as every other format", async () => {
    await writeFile(inFolder(name), write(TABLE));
    const { sheets } = await readAll(inFolder(name));
    const rows = sheets[0]?.rows ?? [];
    expect(rows.filter((row) => row.fault !== undefined)).toEqual([]);
    expect(padded(rows, sheets[0]?.names)).toEqual(expected(TABLE));
  });

  it("comes in batches, and tells how far it has read without going back", async () => {
    const content = write(big);
    await writeFile(inFolder(name), content);
    await using source = await openWith(inFolder(name));
    const positions: number[] = [];
    let rows = 0;
    for await (const batch of source.read(0).batches) {
      expect(batch.length).toBeGreaterThan(0);
      expect(batch.length).toBeLessThanOrEqual(5000);
      rows += batch.length;
      positions.push(source.bytesRead());
    }
    expect(rows).toBe(source.read(0).names === undefined ? 30_001 : 30_000);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    const size = Buffer.byteLength(content);
    expect(source.bytesRead()).toBeLessThanOrEqual(size);
    expect(source.bytesRead()).toBeGreaterThan(size * 0.8);
  });

  it.runIf(process.platform === "linux")("closes the file after an early stop", async () => {
    await writeFile(inFolder(name), write(big));
    {
      await using source = await openWith(inFolder(name));
      for await (const batch of source.read(0).batches) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
    }
    expect(await openFilesIn(inFolder())).toEqual([]);
  });

  it.runIf(process.platform === "linux")(
    "closes the file when a reading is left hanging",
    async () => {
      await writeFile(inFolder(name), write(big));
      {
        await using source = await openWith(inFolder(name));
        await source.read(0).batches[Symbol.asyncIterator]().next();
      }
      expect(await openFilesIn(inFolder())).toEqual([]);
    },
  );

  it("can be read twice", async () => {
    await writeFile(inFolder(name), write(TABLE));
    await using source = await openWith(inFolder(name));
    const counts: number[] = [];
    for (let i = 0; i < 2; i++) {
      let rows = 0;
      for await (const batch of source.read(0).batches) rows += batch.length;
      counts.push(rows);
    }
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(counts[0]);
  });

  it("stops at the limits of rows, columns and texts", async () => {
    await writeFile(inFolder(name), write(TABLE));
    for (const limits of [{ rows: 3 }, { headerColumns: 2 }, { cellChars: 29_999 }]) {
      const reading = readAll(inFolder(name), { limits });
      const [limit] = Object.keys(limits);
      await expect(reading).rejects.toMatchObject({ code: "F009", details: { limit } });
    }
  });
});
