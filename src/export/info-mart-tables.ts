/** config/export-types/info-mart.yml -> the tables that an Info Mart export holds. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError, fromSystem } from "../core/errors.ts";
import { compileSchema } from "../core/json-schema.ts";
import { parseYaml } from "../core/yaml.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { TableSelection } from "../store/export-snapshot.ts";
import { checkTables } from "./info-mart-checks.ts";
import { toTable, type InfoMartFile } from "./info-mart-file.ts";

const SCHEMA = fileURLToPath(new URL("../../schemas/export-type.schema.json", import.meta.url));
const SHOWN = "export-types/info-mart.yml";

/**
 * @param configFolder the folder that holds `export-types/`.
 * @param types all import types: their datasets are what tables can be filled from.
 * @throws {ConfigError} C004 with every problem of the file, each with its key path.
 */
export async function loadInfoMartTables(
  configFolder: string,
  types: readonly ImportTypeSpec[],
): Promise<readonly TableSelection[]> {
  const check = compileSchema(JSON.parse(await readFile(SCHEMA, "utf8")) as object);
  const value = parseYaml(await readText(path.join(configFolder, SHOWN)), SHOWN);
  const wrong = check(value).map(({ path: at, message }) => `${at || "/"}: ${message}`);
  if (wrong.length > 0) throw refused(wrong);
  // The schema has just said that it is one.
  const file = value as InfoMartFile;
  const problems = checkTables(file, types);
  if (problems.length > 0) throw refused(problems);
  return file.tables.map(toTable);
}

function refused(problems: readonly string[]): ConfigError {
  return new ConfigError("C004", problems.map((problem) => `${SHOWN}: ${problem}`).join("\n"));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const ours = fromSystem(error, `reading ${file}`);
    if (ours !== error) throw ours;
    throw new ConfigError("C004", `${file} can't be read.`, { cause: error });
  }
}
