/** Settings from variables of the environment: QUAYSIDE_AUTOMATICIMPORT_SETTLE=5s. */
import { nearest } from "../core/nearest.ts";
import { parseYaml } from "../core/yaml.ts";
import { keyOf, type KeyPath } from "./problem.ts";
import { childOf, property, resolveNode, type SchemaNode } from "./schema-node.ts";

const PREFIX = "QUAYSIDE_";

export interface EnvironmentSetting {
  readonly variable: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

export interface EnvironmentSettings {
  readonly settings: readonly EnvironmentSetting[];
  /**
   * Variables that name no setting. Not errors: systems that start containers add variables of
   * their own for a service called quayside (QUAYSIDE_PORT=tcp://...).
   */
  readonly warnings: readonly string[];
}

/**
 * Finds the settings among the variables: the keys joined by `_`, without regard to case. An empty
 * variable counts as not set; lists and whole groups are YAML: `QUAYSIDE_USERS=[{name: batch}]`.
 */
export function readEnvironment(
  schema: SchemaNode,
  settings: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentSettings {
  const found: EnvironmentSetting[] = [];
  const warnings: string[] = [];
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.toUpperCase().startsWith(PREFIX) || !text) continue;
    const words = variable.slice(PREFIX.length).toLowerCase().split("_");
    const match = matchKeys({ root: schema, node: schema, settings }, words);
    if (match) {
      found.push({ variable, path: match.path, value: valueOf(match.node, text, variable) });
    } else {
      warnings.push(unknownVariable(schema, variable));
    }
  }
  return { settings: found, warnings };
}

interface Place {
  readonly root: SchemaNode;
  readonly node: SchemaNode;
  readonly settings: unknown;
}

interface Match {
  readonly path: readonly string[];
  readonly node: SchemaNode;
}

function matchKeys(place: Place, words: readonly string[]): Match | undefined {
  const node = resolveNode(place.root, place.node, place.settings);
  if (words.length === 0) return { path: [], node };
  const names = node.propertyNames && resolveNode(place.root, node.propertyNames, undefined);
  const known = knownKeys(node, names, place.settings);
  const isMap = typeof node.additionalProperties === "object" && !node.propertyNames;
  for (let taken = 1; taken <= words.length; taken++) {
    const word = words.slice(0, taken).join("_");
    const key = known.find((name) => name.toLowerCase() === word) ?? (isMap ? word : undefined);
    const child = key === undefined ? undefined : childOf(node, key);
    if (key === undefined || !child) continue;
    const inner = { root: place.root, node: child, settings: property(place.settings, key) };
    const rest = matchKeys(inner, words.slice(taken));
    if (rest) return { path: [key, ...rest.path], node: rest.node };
  }
  return undefined;
}

function knownKeys(
  node: SchemaNode,
  names: SchemaNode | undefined,
  settings: unknown,
): readonly string[] {
  const present = typeof settings === "object" && settings !== null ? Object.keys(settings) : [];
  return [...Object.keys(node.properties ?? {}), ...present, ...(names?.enum ?? [])];
}

function valueOf(node: SchemaNode, text: string, variable: string): unknown {
  const types = [node.type ?? "string"].flat();
  if (types.includes("integer") && /^\d+$/.test(text)) return Number(text);
  return types.includes("string") ? text : parseYaml(text, variable);
}

function unknownVariable(schema: SchemaNode, variable: string): string {
  // The prefix is the same in all of them and would make every name look near.
  const near = nearest(variable.slice(PREFIX.length), variableNames(schema, schema, []));
  const advice = near ? ` (did you mean ${PREFIX}${near}?)` : "";
  return `${variable} names no setting and is ignored${advice}`;
}

function variableNames(root: SchemaNode, node: SchemaNode, path: KeyPath): readonly string[] {
  const { properties = {} } = resolveNode(root, node, undefined);
  return Object.entries(properties).flatMap(([key, child]) => [
    keyOf([...path, key])
      .replaceAll(".", "_")
      .toUpperCase(),
    ...variableNames(root, child, [...path, key]),
  ]);
}
