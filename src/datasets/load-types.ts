/** config/import-types/*.yml -> the import types that everything else works with. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError, fromSystem } from "../core/errors.ts";
import { compileSchema } from "../core/json-schema.ts";
import type { DatasetSpec, ImportTypeSpec } from "../store/dataset-spec.ts";
import { crossCheck } from "./cross-checks.ts";
import { parseDefinition } from "./parse-definition.ts";
import { type NamedTypeFile, type TypeFile, toDatasetSpec, toTypeSpec } from "./type-file.ts";
import { applyPolicies, applySettings, type TypeSettings } from "./type-settings.ts";

const SCHEMA = fileURLToPath(new URL("../../schemas/import-type.schema.json", import.meta.url));

/**
 * Reads and compiles all import types, in their order.
 * @param configFolder the folder that holds `import-types/`.
 * @throws {ConfigError} C004 with every problem of every file, each with its key path.
 */
export async function loadImportTypes(
  configFolder: string,
  settings: TypeSettings,
): Promise<readonly ImportTypeSpec[]> {
  const problems: string[] = [];
  const files = await readTypeFiles(path.join(configFolder, "import-types"), problems);
  const datasets = new Map<string, DatasetSpec>();
  for (const entry of files.flatMap(({ file }) => file.datasets ?? [])) {
    datasets.set(entry.name, applySettings(toDatasetSpec(entry), settings));
  }
  // While a file is missing, every reference into it would be one more problem that is none.
  if (problems.length === 0) problems.push(...crossCheck(files, datasets));
  if (problems.length > 0) throw new ConfigError("C004", problems.join("\n"));
  return files
    .map(({ file }) => applyPolicies(toTypeSpec(file, datasets), settings))
    .sort((a, b) => a.order - b.order);
}

async function readTypeFiles(folder: string, problems: string[]): Promise<NamedTypeFile[]> {
  const check = compileSchema(JSON.parse(await readFile(SCHEMA, "utf8")) as object);
  const names = await readdir(folder).catch((error: unknown) => {
    throw missingFolder(folder, error);
  });
  const files: NamedTypeFile[] = [];
  for (const name of names.filter((each) => each.endsWith(".yml")).sort()) {
    const text = await readFile(path.join(folder, name), "utf8");
    const shown = `import-types/${name}`;
    const file = parseDefinition(text, shown, check, problems) as TypeFile | undefined;
    if (file) files.push({ path: shown, file });
  }
  return files;
}

function missingFolder(folder: string, error: unknown): unknown {
  const ours = fromSystem(error, `reading ${folder}`);
  if (ours !== error) return ours;
  return new ConfigError("C004", `The folder ${folder} can't be read.`, { cause: error });
}
