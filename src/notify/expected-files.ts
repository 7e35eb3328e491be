/** Files that are expected every day, and that have not come: pure but for the ledger that is asked. */
import { logStamp } from "../core/zone.ts";
import type { Store } from "../store/store.ts";
import type { Condition } from "./alarms.ts";

/** `automaticImport.types.<type>.expect` */
export interface Expectation {
  readonly type: string;
  /** Local time, `HH:mm`. */
  readonly by: string;
  /** `Mon-Fri,Sun`; absent: every day. */
  readonly days?: string;
}

const WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/** Runs that are looked at: one archived today is among the newest. */
const NEWEST = 50;

/** Those that are late at this moment; it is over when a file comes, or with the day. */
export async function lateFiles(
  store: Pick<Store, "runs">,
  expectations: readonly Expectation[],
  { now, zone }: { readonly now: Date; readonly zone: string },
): Promise<readonly Condition[]> {
  const today = logStamp(now, zone).slice(0, 10);
  const late: Condition[] = [];
  for (const expectation of expectations.filter((one) => isOverdue(one, now, zone))) {
    const { type, by } = expectation;
    const runs = await store.runs({ type, states: ["Archived"], limit: NEWEST });
    const hasCome = runs.some(
      ({ finishedAt }) =>
        finishedAt !== undefined && logStamp(new Date(finishedAt), zone).startsWith(today),
    );
    if (hasCome) continue;
    const message = `${type}: no file has come on ${today} by ${by} ${zone}`;
    late.push({ key: `expected:${type}:${today}`, code: "N002", message });
  }
  return late;
}

/** Whether it is one of its days, and its time has passed. */
export function isOverdue({ by, days }: Expectation, now: Date, zone: string): boolean {
  const stamp = logStamp(now, zone);
  const weekday = (new Date(`${stamp.slice(0, 10)}T00:00:00Z`).getUTCDay() + 6) % 7;
  return stamp.slice(11, 16) >= by && (days === undefined || weekdaysOf(days).has(weekday));
}

/** Monday is 0; `Sat-Mon` goes round the end of the week. */
function weekdaysOf(days: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const part of days.split(",")) {
    const [first = "", last = first] = part.split("-");
    const end = WEEK.indexOf(last);
    for (let day = WEEK.indexOf(first); ; day = (day + 1) % 7) {
      found.add(day);
      if (day === end) break;
    }
  }
  return found;
}
