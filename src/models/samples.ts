/** Sample rows of the models, from templates/samples/<dataset>.yml. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError, systemCode } from "../core/errors.ts";
import { parseYaml } from "../core/yaml.ts";

export type SampleValue = string | number | boolean | object | null;
export type SampleRow = Readonly<Record<string, SampleValue>>;

export interface Samples {
  readonly workbook: readonly SampleRow[];
  /** The same, unless a second drop of the same records would be refused. */
  readonly csv: readonly SampleRow[];
}

export const SAMPLES_FOLDER = fileURLToPath(new URL("../../templates/samples", import.meta.url));
const NONE: Samples = { workbook: [], csv: [] };

/**
 * The file is a list of rows, or `workbook:` and `csv:` with a list each. Without a file the
 * dataset has no samples, and its model is a header.
 * @throws {ConfigError} C002, C004
 */
export async function loadSamples(dataset: string, folder = SAMPLES_FOLDER): Promise<Samples> {
  const path = join(folder, `${dataset}.yml`);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return NONE;
  const found = parseYaml(text, path);
  if (isRows(found)) return { workbook: found, csv: found };
  if (isPair(found)) return { workbook: found.workbook, csv: found.csv };
  throw new ConfigError("C004", `${path}: expected a list of rows, or one under workbook and csv.`);
}

function isRows(value: unknown): value is readonly SampleRow[] {
  return Array.isArray(value) && value.every((row) => typeof row === "object" && row !== null);
}

function isPair(value: unknown): value is Samples {
  if (typeof value !== "object" || value === null) return false;
  return "workbook" in value && isRows(value.workbook) && "csv" in value && isRows(value.csv);
}
