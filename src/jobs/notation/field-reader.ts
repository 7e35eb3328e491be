/** Reads the fields of one job and gathers everything that is wrong with them. */
import { type FieldProblem, shownValue } from "../job-issue.ts";
import { CLEAR, type FieldName, isBlankValue, sortFields } from "./fields.ts";
import { type Read, type Reading, wrong } from "./reading.ts";
import { readEntries } from "./texts.ts";

export interface FieldReader {
  readonly problems: readonly FieldProblem[];
  /** Whether the field was given, rightly or wrongly. */
  has(field: FieldName): boolean;
  /** The value; undefined when there is none, or none that can be read. */
  one<T>(field: FieldName, read: Read<T>): T | undefined;
  /** As `one`; it is a problem that there is none. @param expected continues "expected ...". */
  required<T>(field: FieldName, read: Read<T>, expected: string): T | undefined;
  /** Entries of `a;b`, `a,b` or a list; undefined when there are none. */
  list(field: FieldName, read: Read<string>): readonly string[] | undefined;
  /** Reports what is wrong with a field beside others. */
  report(problem: Omit<FieldProblem, "value">): void;
}

export function openFields(fields: Readonly<Record<string, unknown>>): FieldReader {
  const { known, problems: first } = sortFields(fields);
  const problems: FieldProblem[] = [...first];
  const given = (field: FieldName): unknown => {
    const value = known.get(field);
    return isBlankValue(value) || isCleared(value) ? undefined : value;
  };
  const add = (problem: Omit<FieldProblem, "value">): void => {
    const value = given(problem.field as FieldName);
    problems.push(value === undefined ? problem : { ...problem, value: shownValue(value) });
  };
  const take = <T>(field: FieldName, reading: Reading<T>): T | undefined => {
    if (reading.ok) return reading.value;
    add({
      field,
      code: reading.code,
      message: `${field} is wrong; expected ${reading.expected}`,
    });
    return undefined;
  };
  const one = <T>(field: FieldName, read: Read<T>): T | undefined => {
    const value = given(field);
    if (value === undefined) return undefined;
    const text = plainText(value);
    return take(field, text === undefined ? wrong<T>("R002", "a single value") : read(text));
  };
  return {
    problems,
    has: (field) => given(field) !== undefined,
    one,
    required(field, read, expected) {
      if (given(field) !== undefined) return one(field, read);
      add({ field, code: "R001", message: `${field} is missing; expected ${expected}` });
      return undefined;
    },
    list(field, read) {
      const value = given(field);
      if (value === undefined) return undefined;
      const entries = entriesOf(value);
      if (entries !== undefined) return take(field, readEntries(entries, read));
      return take(field, wrong("R002", "a list of texts, or a text such as a;b"));
    },
    report: add,
  };
}

function isCleared(value: unknown): boolean {
  return (
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "string" && value.trim() === CLEAR)
  );
}

/** What a text, number or boolean says; lists and objects say no single thing. */
function plainText(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function entriesOf(value: unknown): readonly string[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.map(plainText);
  if (texts.some((text) => text === undefined || text === "")) return undefined;
  const parts = texts.flatMap((text = "") => (Array.isArray(value) ? [text] : text.split(/[;,]/)));
  const entries = parts.map((part) => part.trim()).filter((part) => part !== "");
  return entries.length === 0 ? undefined : entries;
}
