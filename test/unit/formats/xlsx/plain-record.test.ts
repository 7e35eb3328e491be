/** Rows of a sheet as records for the short way against saxes alone: the same, whatever the text. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Cell, PlainRecord, PlainTaker, Row } from "../../../../src/formats/rows.ts";
import { openItems } from "../../../../src/formats/xlsx/plain-items.ts";
import { SheetRows } from "../../../../src/formats/xlsx/sheet-rows.ts";
import { StringTable } from "../../../../src/formats/xlsx/string-table.ts";
import { campaign } from "../../../helpers/hostile-files.ts";
import {
  bySaxesAlone,
  inner,
  LIMITS,
  names,
  type Outcome,
  read,
  row,
  SHARED,
  wrap,
} from "../../../helpers/sheet-texts.ts";

/** Rows as programs write them, with odd ones between. */
const tidyCell = fc.oneof(
  { weight: 40, arbitrary: fc.nat(4).map((index) => ` t="s"><v>${index}</v></c>`) },
  { weight: 10, arbitrary: fc.nat(2_000).map((value) => `><v>${value}</v></c>`) },
  {
    weight: 10,
    arbitrary: fc.constantFrom(
      ' s="1"/>',
      "/>",
      ' t="n"><v>007</v></c>',
      ' t="b"><v>1</v></c>',
      " s='1'/>",
    ),
  },
  { weight: 3, arbitrary: wrap(' t="inlineStr"><is><t>', "</t></is></c>") },
  {
    weight: 1,
    arbitrary: wrap(' s="1" t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"),
  },
  { weight: 1, arbitrary: inner.map((text) => ` t="s">${text}</c>`) },
);
const tidyRow = fc.record({
  cells: fc.array(fc.option(tidyCell, { freq: 5, nil: "" }), { maxLength: 4 }),
  tail: fc.constantFrom(
    ...["", "", ' spans="1:4"', ' spans="1:4" ht="15"', ' hidden="1"', ' a=">"'],
  ),
  step: fc.oneof(
    { weight: 40, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.constant(0) },
  ),
  odd: fc.option(
    fc.oneof({ weight: 5, arbitrary: fc.constant("\n") }, { weight: 1, arbitrary: row }),
    { freq: 6, nil: "" },
  ),
});
const tidySheet = fc.array(tidyRow, { minLength: 5, maxLength: 25 }).map((rows) => {
  let number = 1;
  const text = rows.map(({ cells, tail, step, odd }) => {
    number += step;
    const all = cells.map((rest, column) =>
      rest === "" ? "" : `<c r="${"ABCDEF"[column] ?? ""}${number}"${rest}`,
    );
    return `<row r="${number}"${tail}>${all.join("")}</row>${odd}`;
  });
  const head = '<row r="0"><c r="A1" t="s"><v>1</v></c><c r="D1" t="s"><v>1</v></c></row>';
  return `<worksheet><sheetData>${head.replaceAll("0", "1")}${text.join("")}</sheetData></worksheet>`;
});

/** The rows of a sheet in their order, with those that a taker of everything was given. */
function readWithTaker(text: string, pieceBytes: number): Outcome & { readonly taken: number } {
  using table = new StringTable(LIMITS.cellChars * 3);
  for (const shared of SHARED) table.push(shared);
  const context = { formats: [], is1904: false, sharedText: (index: number) => table.at(index) };
  const sink = new SheetRows(context, LIMITS);
  const parser = openItems("the sheet", names, sink);
  const rows: Row[] = [];
  const taken: Row[] = [];
  const taker: PlainTaker = {
    take: (record, number) => taken.push(rowOf(record, number)) > 0,
    isFull: false,
  };
  let count = 0;
  let isOffered = false;
  let error: string | undefined;
  const fetch = (): void => {
    count += taken.length;
    rows.push(...taken.splice(0), ...[...sink.take(true)].flat());
    if (rows.length > 0 && !isOffered) sink.offer(taker, table);
    isOffered = rows.length > 0;
  };
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      parser.write(bytes.subarray(at, at + pieceBytes));
      fetch();
    }
    parser.end();
  } catch (caught) {
    error = String(caught).replace(/line \d+, column \d+: /, "");
  }
  fetch();
  return { rows, hiddenRows: sink.hiddenRows, error, taken: count };
}

function rowOf({ bytes, count, edges, high }: PlainRecord, number: number): Row {
  const cells = Array.from({ length: count }, (_, i): Cell => {
    const text = bytes.toString("utf8", edges[i] ?? 0, (edges[i + 1] ?? 0) - 1);
    if (text === "") return null;
    return high[i] === 2 ? { kind: "number", text } : text;
  });
  while (cells.at(-1) === null) cells.pop();
  return { number, cells };
}

/** A record makes no difference between a truth value and its text. */
function asTaken({ rows, hiddenRows, error }: Outcome): Outcome {
  const texts = rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) =>
      typeof cell === "object" && cell?.kind === "boolean" ? cell.text : cell,
    ),
  }));
  return { rows: texts, hiddenRows, error };
}

it("are the same as records for the short way, whatever stands between them", () => {
  let taken = 0;
  let all = 0;
  fc.assert(
    fc.property(tidySheet, fc.integer({ min: 5, max: 300 }), (text, pieceBytes) => {
      const byBytes = readWithTaker(text, pieceBytes);
      const bySaxes = read(text, [], bySaxesAlone);
      taken += byBytes.taken;
      all += byBytes.rows.length;
      expect(asTaken(byBytes)).toEqual(asTaken(bySaxes));
    }),
    campaign(1_000),
  );
  expect(taken).toBeGreaterThan(all / 10);
});
