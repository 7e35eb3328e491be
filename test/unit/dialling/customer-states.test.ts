import { describe, expect, it } from "vitest";
import { CALL_RESULT_NAMES, type CallResult } from "../../../src/dialling/call-results.ts";
import {
  afterCall,
  afterLapse,
  afterLastCall,
  CUSTOMER_STATES,
  nextPhone,
  standingOf,
  standingStep,
  type CustomerAction,
} from "../../../src/dialling/customer-states.ts";

const SETTINGS = { redialInterval: 600, numberOfRedials: 2 };
const ENDED = Date.parse("2026-03-05T12:00:00.000Z");
const LATER = ENDED + 600_000;

const after = (result: CallResult, phoneIndex: number, redialsUsed: number): string => {
  const customer = { phoneIndex, redialsUsed, phones: [1, 3] };
  const next = afterCall(customer, result, SETTINGS, ENDED);
  const { state, nextAction, nextCallAt } = next;
  const when = { [ENDED]: "at once", [LATER]: "later" }[nextCallAt ?? 0] ?? "never";
  return `${state} ${next.phoneIndex}/${next.redialsUsed} ${nextAction} ${when}`;
};

describe("a customer after a call", () => {
  const effects = (phoneIndex: number, redialsUsed: number): Readonly<Record<string, string>> =>
    Object.fromEntries(
      CALL_RESULT_NAMES.map((result) => [result, after(result, phoneIndex, redialsUsed)]),
    );
  const same = (results: readonly string[], outcome: string): Readonly<Record<string, string>> =>
    Object.fromEntries(results.map((result) => [result, outcome]));
  const CLOSED = ["Successful", "Refusal", "Hang up", "Wrong person", "Auto-attendant"];
  const AGAIN = ["Answering machine", "Busy", "No answer", "Redial", "Skip"];
  const BAD = ["Bad address", "Fax", "Modem", "Unknown", "Wrong number"];

  it("to the first of two numbers, with redials left", () => {
    expect(effects(1, 1)).toEqual({
      ...same([...CLOSED, "Agent rejected"], "Handled 1/1 Close never"),
      ...same(AGAIN, "NotHandled 1/2 Redial later"),
      "Instant redial": "NotHandled 1/2 Redial at once",
      ...same(BAD, "NotHandled 3/1 NextNumber at once"),
    });
  });

  it("to the last number, with the redials used up", () => {
    expect(effects(3, 2)).toEqual({
      ...same([...CLOSED, "Agent rejected"], "Handled 3/2 Close never"),
      ...same([...AGAIN, "Instant redial"], "MaxCalls 3/2 Close never"),
      ...same(BAD, "Handled 3/2 Close never"),
    });
  });

  it("keeps the redials that were used when it comes to a fresh number", () => {
    expect(after("Fax", 1, 2)).toBe("NotHandled 3/2 NextNumber at once");
  });

  it("has one attempt more than redials", () => {
    let customer = { phoneIndex: 1, redialsUsed: 0, phones: [1] };
    let attempts = 0;
    for (let state = "NotHandled"; state === "NotHandled"; attempts++) {
      const next = afterCall(customer, "Busy", SETTINGS, ENDED);
      customer = { ...customer, ...next };
      state = next.state;
    }
    expect(attempts).toBe(SETTINGS.numberOfRedials + 1);
  });
});

describe("the number that is called next", () => {
  it.each([
    [1, [], 1],
    [1, [1], 3],
    [3, [], 3],
    [3, [3], undefined],
    [2, [], 3],
    [1, [1, 3], undefined],
    [4, [], 1],
    [4, [1], 3],
  ])("from place %i with %j blocked is %j", (phoneIndex, blocked: number[], expected) => {
    const customer = { phoneIndex, phones: [1, 3] };
    expect(nextPhone(customer, (place) => blocked.includes(place))).toBe(expected);
  });
});

describe("a loan that runs out", () => {
  it("puts the customer off only where dialling had begun", () => {
    expect(afterLapse(ENDED, false, SETTINGS)).toBe(ENDED);
    expect(afterLapse(ENDED, true, SETTINGS)).toBe(LATER);
  });
});

describe("a customer that somebody leaves out or takes back", () => {
  const step = (action: CustomerAction): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...CUSTOMER_STATES, "OnLoan" as const, "LastCall" as const].map((standing) => {
        const found = standingStep(standing, action);
        return [standing, "to" in found ? `-> ${found.to}` : found.unchanged];
      }),
    );
  const CLOSED = {
    Handled: "is done with",
    MaxCalls: "has no redials left",
    Blocked: "has no number left that is not blocked",
  };

  it("is left out where it may be called yet; a call that goes on may end", () => {
    expect(step("leave-out")).toEqual({
      ...CLOSED,
      NotHandled: "-> Filtered",
      OnLoan: "-> Filtered",
      InCall: "-> LastCall",
      Filtered: "was left out before",
      LastCall: "was left out before",
    });
  });

  it("is taken back where it was left out", () => {
    expect(step("take-back")).toEqual({
      ...CLOSED,
      NotHandled: "was not left out",
      OnLoan: "was not left out",
      InCall: "was not left out",
      Filtered: "-> NotHandled",
      LastCall: "-> InCall",
    });
  });

  it("stands as its state says, but for its loan", () => {
    const standings = (loan?: { mayBeInCall: boolean }): readonly string[] =>
      (["NotHandled", "InCall", "Filtered"] as const).map((state) => standingOf(state, loan));
    expect(standings()).toEqual(["NotHandled", "OnLoan", "Filtered"]);
    expect(standings({ mayBeInCall: false })).toEqual(["NotHandled", "OnLoan", "LastCall"]);
    expect(standings({ mayBeInCall: true })).toEqual(["NotHandled", "InCall", "LastCall"]);
  });

  it.each([
    ["Successful", "Handled Close never"],
    ["Busy", "Filtered Close later"],
    ["Fax", "Filtered Close at once"],
  ] as const)("after a last call with the result %s is %s", (result, expected) => {
    const customer = { phoneIndex: 1, redialsUsed: 0, phones: [1, 3] };
    const last = afterLastCall(afterCall(customer, result, SETTINGS, ENDED));
    const when = { [ENDED]: "at once", [LATER]: "later" }[last.nextCallAt ?? 0] ?? "never";
    expect(`${last.state} ${last.nextAction} ${when}`).toBe(expected);
  });

  it("whose redials end with its last call has used them up", () => {
    const customer = { phoneIndex: 1, redialsUsed: 2, phones: [1] };
    expect(afterLastCall(afterCall(customer, "Busy", SETTINGS, ENDED)).state).toBe("MaxCalls");
  });
});
