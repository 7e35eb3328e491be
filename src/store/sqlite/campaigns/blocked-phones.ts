/** Whether a number may not be called now: by its entry, its campaign's, or a wildcard's. */
import { fold, KEY_SEPARATOR } from "../../fold.ts";
import type { Database } from "../database.ts";

/** Number and campaign (by name); true: not to be called. */
export type IsBlocked = (number: string, campaign: string) => boolean;

/** Answers for one transaction. @param now ISO 8601, UTC: entries valid until then still hold. */
export function openBlockedPhones(db: Database, now: string): IsBlocked {
  const hasWildcards =
    db.value("SELECT 1 FROM BlockedNumbers WHERE substr(Number, -1) = '*' LIMIT 1") === 1;
  return (number, campaign) => {
    const keys = keysOf(number, fold(campaign), hasWildcards);
    const found = db.value(
      `SELECT 1 FROM BlockedNumbers WHERE Key IN (${keys.map(() => "?").join(", ")})
       AND (ValidUntil IS NULL OR ValidUntil >= ?) LIMIT 1`,
      ...keys,
      now,
    );
    return found === 1;
  };
}

/** Keys of the entries that would block it; an entry's key is its number, then its campaign or nothing. */
function keysOf(number: string, campaign: string, withWildcards: boolean): readonly string[] {
  const numbers = [number];
  for (let length = 2; withWildcards && length <= number.length; length++) {
    numbers.push(`${number.slice(0, length)}*`);
  }
  return numbers.flatMap((each) => [
    `${each}${KEY_SEPARATOR}`,
    `${each}${KEY_SEPARATOR}${campaign}`,
  ]);
}
