/** The states of a customer, and what calls do to it: pure. */
import { CALL_RESULTS, type CallResult } from "./call-results.ts";

/**
 * NotHandled: to be called, now or at its next call time. InCall: on loan to a dialler. Handled: nothing
 * more is to be done. MaxCalls: the redials are used up. Blocked: each number that is left is blocked; stays
 * so when the block ends. Filtered: left out by hand.
 */
export const CUSTOMER_STATES = [
  "NotHandled",
  "InCall",
  "Handled",
  "MaxCalls",
  "Blocked",
  "Filtered",
] as const;
export type CustomerState = (typeof CUSTOMER_STATES)[number];

export interface RedialSettings {
  /** Seconds. */
  readonly redialInterval: number;
  /** Attempts allowed are one more. */
  readonly numberOfRedials: number;
}

/** What a dialler must know of a customer that it called. */
export interface CalledCustomer {
  /** 1 to 5: the number that was called. */
  readonly phoneIndex: number;
  readonly redialsUsed: number;
  /** Places of the customer's numbers, ascending: `[1, 3]` where Phone2 is empty. */
  readonly phones: readonly number[];
}

export type NextAction = "Redial" | "NextNumber" | "Close";

export interface AfterCall {
  readonly state: CustomerState;
  readonly phoneIndex: number;
  readonly redialsUsed: number;
  readonly nextAction: NextAction;
  /** Milliseconds since 1970; undefined where nobody will call. */
  readonly nextCallAt?: number;
}

/**
 * What a call result does. A redial is the same number again after the interval; a bad number gives way to
 * the next one at once, without a redial, and what was used of them stays used.
 * @param endedAt milliseconds since 1970; the interval begins there.
 */
export function afterCall(
  customer: CalledCustomer,
  result: CallResult,
  settings: RedialSettings,
  endedAt: number,
): AfterCall {
  const { phoneIndex, redialsUsed } = customer;
  const same = { phoneIndex, redialsUsed };
  switch (CALL_RESULTS[result]) {
    case "close":
      return { ...same, state: "Handled", nextAction: "Close" };
    case "redial": {
      if (redialsUsed >= settings.numberOfRedials) {
        return { ...same, state: "MaxCalls", nextAction: "Close" };
      }
      const waitMs = result === "Instant redial" ? 0 : settings.redialInterval * 1_000;
      const used = { phoneIndex, redialsUsed: redialsUsed + 1 };
      return { ...used, state: "NotHandled", nextAction: "Redial", nextCallAt: endedAt + waitMs };
    }
    case "nextNumber": {
      const next = customer.phones.find((place) => place > phoneIndex);
      if (next === undefined) return { ...same, state: "Handled", nextAction: "Close" };
      const other = { phoneIndex: next, redialsUsed };
      return { ...other, state: "NotHandled", nextAction: "NextNumber", nextCallAt: endedAt };
    }
  }
}

/**
 * The number to be called next: the first from `phoneIndex` on that is not blocked. Undefined: all that are
 * left are blocked.
 */
export function nextPhone(
  { phoneIndex, phones }: Pick<CalledCustomer, "phoneIndex" | "phones">,
  isBlocked: (place: number) => boolean,
): number | undefined {
  const later = phones.filter((place) => place >= phoneIndex);
  // A file took away the number that was its turn: then the others have theirs again.
  const left = later.length > 0 ? later : phones;
  return left.find((place) => !isBlocked(place));
}

/**
 * When a customer may be called again whose loan ran out without a word: at once, or after the interval where
 * the dialler had said that it dials. Neither a number nor a redial is used up.
 * @param at milliseconds since 1970: the end of the loan.
 */
export function afterLapse(at: number, hadBegun: boolean, settings: RedialSettings): number {
  return hadBegun ? at + settings.redialInterval * 1_000 : at;
}
