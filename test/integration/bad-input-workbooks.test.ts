/** Workbooks that are hostile or damaged: each has its outcome, and none takes the process down. */
import { describe, expect, it } from "vitest";
import { lying, told, withoutEnd, wrongEnd } from "../helpers/bad-archives.ts";
import { relationship, relationships, workbookOf, workbookParts, zipOf } from "../helpers/ooxml.ts";
import {
  type Outcome,
  refused,
  type Setting,
  taken,
  unusable,
  useStores,
} from "../helpers/outcomes.ts";

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

const tellBy = useStores();

async function outcomeOf(content: Buffer, setting: Setting = {}): Promise<Outcome> {
  return (await tellBy(setting)("Directory", "people.xlsx", content)).outcome;
}

const blanks = (megabytes: number): string => " ".repeat(megabytes * 1024 * 1024);
const innerBomb = zipOf({ bomb: blanks(20) });
/** About 1:150, as style sheets that programs have piled up for years. */
const piledStyles = `<styleSheet>${Array.from({ length: 30_000 }, (_, i) => `<xf numFmtId="${i % 97}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1" applyFont="1"/>`).join("")}</styleSheet>`;

const archives: readonly (readonly [string, Buffer, Outcome, Setting])[] = [
  [
    "a part packed 1:1000",
    zipOf({ ...good, [PART]: `${blanks(40)}${good[PART]}` }),
    refused("F009"),
    {},
  ],
  [
    "more unpacked bytes than the limit allows",
    zipOf({ ...good, [PART]: `${good[PART]}${blanks(4)}` }),
    refused("F009"),
    { limits: { inflatedBytes: 3e6, compressionRatio: 1e9 } },
  ],
  [
    "a bomb in a part that nothing refers to",
    zipOf({ ...good, "xl/media/inner.xlsx": innerBomb }),
    taken(1),
    {},
  ],
  [
    "20,001 parts",
    zipOf({
      ...good,
      ...Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`p${i}`, ""])),
    }),
    refused("F009"),
    {},
  ],
  ["style sheets packed 1:150", zipOf({ ...good, "xl/styles.xml": piledStyles }), taken(1), {}],
  ["a size told too small", lying(zipOf(good), PART, "size", 10), refused("F010"), {}],
  ["a size told too large", lying(zipOf(good), PART, "size", 1_000_000), refused("F010"), {}],
  ["a packed size told too small", lying(zipOf(good), PART, "packedSize", 10), refused("F010"), {}],
  ["a wrong checksum", lying(zipOf(good), PART, "checksum", 1), refused("F010"), {}],
  ["a packing that nobody knows", lying(zipOf(good), PART, "method", 97), refused("F003"), {}],
  [
    "a part that begins beyond the end",
    lying(zipOf(good), PART, "position", 0x7fff_0000),
    refused("F010"),
    {},
  ],
  ["two parts that share their bytes", overlapping(), refused("F010"), {}],
  ["no end record", withoutEnd(zipOf(good)), refused("F010"), {}],
  [
    "an end record that tells too many parts",
    wrongEnd(zipOf(good), "entries", 600),
    refused("F010"),
    {},
  ],
  [
    "an end record that tells too few parts",
    wrongEnd(zipOf(good), "entries", 1),
    refused("F003"),
    {},
  ],
  [
    "an end record that points nowhere",
    wrongEnd(zipOf(good), "directory", 0x7fff_0000),
    refused("F010"),
    {},
  ],
  [
    "a megabyte of other bytes behind its end",
    Buffer.concat([zipOf(good), Buffer.alloc(1 << 20, 7)]),
    refused("F010"),
    {},
  ],
  ["a part that is there twice", zipOf({ ...good, [PART.toUpperCase()]: "" }), refused("F010"), {}],
  [
    "a part named ../../etc/passwd",
    zipOf({ ...good, "../../etc/passwd": "" }),
    refused("F010"),
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
      refused("F010"),
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
      refused("F010"),
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
      refused("F010"),
    );
  });

  const rows: readonly (readonly [string, string, Outcome, heapMb?: number])[] = [
    ["a million empty rows", `${"<row/>".repeat(1_000_000)}${person("1")}`, taken(1)],
    ["more rows than a sheet can have", "<row/>".repeat(1_048_577), refused("F010")],
    ["a million empty cells in a row", `<row>${"<c/>".repeat(1_000_000)}</row>`, refused("F010")],
    [
      "a million cells at one address",
      `<row r="2">${'<c r="A2"/>'.repeat(1_000_000)}</row>${person("1")}`,
      taken(1),
    ],
    [
      "a value in the last cell of a sheet",
      `${person("1")}<row r="1048576">${cell("far", "XFD1048576")}</row>`,
      ["PartiallySucceeded", "R017", 1],
    ],
    ["a cell beyond the last column", `<row r="2">${cell("far", "XFE2")}</row>`, refused("F010")],
    ["a row with the number 0", person("1", "", ' r="0"'), refused("F010")],
    [
      "rows out of order",
      `${person("1", "", ' r="9"')}${person("2", "", ' r="3"')}`,
      refused("F010"),
    ],
    [
      "a row number that stands twice",
      `${person("1", "", ' r="3"')}${person("2", "", ' r="3"')}`,
      refused("F010"),
    ],
    [
      "a cell that stands twice",
      `<row r="2">${cell("1", "A2")}${cell("2", "A2")}${cell("+358401234567", "C2")}</row>`,
      refused("F010"),
    ],
    [
      "a text of 40,000 characters",
      person("1", "").replace("Name", "x".repeat(40_000)),
      refused("F009"),
    ],
    [
      "a text of many runs",
      `<row><c t="inlineStr"><is>${`<r><t>${"x".repeat(30_000)}</t></r>`.repeat(3_000)}</is></c></row>`,
      refused("F009"),
    ],
    [
      "a text in many CDATA sections",
      `<row><c t="str"><v>${`<![CDATA[${"x".repeat(30_000)}]]>`.repeat(3_000)}</v></c></row>`,
      refused("F009"),
    ],
    ["elements a hundred thousand deep", "<a>".repeat(100_000), refused("F010")],
    [
      "a million attributes",
      `<row ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}=""`).join(" ")}/>${person("1")}`,
      taken(1),
      256,
    ],
    ["an unknown entity", person("&laugh;"), refused("F010")],
    ["a character that no text may hold", person("a_x0000_b"), unusable("R002")],
    ["half a surrogate pair", person("a_xD83D_b"), unusable("R002")],
    ["a shared text that is not there", `<row><c t="s"><v>77</v></c></row>`, refused("F010")],
  ];

  for (const [what, content, outcome, heapMb = 96] of rows) {
    it(`X2: a workbook with ${what} - ${outcome[1] || "taken"}`, async () => {
      const setting = { limits: { compressionRatio: 1e6 }, heapMb };
      expect(await outcomeOf(zipOf(sheet(content)), setting)).toEqual(outcome);
    });
  }

  it("X2: a workbook with a header in far columns - refused with F009", async () => {
    const far = `<sheetData><row r="1">${cell("ExternalId", "A1")}${cell("LastName", "XFD1")}</row></sheetData>`;
    expect(await outcomeOf(workbookOf({ sheets: { Data: far } }))).toEqual(refused("F009"));
  });
});
