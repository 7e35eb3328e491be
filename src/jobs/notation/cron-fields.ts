/** The five fields of a cron expression, each by its own values (POSIX crontab, with names and steps). */
import type { RunRule } from "../job.ts";
import { got, type Reading, wrong } from "./reading.ts";

interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** In the order of their numbers, which begin with `least`. */
  readonly words?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
/** 0 and 7 are Sunday. */
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: readonly CronField[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, words: MONTHS },
  { name: "day of week", least: 0, most: 7, words: DAYS },
];

/** The expression with single blanks and names in capitals. */
export function readCron(text: string): Reading<RunRule> {
  const parts = text.toUpperCase().split(" ");
  if (parts.length !== FIELDS.length || text === "") {
    return wrong(
      "R002",
      "cron and five fields (minute, hour, day of month, month, day of week), such as cron 0 2 * * 1-5",
    );
  }
  const bad = FIELDS.find((field, i) => !isField(parts[i] ?? "", field));
  if (bad === undefined) return got({ kind: "cron", expression: parts.join(" ") });
  const { name, least, most } = bad;
  return wrong("R002", `as ${name} of cron *, or numbers from ${least} to ${most} with , - and /`);
}

function isField(text: string, field: CronField): boolean {
  return text.split(",").every((part) => isPart(part, field));
}

/** `*`, `5`, `1-5`, and any of these with a step: those that are ranges. */
function isPart(part: string, field: CronField): boolean {
  const [, range = "", step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  if (range === "") return false;
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.most)) return false;
  if (range === "*") return true;
  const bounds = range.split("-").map((bound) => numberOf(bound, field));
  const [from, to = from] = bounds;
  if (from === undefined || to === undefined || bounds.includes(undefined)) return false;
  return bounds.length === 1 ? step === undefined : bounds.length === 2 && from <= to;
}

function numberOf(text: string, { least, most, words = [] }: CronField): number | undefined {
  const word = words.indexOf(text);
  if (word >= 0) return word + least;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}
