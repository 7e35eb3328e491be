/** The notation of a job -> its definition, or everything that is wrong with it. */
import type { JobDefinition } from "../job.ts";
import type { FieldProblem } from "../job-issue.ts";
import { checkCombinations } from "./combinations.ts";
import { defaultDateField, JOB_DEFAULTS, type JobDefaults } from "./defaults.ts";
import { openFields } from "./field-reader.ts";
import { readDate } from "./instant.ts";
import { oneOf } from "./reading.ts";
import { readRun } from "./run-rule.ts";
import { readSize } from "./size.ts";
import {
  readAddress,
  readDescription,
  readName,
  readTimeZone,
  readTitle,
  readYesNo,
} from "./texts.ts";
import { readTimeframe } from "./timeframe.ts";

export type ReadDefinition =
  { readonly definition: JobDefinition } | { readonly problems: readonly FieldProblem[] };

/**
 * Reads a job in the flat notation (all values are texts) or in its JSON and YAML form (lists,
 * numbers and booleans where they are natural); design: exports.md. Case, blanks, `_` and `-` in
 * names of fields do not count. A blank value, `~` or an empty list means the default.
 */
export function readDefinition(
  given: Readonly<Record<string, unknown>>,
  defaults: JobDefaults = JOB_DEFAULTS,
): ReadDefinition {
  const fields = openFields(given);
  const timeZone = fields.one("TimeZone", readTimeZone) ?? defaults.timeZone;
  const required = {
    title: fields.required("Title", readTitle, "a title of one line"),
    source: fields.required(
      "Source",
      oneOf(["contact-history", "info-mart"]),
      "contact-history or info-mart",
    ),
    run: fields.required("Run", (text) => readRun(text, timeZone), "such as daily 02:00"),
    timeframe: fields.required(
      "Timeframe",
      (text) => readTimeframe(text, timeZone),
      "such as last day",
    ),
  };
  const mediaTypes = fields.list("MediaTypes", readName);
  const optional = {
    description: fields.one("Description", readDescription),
    type: fields.one("Type", oneOf(["interaction", "contact"])),
    mediaTypes: mediaTypes?.some((one) => one.toLowerCase() === "all") ? undefined : mediaTypes,
    from: fields.one("From", readDate),
    until: fields.one("Until", readDate),
    splitSizeBytes: fields.one("SplitSize", readSize),
    destination: fields.one("Destination", readName),
    certificates: fields.list("Certificates", readName),
    notify: fields.list("Notify", readAddress),
  };
  const dateField = fields.one("DateField", oneOf(["MODIFIEDDATE", "STARTDATE"]));
  const choices = {
    catchUp: fields.one("CatchUp", oneOf(["none", "latest", "all"])) ?? defaults.catchUp,
    baseline: fields.one("Baseline", oneOf(["job", "any"])) ?? defaults.baseline,
    skipEmpty: fields.one("SkipEmpty", readYesNo) ?? defaults.skipEmpty,
    encryption:
      fields.one("Encryption", oneOf(["smime-aes256-cbc", "cms-aes256-gcm"])) ??
      defaults.encryption,
  };
  checkCombinations(fields, { ...required, ...optional });
  if (fields.problems.length > 0 || !isWhole(required)) return { problems: fields.problems };
  return {
    definition: {
      ...required,
      ...present(optional),
      timeZone,
      dateField: dateField ?? defaultDateField(required.timeframe),
      ...choices,
    },
  };
}

type Whole<T> = { readonly [Key in keyof T]: Exclude<T[Key], undefined> };

function isWhole<T extends object>(parts: T): parts is T & Whole<T> {
  return Object.values(parts).every((part) => part !== undefined);
}

/** The object without the fields that are undefined. */
function present<T extends object>(parts: T): Partial<Whole<T>> {
  return Object.fromEntries(
    Object.entries(parts).filter(([, part]) => part !== undefined),
  ) as Partial<Whole<T>>;
}
