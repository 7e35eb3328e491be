import fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { joinList, joinPairs, splitList, splitPairs } from "../../../src/datasets/lists.ts";
import { createPhoneNormaliser } from "../../../src/datasets/phone.ts";

const item = fc
  .string({ minLength: 1, unit: fc.constantFrom("a", "B", ";", "\\", "=", " ", "é") })
  .map((text) => text.trim());
const items = fc.array(item.filter((text) => text !== ""));

describe("lists", () => {
  it("read back what was joined, whatever characters the items hold", () => {
    fc.assert(
      fc.property(items, (list) => {
        expect(splitList(joinList(list))).toEqual(list);
      }),
    );
  });

  it("of pairs read back too", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            item.filter((text) => text !== ""),
            item,
          ),
        ),
        (pairs) => {
          expect(splitPairs(joinPairs(pairs))).toEqual(pairs);
        },
      ),
    );
  });
});

describe("the phone normaliser", () => {
  const normalise = createPhoneNormaliser("FI");
  const digits = fc.string({
    unit: fc.integer({ min: 0, max: 9 }).map(String),
    minLength: 5,
    maxLength: 10,
  });
  const code = fc.constantFrom(
    "1",
    "7",
    "33",
    "39",
    "44",
    "46",
    "49",
    "54",
    "55",
    "52",
    "81",
    "86",
    "358",
    "372",
  );

  it("leaves its own results alone", () => {
    fc.assert(
      fc.property(code, digits, fc.constantFrom("+", "00", " +"), (cc, rest, prefix) => {
        const number = normalise(`${prefix}${cc} ${rest}`);
        expect(number === undefined ? undefined : normalise(number)).toBe(number);
      }),
      { numRuns: 1_000 },
    );
  });

  it("takes the short way only where the parser says the same", () => {
    fc.assert(
      fc.property(code, digits, (cc, rest) => {
        const text = `+${cc}${rest}`;
        const parsed = parsePhoneNumberFromString(text, { extract: false });
        expect(normalise(text)).toBe(parsed?.isValid() ? parsed.number : undefined);
      }),
      { numRuns: 3_000 },
    );
  });
});
