/** A file of definitions against its schema. */
import { ConfigError } from "../core/errors.ts";
import type { SchemaCheck } from "../core/json-schema.ts";
import { parseYaml } from "../core/yaml.ts";

/**
 * The value that the text holds when it has the right form; else what is wrong goes to `problems`.
 * @param shown what messages call the file.
 */
export function parseDefinition(
  text: string,
  shown: string,
  check: SchemaCheck,
  problems: string[],
): unknown {
  let value: unknown;
  try {
    value = parseYaml(text, shown);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(error.message);
    return undefined;
  }
  const wrong = check(value);
  problems.push(
    ...wrong.map(
      ({ path: at, message, params }) => `${shown}: ${at || "/"}: ${message}${more(params)}`,
    ),
  );
  return wrong.length === 0 ? value : undefined;
}

/** What a message of the schema leaves out: which key is too many, which values there are. */
function more(params: Readonly<Record<string, unknown>>): string {
  const { additionalProperty, allowedValues } = params;
  if (typeof additionalProperty === "string") return ` (${additionalProperty})`;
  return Array.isArray(allowedValues) ? `: ${allowedValues.join(", ")}` : "";
}
