/** Walks the schema of the settings: which keys an object may have, what a value should be. */
import type { KeyPath } from "./problem.ts";

/** The keywords of draft-07 that schemas/service.schema.json uses. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly if?: SchemaNode & { readonly properties?: Readonly<Record<string, { const?: string }>> };
  readonly then?: SchemaNode;
  readonly else?: SchemaNode;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
}

/** The node of a value: references followed, and of a choice by `type` the branch that applies. */
export function resolveNode(root: SchemaNode, node: SchemaNode, value: unknown): SchemaNode {
  const name = node.$ref?.replace("#/definitions/", "");
  const target = name === undefined ? undefined : root.definitions?.[name];
  if (target) return resolveNode(root, target, value);
  if (!node.if) return node;
  const isThen = node.if.properties?.["type"]?.const === property(value, "type");
  const branch = isThen ? node.then : node.else;
  return branch ? resolveNode(root, branch, value) : node;
}

/** The node that stands for the value at `path` in `settings`; undefined for an unknown key. */
export function nodeAt(root: SchemaNode, settings: unknown, path: KeyPath): SchemaNode | undefined {
  let node: SchemaNode | undefined = resolveNode(root, root, settings);
  let value = settings;
  for (const step of path) {
    value = property(value, step);
    node = childOf(node, step);
    if (!node) return undefined;
    node = resolveNode(root, node, value);
  }
  return node;
}

/** The schema of one key, or one item, not resolved. */
export function childOf(node: SchemaNode, step: string | number): SchemaNode | undefined {
  if (typeof step === "number") return node.items;
  const known = node.properties?.[step];
  if (known) return known;
  return typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
}

/** A property of anything. */
export function property(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
}
