/** The notation of a job -> its definition, or everything that is wrong with it. */
import type { JobDefinition, JobSource, Timeframe } from "../job.ts";
import type { FieldProblem } from "../job-issue.ts";
import { checkCombinations } from "./combinations.ts";
import { defaultDateField, JOB_DEFAULTS, type JobDefaults } from "./defaults.ts";
import { readExchange } from "./exchange.ts";
import { type FieldReader, openFields } from "./field-reader.ts";
import { readDate } from "./instant.ts";
import { got, oneOf, type Reading } from "./reading.ts";
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
  const title = fields.required("Title", readTitle, "a title of one line");
  const source = fields.required("Source", readSource, SOURCES.join(", "));
  const exchange = readExchange(fields, source);
  const required = {
    title,
    source,
    run: fields.required("Run", (text) => readRun(text, timeZone), "such as daily 02:00"),
    timeframe: timeframeOf(fields, source, timeZone),
  };
  const mediaTypes = fields.list("MediaTypes", readName);
  const optional = {
    exchange,
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

const SOURCES = [
  "contact-history",
  "info-mart",
  "data-importer",
  "data-updater",
  "data-displacer",
  "data-exporter",
  "configuration",
] as const;

/** `table`, as other documents call the content of a client's database, is the Displacer. */
function readSource(text: string): Reading<JobSource> {
  return /^table$/i.test(text) ? got("data-displacer") : oneOf(SOURCES)(text);
}

/** The modules of the data exchange can do without one. */
function timeframeOf(
  fields: FieldReader,
  source: JobSource | undefined,
  timeZone: string,
): Timeframe | undefined {
  const read = (text: string): Reading<Timeframe> => readTimeframe(text, timeZone);
  if (source === undefined || source === "contact-history" || source === "info-mart") {
    return fields.required("Timeframe", read, "such as last day");
  }
  return fields.has("Timeframe") ? fields.one("Timeframe", read) : { kind: "all" };
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
