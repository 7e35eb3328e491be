/** Workbooks that are hostile or damaged: each has its outcome, and none takes the process down. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, type ReadLimits } from "../../src/formats/rows.ts";
import { lying, told, withoutEnd, wrongEnd } from "../helpers/bad-archives.ts";
import { type Importer, openImporter } from "../helpers/importing.ts";
import { relationship, relationships, workbookOf, workbookParts, zipOf } from "../helpers/ooxml.ts";
import { typeOf } from "../helpers/rejecting.ts";

const cell = (text: string, address = ""): string =>
  `<c${address === "" ? "" : ` r="${address}"`} t="inlineStr"><is><t>${text}</t></is></c>`;
const HEAD = `<row>${cell("ExternalId")}${cell("LastName")}${cell("PhoneWork")}</row>`;
const person = (id: string, more = "", attributes = ""): string =>
  `<row${attributes}>${cell(id)}${cell("Name")}${cell("+358401234567")}${more}</row>`;
const sheet = (rows: string): Record<string, string> =>
  workbookParts({
    sheets: { Data: `<sheetData>${HEAD}${rows}</sheetData>` },
    strings: "",
    styles: "",
  });
const good = sheet(person("1"));
const PART = "xl/worksheets/s0.xml";

/** Status, codes, and rows that went in. */
type Outcome = readonly [status: string, codes: string, applied: number];
const REFUSED = (code: string): Outcome => ["Failed", code, 0];
const TAKEN: Outcome = ["Succeeded", "", 1];

/** One store for all files; a row that another file brought counts as applied all the same. */
const importers = new Map<string, Promise<Importer>>();
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-test-"));
});
afterAll(async () => {
  for (const importer of importers.values()) await (await importer)[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Setting {
  readonly limits?: Partial<ReadLimits>;
  readonly heapMb?: number;
}

async function outcomeOf(content: Buffer, setting: Setting = {}): Promise<Outcome> {
  const { limits, heapMb = 96 } = setting;
  const key = JSON.stringify([limits, heapMb]);
  const reading = { limits: { ...DEFAULT_LIMITS, ...limits }, encodingFallback: "none" as const };
  const importer = importers.get(key) ?? openImporter(join(folder, key), { heapMb, reading });
  importers.set(key, importer);
  const path = join(folder, "people.xlsx");
  await writeFile(path, content);
  const type = typeOf("Directory");
  const { verdict } = await (await importer).importFile(type, path, "people.xlsx");
  const { created, updated, unchanged } = verdict.rows;
  const codes = Object.keys(verdict.codes).filter((code) => code !== "F012");
  return [verdict.status, codes.sort().join(" "), created + updated + unchanged];
}

const blanks = (megabytes: number): string => " ".repeat(megabytes * 1024 * 1024);
const innerBomb = zipOf({ bomb: blanks(20) });
/** About 1:150, as style sheets that programs have piled up for years. */
const piledStyles = `<styleSheet>${Array.from({ length: 30_000 }, (_, i) => `<xf numFmtId="${i % 97}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1" applyFont="1"/>`).join("")}</styleSheet>`;

const archives: readonly (readonly [string, Buffer, Outcome, Setting])[] = [
  [
    "a part packed 1:1000",
    zipOf({ ...good, [PART]: `${blanks(40)}${good[PART]}` }),
    REFUSED("F009"),
    {},
  ],
  [
    "more unpacked bytes than the limit allows",
    zipOf({ ...good, [PART]: `${good[PART]}${blanks(4)}` }),
    REFUSED("F009"),
    { limits: { inflatedBytes: 3e6, compressionRatio: 1e9 } },
  ],
  [
    "a bomb in a part that nothing refers to",
    zipOf({ ...good, "xl/media/inner.xlsx": innerBomb }),
    TAKEN,
    {},
  ],
  [
    "20,001 parts",
    zipOf({
      ...good,
      ...Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`p${i}`, ""])),
    }),
    REFUSED("F009"),
    {},
  ],
  ["style sheets packed 1:150", zipOf({ ...good, "xl/styles.xml": piledStyles }), TAKEN, {}],
  ["a size told too small", lying(zipOf(good), PART, "size", 10), REFUSED("F010"), {}],
  ["a size told too large", lying(zipOf(good), PART, "size", 1_000_000), REFUSED("F010"), {}],
  ["a packed size told too small", lying(zipOf(good), PART, "packedSize", 10), REFUSED("F010"), {}],
  ["a wrong checksum", lying(zipOf(good), PART, "checksum", 1), REFUSED("F010"), {}],
  ["a packing that nobody knows", lying(zipOf(good), PART, "method", 97), REFUSED("F003"), {}],
  [
    "a part that begins beyond the end",
    lying(zipOf(good), PART, "position", 0x7fff_0000),
    REFUSED("F010"),
    {},
  ],
  ["two parts that share their bytes", overlapping(), REFUSED("F010"), {}],
  ["no end record", withoutEnd(zipOf(good)), REFUSED("F010"), {}],
  [
    "an end record that tells too many parts",
    wrongEnd(zipOf(good), "entries", 600),
    REFUSED("F010"),
    {},
  ],
  [
    "an end record that tells too few parts",
    wrongEnd(zipOf(good), "entries", 1),
    REFUSED("F003"),
    {},
  ],
  [
    "an end record that points nowhere",
    wrongEnd(zipOf(good), "directory", 0x7fff_0000),
    REFUSED("F010"),
    {},
  ],
  [
    "a megabyte of other bytes behind its end",
    Buffer.concat([zipOf(good), Buffer.alloc(1 << 20, 7)]),
    REFUSED("F010"),
    {},
  ],
  ["a part that is there twice", zipOf({ ...good, [PART.toUpperCase()]: "" }), REFUSED("F010"), {}],
  [
    "a part named ../../etc/passwd",
    zipOf({ ...good, "../../etc/passwd": "" }),
    REFUSED("F010"),
    {},
  ],
];

/** The style sheet's entry points at the bytes of the sheet. */
function overlapping(): Buffer {
  const archive = zipOf(good);
  return lying(archive, "xl/styles.xml", "position", told(archive, PART, "position"));
}

describe("an archive", () => {
  for (const [what, content, outcome, setting] of archives) {
    it(`X2: an archive with ${what} - ${outcome[1] || "taken"}`, async () => {
      expect(await outcomeOf(content, setting)).toEqual(outcome);
    });
  }
});

const ENTITIES =
  '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">';
const TYPES = {
  "a DTD": "<!DOCTYPE x>",
  "an external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  "a billion laughs": `<!DOCTYPE x [${ENTITIES}]>`,
} as const;

describe("a workbook", () => {
  const parts = Object.keys(good).flatMap((part) =>
    Object.entries(TYPES).map(([what, type]) => [what, part, type] as const),
  );

  it.each(parts)("X2: a workbook with %s in %s - refused with F010", async (_, part, type) => {
    expect(await outcomeOf(zipOf({ ...good, [part]: `${type}${good[part] ?? ""}` }))).toEqual(
      REFUSED("F010"),
    );
  });

  it.each([
    "../../../../etc/passwd",
    "/etc/passwd",
    "http://127.0.0.1:9/s.xml",
    "file:///etc/passwd",
    "s0.xml\u0000",
  ])("X2: a workbook whose sheet is at %j - refused with F010", async (target) => {
    const rels = relationships([relationship("r0", "worksheet", target)]);
    expect(await outcomeOf(zipOf({ ...good, "xl/_rels/workbook.xml.rels": rels }))).toEqual(
      REFUSED("F010"),
    );
  });

  it("X2: a workbook whose sheet is a link to the outside - refused with F010", async () => {
    const rels = relationships([
      relationship("r0", "worksheet", "http://127.0.0.1:9/s.xml").replace(
        "/>",
        ' TargetMode="External"/>',
      ),
    ]);
    expect(await outcomeOf(zipOf({ ...good, "xl/_rels/workbook.xml.rels": rels }))).toEqual(
      REFUSED("F010"),
    );
  });

  const rows: readonly (readonly [string, string, Outcome, heapMb?: number])[] = [
    ["a million empty rows", `${"<row/>".repeat(1_000_000)}${person("1")}`, TAKEN],
    ["more rows than a sheet can have", "<row/>".repeat(1_048_577), REFUSED("F010")],
    ["a million empty cells in a row", `<row>${"<c/>".repeat(1_000_000)}</row>`, REFUSED("F010")],
    [
      "a million cells at one address",
      `<row r="2">${'<c r="A2"/>'.repeat(1_000_000)}</row>${person("1")}`,
      TAKEN,
    ],
    [
      "a value in the last cell of a sheet",
      `${person("1")}<row r="1048576">${cell("far", "XFD1048576")}</row>`,
      ["PartiallySucceeded", "R017", 1],
    ],
    ["a cell beyond the last column", `<row r="2">${cell("far", "XFE2")}</row>`, REFUSED("F010")],
    ["a row with the number 0", person("1", "", ' r="0"'), REFUSED("F010")],
    [
      "rows out of order",
      `${person("1", "", ' r="9"')}${person("2", "", ' r="3"')}`,
      REFUSED("F010"),
    ],
    [
      "a row number that stands twice",
      `${person("1", "", ' r="3"')}${person("2", "", ' r="3"')}`,
      REFUSED("F010"),
    ],
    [
      "a cell that stands twice",
      `<row r="2">${cell("1", "A2")}${cell("2", "A2")}${cell("+358401234567", "C2")}</row>`,
      REFUSED("F010"),
    ],
    [
      "a text of 40,000 characters",
      person("1", "").replace("Name", "x".repeat(40_000)),
      REFUSED("F009"),
    ],
    [
      "a text of many runs",
      `<row><c t="inlineStr"><is>${`<r><t>${"x".repeat(30_000)}</t></r>`.repeat(3_000)}</is></c></row>`,
      REFUSED("F009"),
    ],
    [
      "a text in many CDATA sections",
      `<row><c t="str"><v>${`<![CDATA[${"x".repeat(30_000)}]]>`.repeat(3_000)}</v></c></row>`,
      REFUSED("F009"),
    ],
    ["elements a hundred thousand deep", "<a>".repeat(100_000), REFUSED("F010")],
    [
      "a million attributes",
      `<row ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}=""`).join(" ")}/>${person("1")}`,
      TAKEN,
      256,
    ],
    ["an unknown entity", person("&laugh;"), REFUSED("F010")],
    ["a character that no text may hold", person("a_x0000_b"), ["Failed", "F013 R002", 0]],
    ["half a surrogate pair", person("a_xD83D_b"), ["Failed", "F013 R002", 0]],
    ["a shared text that is not there", `<row><c t="s"><v>77</v></c></row>`, REFUSED("F010")],
  ];

  for (const [what, content, outcome, heapMb = 96] of rows) {
    it(`X2: a workbook with ${what} - ${outcome[1] || "taken"}`, async () => {
      const setting = { limits: { compressionRatio: 1e6 }, heapMb };
      expect(await outcomeOf(zipOf(sheet(content)), setting)).toEqual(outcome);
    });
  }

  it("X2: a workbook with a header in far columns - refused with F009", async () => {
    const far = `<sheetData><row r="1">${cell("ExternalId", "A1")}${cell("LastName", "XFD1")}</row></sheetData>`;
    expect(await outcomeOf(workbookOf({ sheets: { Data: far } }))).toEqual(REFUSED("F009"));
  });
});
