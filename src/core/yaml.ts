/** YAML with positions: the adapter of the yaml package. */
import { LineCounter, isNode, parseDocument } from "yaml";
import { ConfigError } from "./errors.ts";

/** A parsed text that still knows where its values stand. */
export interface YamlText {
  readonly value: unknown;
  /** Line, from 1, of the value at a path such as `["users", 0, "name"]`. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

/**
 * Parses one YAML document into plain values.
 * @param name what the error calls the text, usually its path.
 * @throws {ConfigError} C002 with line and column of every problem.
 */
export function parseYaml(text: string, name: string): unknown {
  return parseYamlText(text, name).value;
}

/**
 * As parseYaml, for a text whose values are judged later and then have to be found again.
 * @throws {ConfigError} C002 with line and column of every problem.
 */
export function parseYamlText(text: string, name: string): YamlText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      return `${name}:${line}:${col}: ${error.message}`;
    });
    throw new ConfigError("C002", problems.join("\n"));
  }
  return {
    value: document.toJS({ maxAliasCount: 100 }),
    lineOf: (path) => {
      const node = document.getIn(path, true);
      return isNode(node) && node.range ? lineCounter.linePos(node.range[0]).line : undefined;
    },
  };
}
