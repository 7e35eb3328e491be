/** Defaults of columns: constants, and templates that fill in other columns of the row. */
import type { ColumnSpec } from "./dataset-spec.ts";
import type { FeedValue } from "./feed.ts";

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
  const choices = templateOf(spec);
  if (choices) {
    return (valueOf) => {
      for (const parts of choices) {
        const text = fillIn(parts, valueOf);
        if (text !== "") return text;
      }
      return null;
    };
  }
  const constant = constantOf(spec, given);
  return () => constant;
}

/** The choices of a template, each as its parts: texts at even places, names of columns at odd ones. */
export function templateOf({ default: given }: ColumnSpec): readonly Parts[] | undefined {
  const isTemplate = typeof given === "string" && given.includes("{");
  return isTemplate ? given.split("|").map(partsOf) : undefined;
}

type Parts = readonly string[];

function partsOf(template: string): Parts {
  return template.split(/\{([^{}]+)\}/);
}

function fillIn(parts: Parts, valueOf: ValueOf): string {
  let text = "";
  let isBlank = false;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? "";
    if (at % 2 === 0) {
      text += part;
      continue;
    }
    const value = valueOf(part) ?? "";
    isBlank ||= value === "";
    text += value;
  }
  // A column without a value leaves the blanks around it behind.
  return isBlank ? text.replace(/\s+/g, " ").trim() : text.trim();
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
