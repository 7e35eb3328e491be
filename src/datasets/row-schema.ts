/** JSON Schema over the values of a row: lengths, ranges, lists of values, patterns. */
import type { RowCode } from "../core/codes.ts";
import { compileSchema, type SchemaCheck, type SchemaProblem } from "../core/json-schema.ts";
import type { FeedValue } from "../store/feed.ts";
import { CLEAR, type ColumnSpec } from "../store/dataset-spec.ts";
import { expectation } from "./expectation.ts";
import type { PlannedValue } from "./row-plan.ts";

export interface ValueProblem {
  /** Position of the value. */
  readonly position: number;
  readonly code: RowCode;
  readonly message: string;
}

/** Compiled schemas by their text: many small files of one kind come with the same header. */
const compiled = new Map<string, SchemaCheck>();
const COMPILED_MAX = 100;

function compiledOnce(schema: object): SchemaCheck {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known) return known;
  const check = compileSchema(schema, { isOften: true });
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  compiled.set(text, check);
  return check;
}

/** Compiles the schema of a plan, once for each header. */
export function compileRowCheck(
  plan: readonly PlannedValue[],
): (values: readonly FeedValue[]) => readonly ValueProblem[] {
  const items = plan.map(({ column }) => (column ? valueSchema(column) : {}));
  const check = compiledOnce({ type: "array", items });
  return (values) => {
    const problems = check(values);
    return problems.length === 0 ? [] : problems.map((problem) => describe(problem, plan));
  };
}

/** null and CLEAR always pass: whether a value may be missing is not decided here. */
function valueSchema(column: ColumnSpec): object {
  const { minimum, maximum, max, values, pattern, kind } = column;
  const length = max === undefined ? {} : { maxLength: max };
  const oneOf = values === undefined ? {} : { enum: [...values, CLEAR, null] };
  switch (kind) {
    case "int":
    case "number":
    case "bool":
      return {
        type: ["number", "string", "null"],
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    case "list":
      return {
        type: ["array", "string", "null"],
        items: { type: ["string", "null"], ...length, ...oneOf },
      };
    case "pairs":
      return {
        type: ["array", "string", "null"],
        items: { type: "array", items: { type: "string", ...length } },
      };
    case "text":
    case "date":
    case "time":
    case "datetime":
    case "enum":
    case "phone":
    case "email":
    case "timezone":
    case "language":
    case "country":
    case "base64":
    case "int64":
    case "json":
      return {
        type: ["string", "null"],
        ...length,
        ...oneOf,
        ...(pattern === undefined ? {} : { pattern: `^\\u0000$|${pattern}` }),
      };
  }
}

function describe(problem: SchemaProblem, plan: readonly PlannedValue[]): ValueProblem {
  const position = Number(problem.path.split("/")[1]);
  const column = plan[position]?.column;
  const [code, message] = column ? wording(problem, column) : (["R002", problem.message] as const);
  return { position, code, message };
}

function wording(problem: SchemaProblem, column: ColumnSpec): readonly [RowCode, string] {
  switch (problem.keyword) {
    case "maxLength": {
      const each = column.kind === "list" || column.kind === "pairs" ? " for each item" : "";
      return ["R004", `Expected at most ${column.max ?? 0} characters${each}.`];
    }
    case "minimum":
    case "maximum":
    case "enum":
      return ["R003", `Expected ${expectation(column)}.`];
    case "pattern":
      return ["R002", `Not written as expected: ${column.note.split(/(?<=\.) /)[0] ?? ""}`];
    default:
      return ["R002", problem.message];
  }
}
