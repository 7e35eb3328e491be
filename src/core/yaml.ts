/** YAML with positions: the adapter of the yaml package. */
import { LineCounter, parseDocument } from "yaml";
import { ConfigError } from "./errors.ts";

/**
 * Parses one YAML document into plain values.
 * @param name what the error calls the text, usually its path.
 * @throws {ConfigError} C002 with line and column of every problem.
 */
export function parseYaml(text: string, name: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      return `${name}:${line}:${col}: ${error.message}`;
    });
    throw new ConfigError("C002", problems.join("\n"));
  }
  return document.toJS({ maxAliasCount: 100 });
}
