/** Defaults of columns: constants, and templates that fill in other columns of the row. */
import type { ColumnSpec } from "../../dataset-spec.ts";
import type { FeedValue } from "../../feed.ts";

/** The value of another column of the row, by name; undefined where it has none. */
export type ValueOf = (column: string) => string | undefined;

/** `undefined`: no default. */
export type Default = ((valueOf: ValueOf) => FeedValue) | undefined;

/**
 * Compiles a default once. `{First} {Last}|{Company}`: the first choice that is not blank, columns
 * filled in and surplus blanks removed.
 */
export function compileDefault(spec: ColumnSpec): Default {
  const { default: given } = spec;
  if (given === undefined) return undefined;
  if (typeof given === "string" && given.includes("{")) {
    const choices = given.split("|");
    return (valueOf) => {
      for (const choice of choices) {
        const text = fillIn(choice, valueOf);
        if (text !== "") return text;
      }
      return null;
    };
  }
  const constant = constantOf(spec, given);
  return () => constant;
}

function fillIn(template: string, valueOf: ValueOf): string {
  const text = template.replace(/\{([^{}]+)\}/g, (_all, column: string) => valueOf(column) ?? "");
  return text.replace(/\s+/g, " ").trim();
}

function constantOf(spec: ColumnSpec, given: string | number): FeedValue {
  if (typeof given === "number") return given;
  if (spec.kind === "bool") return /^(true|yes|y|x|1)$/i.test(given) ? 1 : 0;
  if (spec.kind === "int" || spec.kind === "number") return Number(given);
  if (spec.kind === "list") return items(given);
  if (spec.kind === "pairs") {
    return items(given).map((item) => {
      const [key = "", ...rest] = item.split("=");
      return [key.trim(), rest.join("=").trim()] as const;
    });
  }
  return given;
}

function items(text: string): string[] {
  return text
    .split(";")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
