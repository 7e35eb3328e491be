/** Arbitrary files that no honest program writes: random bytes, broken copies of good files, near misses. */
import fc from "fast-check";
import { GOOD, type AnyFile, SHEET_PARTS } from "./honest-files.ts";
import { workbookParts, zipOf, type Parts } from "./ooxml.ts";

/** Runs of each property: a few within the suite, FUZZ_RUNS for a long campaign with FUZZ_SEED. */
export function campaign(runs: number): { readonly numRuns: number; readonly seed: number } {
  const asked = process.env["FUZZ_RUNS"];
  const seed = process.env["FUZZ_SEED"];
  return {
    numRuns: asked === undefined ? runs : Number(asked),
    seed: asked !== undefined && seed === undefined ? Date.now() : Number(seed ?? 20261120),
  };
}

interface Edit {
  readonly kind: "overwrite" | "insert" | "remove" | "repeat" | "cut";
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom("overwrite", "insert", "remove", "repeat", "cut"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 40 }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc
      .constantFrom(
        ...['"', ",", "\n", "\r", "<", ">", "{", "]", "\\", "&#0;", "\0", "\xff", "\xc3"],
      )
      .map((text) => Buffer.from(text, "latin1")),
  ),
});

function edited(bytes: Buffer, { kind, at, length, bytes: added }: Edit): Buffer {
  const from = Math.floor(at * bytes.length);
  const [head, tail] = [bytes.subarray(0, from), bytes.subarray(from)];
  switch (kind) {
    case "overwrite":
      return Buffer.concat([head, added, tail.subarray(added.length)]);
    case "insert":
      return Buffer.concat([head, added, tail]);
    case "remove":
      return Buffer.concat([head, tail.subarray(length)]);
    case "repeat":
      return Buffer.concat([head, tail.subarray(0, length), tail]);
    case "cut":
      return at < 0.5 ? bytes : head;
  }
}

const edits = fc.array(edit, { minLength: 1, maxLength: 5 });

/** A good file with a few bytes changed. */
const broken: fc.Arbitrary<AnyFile> = fc
  .tuple(fc.constantFrom(...GOOD), edits)
  .map(([{ extension, bytes }, all]) => ({ extension, bytes: all.reduce(edited, bytes) }));

/** A workbook whose archive is sound and one of whose parts is not. */
const brokenPart: fc.Arbitrary<AnyFile> = fc
  .tuple(fc.constantFrom(...Object.keys(SHEET_PARTS)), edits)
  .map(([name, all]) => ({
    extension: ".xlsx",
    bytes: zipOf({
      ...SHEET_PARTS,
      [name]: all.reduce(edited, Buffer.from(SHEET_PARTS[name] ?? "")),
    }),
  }));

const soupOf = (...words: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...words) },
        { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
      ),
      { maxLength: 60 },
    )
    .map((all) => all.join(""));

const csvSoup = soupOf(
  '"',
  '""',
  ",",
  ";",
  "\t",
  "|",
  "\r\n",
  "\n",
  "\r",
  "a",
  "é",
  "\ufeff",
  "sep=",
  "Name",
  "ExternalId",
  "LastName",
  "\0",
  "~",
  " ",
  "'",
  "=1+1",
);
const jsonSoup = soupOf(
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  '"Name"',
  '"__proto__":',
  '"a":1',
  "1e999",
  "-0",
  "null",
  "true",
  "\\",
  "\\u0000",
  "\\ud800",
  "\n",
  " ",
  "[{",
  "}]",
  '"ExternalId":"1"',
);
const xmlSoup = soupOf(
  "<",
  ">",
  "<r>",
  "</r>",
  "<Name>",
  "</Name>",
  "<a b='",
  "'",
  "/>",
  "&amp;",
  "&#xD800;",
  "&x;",
  "<![CDATA[",
  "]]>",
  "<!--",
  "-->",
  "<?x ?>",
  "<!DOCTYPE r [",
  "<!ENTITY e 'x'>",
  "xsi:nil='true'",
  "text",
  "\n",
);
const sheetSoup = soupOf(
  "<row>",
  '<row r="2">',
  '<row r="1048576">',
  '<row r="-1">',
  "</row>",
  "<c>",
  '<c r="XFD1" t="s">',
  '<c t="b">',
  '<c t="d">',
  '<c t="e" s="1">',
  '<c s="2">',
  '<c t="inlineStr">',
  "</c>",
  "<v>",
  "</v>",
  "<f>",
  "</f>",
  "<is>",
  "</is>",
  "<t>",
  "</t>",
  "<rPh>",
  "1",
  "45000.5",
  "-1",
  "1e308",
  "_xD800_",
  "_x0000_",
  "Name",
  "</sheetData>",
  "<sheetData>",
);

const near: fc.Arbitrary<AnyFile> = fc.oneof(
  fc
    .tuple(fc.constantFrom(".csv", ".txt"), csvSoup)
    .map(([extension, text]) => ({ extension, bytes: Buffer.from(text) })),
  csvSoup.map((text) => ({ extension: ".csv", bytes: Buffer.from(`\ufeff${text}`, "utf16le") })),
  csvSoup.map((text) => ({
    extension: ".csv",
    bytes: Buffer.from(`ExternalId,LastName\n${text}`),
  })),
  fc
    .tuple(fc.constantFrom(".json", ".jsonl"), jsonSoup)
    .map(([extension, text]) => ({ extension, bytes: Buffer.from(text) })),
  jsonSoup.map((text) => ({
    extension: ".json",
    bytes: Buffer.from(`[{"ExternalId":"1"},${text}]`),
  })),
  xmlSoup.map((text) => ({ extension: ".xml", bytes: Buffer.from(text) })),
  xmlSoup.map((text) => ({ extension: ".xml", bytes: Buffer.from(`<rows><r>${text}</r></rows>`) })),
  sheetSoup.map((text) => ({
    extension: ".xlsx",
    bytes: withSheet(`<sheetData>${text}</sheetData>`),
  })),
);

function withSheet(content: string): Buffer {
  const parts: Parts = workbookParts({
    sheets: { Data: content },
    strings: "<si><t>Name</t></si><si><t>LastName</t></si>",
    styles: `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs>`,
  });
  return zipOf(parts);
}

const extensions = fc.constantFrom(".csv", ".txt", ".tsv", ".xml", ".json", ".jsonl", ".xlsx");

const random: fc.Arbitrary<AnyFile> = fc
  .tuple(extensions, fc.uint8Array({ maxLength: 400 }), fc.boolean())
  .map(([extension, tail, hasHead]) => ({
    extension,
    bytes: Buffer.concat([
      hasHead && extension === ".xlsx" ? Buffer.from("PK\u0003\u0004") : Buffer.alloc(0),
      tail,
    ]),
  }));

export const hostileFile: fc.Arbitrary<AnyFile> = fc.oneof(
  { weight: 1, arbitrary: random },
  { weight: 3, arbitrary: broken },
  { weight: 2, arbitrary: brokenPart },
  { weight: 5, arbitrary: near },
);

/** Whether the file itself may say U+FFFD, as a letter or as an escape. */
export function maySayReplacement({ bytes, extension }: AnyFile): boolean {
  if (extension === ".xlsx") return true;
  return (
    bytes.includes("\ufffd") ||
    /fffd|65533/i.test(bytes.toString("latin1")) ||
    [bytes.toString("utf16le"), bytes.toString("utf16le", 1)].some((text) =>
      /[\ufffd\ufdff]/.test(text),
    )
  );
}
