/** Timeframe: `all`, `last day`, `last 36 hours`, `2026-03-01..2026-04-01`, `delta`, `audit 100..220`. */
import { isoWithOffset, localToUtc } from "../../core/zone.ts";
import type { Timeframe } from "../job.ts";
import { readInstant } from "./instant.ts";
import { got, type Reading, wrong } from "./reading.ts";

type Unit = Extract<Timeframe, { kind: "last" }>["unit"];
const UNITS: readonly Unit[] = ["hours", "days", "weeks", "months"];
const MOST_UNITS = 10_000;

const FORMS =
  "all, last day, last 36 hours, an interval such as 2026-03-01..2026-04-01, delta or audit 100..220";

/** @param zone of dates and date-times without offset. */
export function readTimeframe(text: string, zone: string): Reading<Timeframe> {
  const plain = text.toLowerCase().replace(/\s+/g, " ");
  if (plain === "all" || plain === "delta") return got({ kind: plain });
  if (plain.startsWith("last ")) return readLast(plain);
  if (plain.startsWith("audit")) return readAudit(plain);
  const [from = "", to = "", ...more] = text.split("..").map((part) => part.trim());
  if (from === "" || to === "" || more.length > 0) return wrong("R002", FORMS);
  return readInterval(from, to, zone);
}

function readLast(text: string): Reading<Timeframe> {
  const [, number = "1", word = ""] =
    /^last (?:(\d{1,5}) )?(hour|day|week|month)s?$/.exec(text) ?? [];
  const unit = UNITS.find((one) => one === `${word}s`);
  const count = Number(number);
  if (unit === undefined)
    return wrong(
      "R002",
      "last day, last week, last month, or last and a number of hours, days, weeks or months",
    );
  if (count < 1 || count > MOST_UNITS)
    return wrong("R003", `a number of ${unit} from 1 to ${MOST_UNITS}`);
  return got({ kind: "last", unit, count });
}

function readAudit(text: string): Reading<Timeframe> {
  const [, after, upTo] = /^audit (\d{1,16}) ?\.\. ?(\d{1,16})$/.exec(text) ?? [];
  if (after === undefined || upTo === undefined) {
    return wrong("R002", "audit and two audit keys, such as audit 100..220");
  }
  const keys = { after: Number(after), upTo: Number(upTo) };
  if (!Number.isSafeInteger(keys.upTo) || keys.after > keys.upTo) {
    return wrong("R003", "audit and two audit keys, the lower one first");
  }
  return got({ kind: "audit", ...keys });
}

function readInterval(fromText: string, toText: string, zone: string): Reading<Timeframe> {
  const from = readInstant(fromText, zone);
  const to = readInstant(toText, zone);
  if (!from.ok) return wrong(from.code, `as begin of the interval ${from.expected}`);
  if (!to.ok) return wrong(to.code, `as end of the interval ${to.expected}`);
  if (Date.parse(from.value) >= Date.parse(to.value)) {
    return wrong("R003", "an interval that ends after its begin; its end is not part of it");
  }
  return got({ kind: "interval", from: from.value, to: to.value });
}

/** Bounds that are whole days in the zone are written as dates. */
export function writeTimeframe(timeframe: Timeframe, zone: string): string {
  switch (timeframe.kind) {
    case "all":
    case "delta":
      return timeframe.kind;
    case "last": {
      const { count, unit } = timeframe;
      return count === 1 ? `last ${unit.slice(0, -1)}` : `last ${count} ${unit}`;
    }
    case "interval":
      return `${writeBound(timeframe.from, zone)}..${writeBound(timeframe.to, zone)}`;
    case "audit":
      return `audit ${timeframe.after}..${timeframe.upTo}`;
  }
}

function writeBound(instant: string, zone: string): string {
  const day = isoWithOffset(new Date(instant), zone).slice(0, 10);
  return localToUtc(`${day}T00:00`, zone) === instant ? day : instant;
}
