/** The states of a customer, and what calls do to it: pure. */
import { CALL_RESULTS, type CallResult } from "./call-results.ts";

/**
 * NotHandled: to be called, now or at its next call time. InCall: on loan to a dialler. Handled: nothing
 * more is to be done. MaxCalls: the redials are used up. Blocked: each number that is left is blocked; stays
 * so when the block ends. Filtered: left out by hand, until it is taken back.
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
  /** Milliseconds since 1970; undefined where nobody will call. Of one left out: when, if it is taken back. */
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

/** What people do with customers. */
export const CUSTOMER_ACTIONS = ["leave-out", "take-back"] as const;
export type CustomerAction = (typeof CUSTOMER_ACTIONS)[number];

/**
 * How a customer stands when somebody acts on it: its state, but where it is on loan. OnLoan: InCall, and nobody
 * can have dialled yet. LastCall: Filtered, while a call goes on that may end.
 */
export type Standing = CustomerState | "OnLoan" | "LastCall";

/** A new standing, or the end of the sentence `C1 ...` that says why nothing changes. */
export type StandingStep = { readonly to: ChosenStanding } | { readonly unchanged: string };

/** What somebody can make of a customer. */
export type ChosenStanding = "NotHandled" | "InCall" | "Filtered" | "LastCall";

const LEFT_OUT = { to: "Filtered" } as const;
const NOT_LEFT_OUT = { unchanged: "was not left out" } as const;
const LEFT_OUT_BEFORE = { unchanged: "was left out before" } as const;
/** Nobody calls it any more, whoever asks. */
const closed = (unchanged: string) =>
  ({ "leave-out": { unchanged }, "take-back": { unchanged } }) as const;

const STEPS: Readonly<Record<Standing, Readonly<Record<CustomerAction, StandingStep>>>> = {
  NotHandled: { "leave-out": LEFT_OUT, "take-back": NOT_LEFT_OUT },
  // The loan ends with it, so `begin` says no.
  OnLoan: { "leave-out": LEFT_OUT, "take-back": NOT_LEFT_OUT },
  InCall: { "leave-out": { to: "LastCall" }, "take-back": NOT_LEFT_OUT },
  Handled: closed("is done with"),
  MaxCalls: closed("has no redials left"),
  Blocked: closed("has no number left that is not blocked"),
  // Blocked where each number that is left is blocked by now.
  Filtered: { "leave-out": LEFT_OUT_BEFORE, "take-back": { to: "NotHandled" } },
  LastCall: { "leave-out": LEFT_OUT_BEFORE, "take-back": { to: "InCall" } },
};

/** What an action does to a customer that stands so. */
export function standingStep(standing: Standing, action: CustomerAction): StandingStep {
  return STEPS[standing][action];
}

/** @param loan of the customer, as far as there is one. */
export function standingOf(
  state: CustomerState,
  loan: { readonly mayBeInCall: boolean } | undefined,
): Standing {
  if (state === "InCall" && !loan?.mayBeInCall) return "OnLoan";
  return state === "Filtered" && loan ? "LastCall" : state;
}

/** What a call does to a customer that was left out while it went on: whom it closes is closed, nobody calls again. */
export function afterLastCall(after: AfterCall): AfterCall {
  return after.state === "NotHandled"
    ? { ...after, state: "Filtered", nextAction: "Close" }
    : after;
}
