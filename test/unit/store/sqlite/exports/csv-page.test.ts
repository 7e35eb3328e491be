import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvPage } from "../../../../../src/store/sqlite/exports/csv-page.ts";

/** Rows as SQLite hands them over. */
function handedOver(rows: readonly (readonly string[])[]): Buffer {
  const parts = rows.flatMap((row) =>
    row.flatMap((cell, place) => [
      Buffer.from(cell),
      Buffer.from(place < row.length - 1 ? [0xff] : [0xfe, 0x0a]),
    ]),
  );
  return Buffer.concat(parts);
}

function written(...rows: readonly (readonly string[])[]): string {
  return csvPage(handedOver(rows)).toString();
}

describe("a page of CSV", () => {
  it("has commas between cells and CR LF after rows, and no quotes without need", () => {
    expect(written(["a", "b c", "ä €"], ["", "1-2", ""])).toBe("a,b c,ä €\r\n,1-2,\r\n");
  });

  it("quotes cells with a comma, a quote or a line break, and doubles quotes", () => {
    expect(written(["a,b", 'say "no"', "x"], ["one\ntwo", "\r", '"'])).toBe(
      '"a,b","say ""no""",x\r\n"one\ntwo","\r",""""\r\n',
    );
  });

  it("quotes cells that begin or end with a blank", () => {
    expect(written([" a", "b ", "\tc", "d\t", " "])).toBe('" a","b ","\tc","d\t"," "\r\n');
  });

  it("quotes a lone empty cell, since readers pass over blank lines", () => {
    expect(written([""], ["x"], [""])).toBe('""\r\nx\r\n""\r\n');
    expect(written(["", ""])).toBe(",\r\n");
  });

  it("of nothing is nothing", () => {
    expect(csvPage(Buffer.alloc(0)).toString()).toBe("");
  });

  it("is read back by another reader as it was, whatever the texts", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "é", "𝄞", ",", '"', "\n", "\r", " ", "\t", "-"),
    });
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1 }),
      );
    fc.assert(
      fc.property(rows, (some) => {
        expect(parse(csvPage(handedOver(some)), { recordDelimiter: "\r\n" })).toEqual(some);
      }),
    );
  });
});
