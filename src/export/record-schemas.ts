/** The record schemas that ship inside archives: schemas/export/*.json as they are. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ConfigError } from "../core/errors.ts";
import type { SchemaName } from "./select.ts";

/** Each with the dataset whose records it describes. */
export const RECORD_SCHEMAS = {
  interaction: "Interaction",
  document: "Document",
  contact: "Contact",
  contactattribute: "ContactAttribute",
} as const satisfies Readonly<Record<SchemaName, string>>;

/**
 * Text of the schemas by name.
 * @param schemasFolder the folder that holds `export/`.
 * @throws {ConfigError} C004 when one is missing or is no JSON.
 */
export async function loadRecordSchemas(
  schemasFolder: string,
): Promise<Readonly<Record<SchemaName, string>>> {
  const names = Object.keys(RECORD_SCHEMAS) as SchemaName[];
  const texts = await Promise.all(
    names.map(async (name) => [name, await readSchema(schemasFolder, name)] as const),
  );
  return Object.fromEntries(texts) as Record<SchemaName, string>;
}

async function readSchema(schemasFolder: string, name: SchemaName): Promise<string> {
  const file = path.join(schemasFolder, "export", `${name}.json`);
  try {
    const text = await readFile(file, "utf8");
    JSON.parse(text);
    return text;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError("C004", `The record schema ${file} can't be read: ${why}.`, {
      hint: "Install Quayside anew; its schemas are not to be edited.",
      cause: error,
    });
  }
}
