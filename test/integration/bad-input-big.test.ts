/** Files that would fill the memory: imported by a process that has little, one after another. */
import { execFile } from "node:child_process";
import { mkdtemp, open, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { workbookOf } from "../helpers/ooxml.ts";

const MB = 1024 * 1024;
/** A process of this kind takes about half of it for a file of two lines. */
const MOST_MB = 500;
const child = fileURLToPath(new URL("../helpers/import-in-child.ts", import.meta.url));

interface Told {
  readonly file: string;
  readonly status: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly codes: Readonly<Record<string, number>>;
  readonly peakMb: number;
}

/** `head`, then `piece` again and again until there are so many megabytes, then `tail`. */
async function pour(
  path: string,
  [head, piece, tail]: readonly [string, string, string],
  megabytes: number,
) {
  const file = await open(path, "w");
  await file.write(head);
  const block = piece.repeat(Math.ceil(MB / piece.length));
  for (let written = 0; written < megabytes * MB; written += block.length) await file.write(block);
  await file.write(tail);
  await file.close();
}

const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const person = (id: string): string =>
  `<row>${text(id)}${text("Name")}${text("+358401234567")}</row>`;
const HEAD = `<row>${text("ExternalId")}${text("LastName")}${text("PhoneWork")}</row>`;

const files: readonly (readonly [
  string,
  string,
  (path: string) => Promise<void>,
  string,
  object,
])[] = [
  [
    "X4: a CSV file with a quote that is not closed before 100 MB - its row costs R017, the last row goes in",
    "Skills/quote.csv",
    (path) =>
      pour(path, ['Name,Description\nA,"open\n', `${" ".repeat(30_000)}\n`, "B,last\n"], 100),
    "PartiallySucceeded",
    { R017: 1 },
  ],
  [
    "X4: a CSV file with a line of 100 MB - refused with F009",
    "Skills/line.csv",
    (path) => pour(path, ["Name\nA\n", "x".repeat(1000), "\n"], 100),
    "Failed",
    { F009: 1 },
  ],
  [
    "X4: a CSV file with 3,000 phone numbers of 30,000 characters - each costs R005",
    "BlockedNumbers/phones.csv",
    async (path) => {
      const rows = Array.from({ length: 3_000 }, (_, i) => `${i}${"x".repeat(30_000)}`);
      await writeFile(path, `Number\n+358401234567\n${rows.join("\n")}\n`);
    },
    "PartiallySucceeded",
    { R005: 3_000 },
  ],
  [
    "X4: a JSON file with a text of 100 MB - refused with F009",
    "Skills/text.json",
    (path) => pour(path, ['[{"Name":"A"},{"Name":"', "x".repeat(1000), '"}]'], 100),
    "Failed",
    { F009: 1 },
  ],
  [
    "X4: a JSON file with a nested value of 100 MB - refused with F009",
    "Skills/nested.json",
    (path) => pour(path, ['[{"Name":"A"},{"Name":["', 'x","', '"]}]'], 100),
    "Failed",
    { F009: 1 },
  ],
  [
    "X4: a JSON Lines file with a line of 100 MB - refused with F009",
    "Skills/line.jsonl",
    (path) => pour(path, ['{"Name":"A"}\n{"Name":"', "x".repeat(1000), '"}\n'], 100),
    "Failed",
    { F009: 1 },
  ],
  [
    "X3: an XML file with a text of 100 MB in pieces - refused with F009",
    "Skills/text.xml",
    (path) =>
      pour(
        path,
        [
          "<rows><r><Name>A</Name></r><r><Name>",
          `${"x".repeat(1000)}<!-- -->`,
          "</Name></r></rows>",
        ],
        100,
      ),
    "Failed",
    { F009: 1 },
  ],
  [
    "W5: a file of 3 GB - refused with F009 before it is read",
    "Skills/large.csv",
    async (path) => {
      await writeFile(path, "Name\nA\n");
      await truncate(path, 3 * 1024 * MB);
    },
    "Failed",
    { F009: 1 },
  ],
  [
    "X2: a workbook with a million shared texts - taken",
    "Directory/strings.xlsx",
    async (path) => {
      const strings = Array.from({ length: 1_000_000 }, (_, i) => `<si><t>shared ${i}</t></si>`);
      const last = person("s-1").replace(text("Name"), '<c t="s"><v>999999</v></c>');
      await writeFile(
        path,
        workbookOf({
          sheets: { Data: `<sheetData>${HEAD}${last}</sheetData>` },
          strings: strings.join(""),
        }),
      );
    },
    "Succeeded",
    {},
  ],
  [
    "X2: a workbook whose sheet unpacks to 60 MB of nothing - refused with F009",
    "Directory/bomb.xlsx",
    (path) =>
      writeFile(
        path,
        workbookOf({
          sheets: { Data: `<sheetData>${HEAD}${person("b-1")}</sheetData>${" ".repeat(60 * MB)}` },
        }),
      ),
    "Failed",
    { F009: 1 },
  ],
];

describe("with little memory", () => {
  const told = new Map<string, Told>();
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "quayside-test-"));
    const args: string[] = [];
    for (const [, place, write] of files) {
      const [type = "", name = ""] = place.split("/");
      await write(join(folder, name));
      args.push(type, join(folder, name));
    }
    const options = ["--max-old-space-size=96", "--import", "tsx", child, join(folder, "work")];
    const { stdout } = await promisify(execFile)(process.execPath, [...options, ...args]);
    for (const line of stdout.trim().split("\n")) {
      const each = JSON.parse(line) as Told;
      told.set(each.file, each);
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const [title, place, , status, codes] of files) {
    it(title, () => {
      const { peakMb = 0, ...outcome } = told.get(place.split("/")[1] ?? "") ?? {};
      expect(outcome).toMatchObject({ status, codes });
      expect(peakMb).toBeLessThan(MOST_MB);
    });
  }
});
