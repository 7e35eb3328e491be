/** The fields of a job by their names, which are written in many ways: `Media Types`, `media_types`. */
import { nearest } from "../../core/nearest.ts";
import { foldName } from "../../datasets/fold.ts";
import { type FieldProblem, shownValue } from "../job-issue.ts";

/** In the order in which they are shown. */
export const FIELDS = [
  "Title",
  "Description",
  "Source",
  "Type",
  "MediaTypes",
  "Database",
  "Connection",
  "File",
  "Table",
  "Query",
  "Deadline",
  "Afterwards",
  "Statistics",
  "Sheets",
  "Format",
  "Packing",
  "FileName",
  "Run",
  "From",
  "Until",
  "TimeZone",
  "Timeframe",
  "DateField",
  "SplitSize",
  "Destination",
  "Certificates",
  "Notify",
  "CatchUp",
  "Baseline",
  "SkipEmpty",
  "Encryption",
] as const;

export type FieldName = (typeof FIELDS)[number];

/** A job in the flat notation: every value is a text. */
export type FlatFields = Readonly<Partial<Record<FieldName, string>>>;

/** Takes the value of a field back, so that its default holds again. */
export const CLEAR = "~";

const BY_NAME = new Map<string, FieldName>([
  ...FIELDS.map((name) => [foldName(name), name] as const),
  ["mediatype", "MediaTypes"],
  ["certificate", "Certificates"],
  ["sheet", "Sheets"],
]);

export interface SortedFields {
  readonly known: ReadonlyMap<FieldName, unknown>;
  /** Fields that do not exist, and fields that stand twice. */
  readonly problems: readonly FieldProblem[];
}

/** Finds out which field each name means. */
export function sortFields(fields: Readonly<Record<string, unknown>>): SortedFields {
  const known = new Map<FieldName, unknown>();
  const problems: FieldProblem[] = [];
  for (const [given, value] of Object.entries(fields)) {
    const name = BY_NAME.get(foldName(given));
    if (name === undefined) problems.push(unknownField(given, value));
    else if (known.has(name)) problems.push(twice(given, name));
    else known.set(name, value);
  }
  return { known, problems };
}

function unknownField(given: string, value: unknown): FieldProblem {
  const near = nearest(given, FIELDS);
  const help = near ? `did you mean ${near}?` : `there are ${FIELDS.join(", ")}`;
  return {
    code: "J001",
    field: shownValue(given),
    value: shownValue(value),
    message: `${shownValue(given)} is not a field of a job; ${help}`,
  };
}

function twice(given: string, name: FieldName): FieldProblem {
  return { code: "J001", field: name, message: `${name} stands twice, also as ${given}` };
}

/** Whether nothing was given: such a field keeps its value in an update. */
export function isBlankValue(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && !value.trim());
}
