/** The fast path through rows and shared strings against saxes alone: the same, whatever the text. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openItems } from "../../../../src/formats/xlsx/plain-items.ts";
import { readSharedStrings } from "../../../../src/formats/xlsx/shared-strings.ts";
import type { SheetRows } from "../../../../src/formats/xlsx/sheet-rows.ts";
import { campaign } from "../../../helpers/hostile-files.ts";
import {
  bySaxesAlone,
  LIMITS,
  names,
  type Pieces,
  read,
  sheet,
  usualSheet,
  wrap,
} from "../../../helpers/sheet-texts.ts";

describe("rows of a sheet", () => {
  it("are the same by hand and by the parser alone, wherever the text is cut", () => {
    let taken = 0;
    const counted = (sink: SheetRows): Pieces => {
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
          const bySaxes = read(text, [], bySaxesAlone);
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
