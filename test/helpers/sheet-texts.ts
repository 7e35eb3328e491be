/** Texts of sheets, sound and broken, and what reading them gives. */
import fc from "fast-check";
import { DEFAULT_LIMITS, type Row } from "../../src/formats/rows.ts";
import { openXml } from "../../src/formats/sax.ts";
import { SheetRows } from "../../src/formats/xlsx/sheet-rows.ts";

export const LIMITS = { ...DEFAULT_LIMITS, cellChars: 60, rows: 30, headerColumns: 8 };
export const SHARED = ["", "one", "two words", "<&>", "x".repeat(50)];

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
      "M&#252;ller &#8364; &amp;",
      "&#150;",
      "&#55296;",
      "&#128512;",
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
export const wrap = (open: string, close: string): fc.Arbitrary<string> =>
  content.map((text) => `${open}${text}${close}`);
export const inner = fc.oneof(
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
export const row = fc.oneof(
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
export const sheet = fc
  .tuple(before, open, fc.array(row, { maxLength: 14 }), after)
  .map((parts) => parts.flat().join(""));
/** Mostly the usual frame, so that rows are reached. */
export const usualSheet = fc
  .array(row, { maxLength: 20 })
  .map((rows) => `<worksheet><sheetData>${rows.join("")}</sheetData></worksheet>`);

export interface Outcome {
  readonly rows: readonly Row[];
  readonly hiddenRows: number;
  readonly error: string | undefined;
}

export interface Pieces {
  readonly write: (piece: Buffer) => unknown;
  readonly end: () => void;
}

export const bySaxesAlone = (sink: SheetRows): Pieces => {
  const parser = openXml("the sheet", sink);
  return {
    write: (piece) => {
      parser.write(piece.toString());
    },
    end: () => {
      parser.end();
    },
  };
};

export function read(
  text: string,
  cuts: readonly number[],
  open: (rows: SheetRows) => Pieces,
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
    const bytes = Buffer.from(text);
    for (const cut of [...cuts, bytes.length]) {
      if (cut > at) parser.write(bytes.subarray(at, cut));
      at = Math.max(at, cut);
    }
    parser.end();
  } catch (caught) {
    // Lines and columns are left out where rows were read elsewhere.
    error = String(caught).replace(/line \d+, column \d+: /, "");
  }
  return { rows: [...sink.take(true)].flat(), hiddenRows: sink.hiddenRows, error };
}

export const names = { parent: "sheetData", item: "row" };
