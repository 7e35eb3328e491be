/** Blocked numbers: how long they are blocked. */
import type { RowRule } from "./row-rule.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export const checkBlockedNumber: RowRule = (row, { now }) => {
  const days = row.get("DaysToExpiry");
  const until = row.text("ValidUntil");
  if (typeof days === "number" && row.get("ValidUntil") !== null) {
    row.errorIn("DaysToExpiry", "R003", "Expected either ValidUntil or DaysToExpiry, not both.");
    return;
  }
  if (typeof days === "number" && days >= 1 && days <= 36_500) {
    row.set("ValidUntil", new Date(now.getTime() + days * DAY_MS).toISOString());
  }
  if (until !== undefined && until < now.toISOString()) {
    row.warnIn("ValidUntil", "R003", "The time is past: the number was not stored.");
    row.skip();
  }
};
