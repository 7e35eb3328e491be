/** How a call ended, and what that does to the customer: the table of call results. */

/**
 * What a result asks for. close: the customer is Handled. redial: the same number again later, as
 * long as redials are left. nextNumber: the next number, without a redial; none left: Handled.
 */
export type CallEffect = "close" | "redial" | "nextNumber";

/** Call results by their names, as SAP Contact Center's outbound campaigns have them. */
export const CALL_RESULTS = {
  Successful: "close",
  Refusal: "close",
  "Hang up": "close",
  "Wrong person": "close",
  "Auto-attendant": "close",
  "Agent rejected": "close",
  "Answering machine": "redial",
  Busy: "redial",
  "No answer": "redial",
  Redial: "redial",
  "Instant redial": "redial",
  Skip: "redial",
  "Bad address": "nextNumber",
  Fax: "nextNumber",
  Modem: "nextNumber",
  Unknown: "nextNumber",
  "Wrong number": "nextNumber",
} as const satisfies Readonly<Record<string, CallEffect>>;

export type CallResult = keyof typeof CALL_RESULTS;

/** In the order of the table. */
export const CALL_RESULT_NAMES = Object.keys(CALL_RESULTS) as readonly CallResult[];

const BY_FOLDED = new Map(CALL_RESULT_NAMES.map((name) => [folded(name), name]));

/** The result of this name; case, blanks, `-` and `_` do not count: `no_answer`, `NoAnswer`. */
export function callResultOf(name: string): CallResult | undefined {
  return BY_FOLDED.get(folded(name));
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "");
}
