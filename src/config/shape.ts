/** Second step of the settings: checks their shape against schemas/service.schema.json. */
import { readFile } from "node:fs/promises";
import { compileSchema, type SchemaProblem } from "../core/json-schema.ts";
import { nearest } from "../core/nearest.ts";
import type { LoadedSettings } from "./load.ts";
import type { KeyPath, SettingsProblem } from "./problem.ts";
import { nodeAt, property, resolveNode, type SchemaNode } from "./schema-node.ts";
import type { ServiceSettings } from "./service-settings.ts";

const SCHEMA_URL = new URL("../../schemas/service.schema.json", import.meta.url);

/** The schema of the settings, as it is shipped. */
export async function readSettingsSchema(): Promise<SchemaNode> {
  return JSON.parse(await readFile(SCHEMA_URL, "utf8")) as SchemaNode;
}

export type ShapedSettings =
  | { readonly settings: ServiceSettings; readonly problems: readonly [] }
  | { readonly settings: undefined; readonly problems: readonly SettingsProblem[] };

/** The settings as what their schema says they are, or everything that is wrong with them. */
export function shapeSettings(schema: SchemaNode, loaded: LoadedSettings): ShapedSettings {
  const found = compileSchema(schema)(loaded.value);
  if (found.length === 0) return { settings: loaded.value as ServiceSettings, problems: [] };
  const context = { schema, loaded };
  return {
    settings: undefined,
    problems: found.filter((one) => !isEcho(one, found)).map((one) => translate(context, one)),
  };
}

/** Problems that only repeat another one: of a choice, of the names of a map. */
function isEcho(problem: SchemaProblem, all: readonly SchemaProblem[]): boolean {
  if (problem.keyword === "if") return true;
  const named = all.some(
    (other) => other.keyword === "propertyNames" && other.path === problem.path,
  );
  if (named && problem.keyword === "enum") return true;
  // A choice by `type` that names no branch: what the other branch says of it means nothing.
  const undecided = all
    .filter((other) => other.keyword === "enum" && other.path.endsWith("/type"))
    .map((other) => other.path);
  return undecided.some(
    (path) => problem.path !== path && `${problem.path}/`.startsWith(path.slice(0, -4)),
  );
}

interface Context {
  readonly schema: SchemaNode;
  readonly loaded: LoadedSettings;
}

function translate(context: Context, problem: SchemaProblem): SettingsProblem {
  const path = pathOf(context.loaded.value, problem.path);
  const extra = extraKey(problem);
  if (extra !== undefined) {
    const full = [...path, extra];
    const expectation = unknownKey(context, path, extra);
    return { where: context.loaded.whereIs(full), path: full, expectation };
  }
  const missing = problem.params["missingProperty"];
  if (typeof missing === "string") {
    const where = context.loaded.whereIs(path);
    return { where, path: [...path, missing], expectation: "is missing" };
  }
  const expectation = `expected ${expected(context, path, problem)}`;
  return { where: context.loaded.whereIs(path), path, value: valueAt(context, path), expectation };
}

function extraKey(problem: SchemaProblem): string | undefined {
  const key = problem.params["additionalProperty"] ?? problem.params["propertyName"];
  return typeof key === "string" ? key : undefined;
}

function unknownKey({ schema, loaded }: Context, path: KeyPath, key: string): string {
  const node = nodeAt(schema, loaded.value, path);
  const names = node?.propertyNames && resolveNode(schema, node.propertyNames, undefined);
  const known = names?.enum ?? Object.keys(node?.properties ?? {});
  const near = nearest(key, known);
  if (near) return `is not a setting; did you mean ${near}?`;
  return known.length > 0 ? `is not a setting; there are ${known.join(", ")}` : "is not a setting";
}

function expected(context: Context, path: KeyPath, problem: SchemaProblem): string {
  const { params } = problem;
  switch (problem.keyword) {
    case "type":
      return typeNames(params["type"]);
    case "enum":
      return `one of ${String(params["allowedValues"]).replaceAll(",", ", ")}`;
    case "pattern":
      return described(nodeAt(context.schema, context.loaded.value, path));
    case "minLength":
      return "a text that is not empty";
    case "maxLength":
      return `at most ${String(params["limit"])} characters`;
    case "minItems":
      return "at least one entry";
    case "uniqueItems":
      return "each entry only once";
    case "minimum":
      return `${String(params["limit"])} or more`;
    case "maximum":
      return `${String(params["limit"])} or less`;
    default:
      return problem.message;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
};

function typeNames(types: unknown): string {
  return [types]
    .flat()
    .map((type) => TYPE_NAMES[String(type)] ?? String(type))
    .join(" or ");
}

function described(node: SchemaNode | undefined): string {
  const text = (node?.description ?? "a value of another form").replace(/\.$/, "");
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** `/users/0/name` as keys and, inside lists, numbers. */
function pathOf(settings: unknown, pointer: string): KeyPath {
  const path: (string | number)[] = [];
  let value = settings;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const step = Array.isArray(value) ? Number(key) : key;
    path.push(step);
    value = property(value, step);
  }
  return path;
}

function valueAt({ loaded }: Context, path: KeyPath): unknown {
  return path.reduce<unknown>((value, step) => property(value, step), loaded.value);
}
