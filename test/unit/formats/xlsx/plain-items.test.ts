/** The fast path through rows and shared strings against saxes alone: the same, whatever the text. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, type Row } from "../../../../src/formats/rows.ts";
import { openXml, type XmlParser } from "../../../../src/formats/sax.ts";
import { openItems } from "../../../../src/formats/xlsx/plain-items.ts";
import { readSharedStrings } from "../../../../src/formats/xlsx/shared-strings.ts";
import { SheetRows } from "../../../../src/formats/xlsx/sheet-rows.ts";
import { campaign } from "../../../helpers/hostile-files.ts";

const LIMITS = { ...DEFAULT_LIMITS, cellChars: 60, rows: 30, headerColumns: 8 };
const SHARED = ["", "one", "two words", "<&>", "x".repeat(50)];

const attribute = fc.constantFrom(
  ...['r="A1"', 'r="B1"', 'r="C7"', 'r="XFE1"', "r='A1'", 'r = "A1"', 'R="A1"', 'r="A&#49;"'],
  ...['t="s"', 't="str"', 't="inlineStr"', 't="b"', 't="n"', 't="d"', 't="e"', 's="1"', 's="9"'],
  ...['cm="1"', 'x:y="1"', 'a="<"', 't="&#115;"', 'a="&bad;"', 'a="1\n2"', "a", 'a="1"b="2"'],
);
const rowAttribute = fc.constantFrom(
  ...['r="1"', 'r="2"', 'r="9"', 'r="0"', 'r="x"', 'hidden="1"', 'hidden="true"', 'spans="1:3"'],
  ...[
    'ht="12.5"',
    'x14ac:dyDescent="0.3"',
    "s='1'",
    'a="<"',
    "a",
    'r="&#53;"',
    'hidden="&#49;"',
    'a="&bad;"',
  ],
);
const content = fc.oneof(
  fc.constantFrom(
    ...[
      "",
      "a",
      "  b ",
      "R&amp;D",
      "&lt;i&gt;",
      "&#65;",
      "&#x41;",
      "&bad;",
      "&",
      "_x000D_",
      "é\u{1f600}",
    ],
    ...[
      "]]>",
      "\r\n",
      "\n",
      "\t",
      "\u0001",
      "\ufffe",
      "<!-- </row> -->",
      "<![CDATA[</row>]]>",
      "<?pi </row>?>",
    ],
    ...["x".repeat(59), "x".repeat(61), "x".repeat(500), "0", "1", "4", "12", "1.5", "1E5", "TRUE"],
  ),
  fc.string({ maxLength: 6 }),
);
const wrap = (open: string, close: string): fc.Arbitrary<string> =>
  content.map((text) => `${open}${text}${close}`);
const inner = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("<v>0</v>", "<v>1</v>", "<v>2</v>", "<v>12</v>") },
  { weight: 4, arbitrary: wrap("<v>", "</v>") },
  { weight: 4, arbitrary: wrap("<is><t>", "</t></is>") },
  { weight: 2, arbitrary: wrap('<is><t xml:space="preserve">', "</t></is>") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        "",
        "<f>A1</f>",
        "<f>A1</f><v>3</v>",
        "<v/>",
        "<v>1</v><v>2</v>",
        "<is><r><t>a</t></r></is>",
      ],
      ...[
        "<is><t>a</t><rPh><t>b</t></rPh></is>",
        "<v>1",
        "</v>",
        "<is><t>",
        "<x:v>1</x:v>",
        " <v>1</v> ",
      ],
    ),
  },
);
const letters = ["A", "B", "C", "D"];
const plainCell = fc
  .tuple(fc.nat(3), fc.constantFrom(' t="s"', ' t="str"', ' t="inlineStr"', "", ' s="1"'), inner)
  .map(([column, type, text]) => `<c r="${letters[column] ?? ""}1"${type}>${text}</c>`);
const oddCell = fc
  .tuple(fc.array(attribute, { maxLength: 3 }), inner, fc.constantFrom("</c>", "</c >", "</v>", ""))
  .map(([attributes, text, end]) => `<c ${attributes.join(" ")}>${text}${end}`);
const cell = fc.oneof(
  { weight: 12, arbitrary: plainCell },
  { weight: 1, arbitrary: oddCell },
  { weight: 1, arbitrary: fc.constantFrom('<c r="B1"/>', "<c/>", "<c></c>", "<d/>", " ", "<row>") },
);
const row = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.array(cell, { maxLength: 4 }).map((cells) => `<row>${cells.join("")}</row>`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.array(rowAttribute, { maxLength: 3 }), fc.array(cell, { maxLength: 3 }))
      .map(([attributes, cells]) => `<row ${attributes.join(" ")}>${cells.join("")}</row>`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...["\n", "  ", "\r\n", "text", "<row/>", '<row r="3"/>', "<!-- a -->", "<!-- </row> -->"],
      ...["<!-- <row> ", "</row> -->", "<![CDATA[</row>]]>", "<?a </row>?>", "<x:row></x:row>"],
      ...[
        "</row >",
        "</row>",
        "<row>",
        "<rows></rows>",
        "</sheetData>",
        "<sheetData>",
        "<sheetData/>",
      ],
    ),
  },
);
const before = fc.constantFrom(
  ...["", '<?xml version="1.0"?>\r\n', "<!-- <sheetData><row></row> -->", "<!DOCTYPE a>"],
);
const open = fc.constantFrom(
  ...["<worksheet><sheetData>", "<worksheet>\n<cols><col/></cols><sheetData>\n", "<worksheet>"],
  ...['<worksheet><x a="<sheetData>"/><sheetData>', "<x:worksheet><x:sheetData>", "<sheetData>"],
  ...["<worksheet><sheetData a='>'>", "<worksheet><sheetData><!-- ", "<worksheet><sheetData><c>"],
);
const after = fc.constantFrom(
  ...["</sheetData></worksheet>", "</sheetData><rowBreaks/></worksheet>", "</sheetData>", ""],
  ...[
    "</sheetData><row></row></worksheet>",
    "</worksheet></sheetData>",
    "</sheetData></worksheet>x",
  ],
);
const sheet = fc
  .tuple(before, open, fc.array(row, { maxLength: 14 }), after)
  .map((parts) => parts.flat().join(""));
/** Mostly the usual frame, so that rows are reached. */
const usualSheet = fc
  .array(row, { maxLength: 20 })
  .map((rows) => `<worksheet><sheetData>${rows.join("")}</sheetData></worksheet>`);

interface Outcome {
  readonly rows: readonly Row[];
  readonly hiddenRows: number;
  readonly error: string | undefined;
}

function read(
  text: string,
  cuts: readonly number[],
  open: (rows: SheetRows) => Pick<XmlParser, "write" | "end">,
): Outcome {
  const context = {
    formats: [],
    is1904: false,
    sharedText: (index: number) => SHARED[index],
  };
  const sink = new SheetRows(context, LIMITS);
  const parser = open(sink);
  let error: string | undefined;
  try {
    let at = 0;
    for (const cut of [...cuts, text.length]) {
      if (cut > at) parser.write(text.slice(at, cut));
      at = Math.max(at, cut);
    }
    parser.end();
  } catch (caught) {
    // Lines and columns are left out where rows were read elsewhere.
    error = String(caught).replace(/line \d+, column \d+: /, "");
  }
  return { rows: [...sink.take(true)].flat(), hiddenRows: sink.hiddenRows, error };
}

const names = { parent: "sheetData", item: "row" };

describe("rows of a sheet", () => {
  it("are the same by hand and by the parser alone, wherever the text is cut", () => {
    let taken = 0;
    const counted = (sink: SheetRows): Pick<XmlParser, "write" | "end"> => {
      const take = sink.takeItem.bind(sink);
      sink.takeItem = (text) => {
        const isTaken = take(text);
        if (isTaken) taken++;
        return isTaken;
      };
      return openItems("the sheet", names, sink);
    };
    fc.assert(
      fc.property(
        fc.oneof(sheet, usualSheet),
        fc.array(fc.nat(1_500), { maxLength: 6 }),
        (text, cuts) => {
          const byHand = read(
            text,
            cuts.sort((a, b) => a - b),
            counted,
          );
          const bySaxes = read(text, [], (sink) => openXml("the sheet", sink));
          expect(byHand).toEqual(bySaxes);
        },
      ),
      campaign(3_000),
    );
    expect(taken).toBeGreaterThan(0);
  });
});

const sharedItem = fc.oneof(
  { weight: 6, arbitrary: wrap("<si><t>", "</t></si>") },
  { weight: 3, arbitrary: wrap('<si><t xml:space="preserve">', "</t></si>") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...["<si/>", "<si></si>", "<si><t/></si>", "<si><t>a</t><rPh><t>b</t></rPh></si>", "\n", "x"],
      ...["<si><r><t>a</t></r><r><t>b</t></r></si>", "<si a='1'><t>a</t></si>", "<t>stray</t>"],
      ...["<si><t>a</t><t>b</t></si>", "<si><si>", "</si>", "<!-- </si> -->", "<si><t>a</si>"],
    ),
  },
);

async function sharedTexts(text: string, cuts: readonly number[]): Promise<unknown> {
  const bytes = Buffer.from(text);
  const parts = {
    has: () => true,
    bytesRead: () => 0,
    async *read() {
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        if (cut > at) yield bytes.subarray(at, cut);
        at = Math.max(at, cut);
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  try {
    using table = await readSharedStrings(parts, "the strings", LIMITS);
    return Array.from({ length: table.size }, (_, index) => table.at(index));
  } catch (error) {
    return String(error).replace(/line \d+, column \d+: |x:/g, "");
  }
}

describe("shared strings", () => {
  it("are the same by hand and by the parser alone, which names with a prefix are left to", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sharedItem, { maxLength: 12 }),
        fc.constantFrom("</sst>", "", "</sst><si><t>a</t></si>"),
        fc.array(fc.nat(600), { maxLength: 5 }),
        async (items, end, cuts) => {
          const text = `<?xml version="1.0"?>\r\n<sst count="3">${items.join("")}${end}`;
          const prefixed = text.replaceAll("<si", "<x:si").replaceAll("</si", "</x:si");
          expect(
            await sharedTexts(
              text,
              cuts.sort((a, b) => a - b),
            ),
          ).toEqual(await sharedTexts(prefixed, []));
        },
      ),
      campaign(2_000),
    );
  });
});
