import { describe, expect, it } from "vitest";
import { CALL_RESULTS, callResultOf } from "../../../src/dialling/call-results.ts";

describe("the table of call results", () => {
  it("says what each does to the customer", () => {
    expect(CALL_RESULTS).toEqual({
      ...{ Successful: "close", Refusal: "close", "Hang up": "close", "Wrong person": "close" },
      ...{ "Auto-attendant": "close", "Agent rejected": "close" },
      ...{ "Answering machine": "redial", Busy: "redial", "No answer": "redial" },
      ...{ Redial: "redial", "Instant redial": "redial", Skip: "redial" },
      ...{ "Bad address": "nextNumber", Fax: "nextNumber", Modem: "nextNumber" },
      ...{ Unknown: "nextNumber", "Wrong number": "nextNumber" },
    });
  });

  it.each([
    ["no answer", "No answer"],
    ["NoAnswer", "No answer"],
    ["NO_ANSWER", "No answer"],
    [" hang-up ", "Hang up"],
    ["autoattendant", "Auto-attendant"],
  ])("finds %s whatever its case, blanks and hyphens", (given, name) => {
    expect(callResultOf(given)).toBe(name);
  });

  it.each(["", "Nice", "constructor", "No answers"])("knows no result '%s'", (given) => {
    expect(callResultOf(given)).toBeUndefined();
  });
});
