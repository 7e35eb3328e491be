/** config/databases/*.yml -> the databases of the client. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError, fromSystem } from "../../core/errors.ts";
import { compileSchema } from "../../core/json-schema.ts";
import { parseDefinition } from "../parse-definition.ts";
import { checkDatabases } from "./database-checks.ts";
import type { DatabaseFile, NamedDatabaseFile } from "./database-file.ts";
import { type DatabaseSpec, toDatabaseSpec } from "./database-spec.ts";

const SCHEMA = fileURLToPath(new URL("../../../schemas/database.schema.json", import.meta.url));

/**
 * Reads all databases, in the order of their files. `*.example.yml` are left out.
 * @param folder the folder of the definitions, `databases` of the settings.
 * @param taken names that no database may have, in any case.
 * @throws {ConfigError} C004 with every problem of every file, each with its key path.
 */
export async function loadDatabases(
  folder: string,
  taken: readonly string[] = [],
): Promise<readonly DatabaseSpec[]> {
  const problems: string[] = [];
  const check = compileSchema(JSON.parse(await readFile(SCHEMA, "utf8")) as object);
  const files: NamedDatabaseFile[] = [];
  for (const name of await definitionsIn(folder)) {
    const shown = `databases/${name}`;
    const text = await readFile(path.join(folder, name), "utf8");
    const file = parseDefinition(text, shown, check, problems) as DatabaseFile | undefined;
    if (file) files.push({ path: shown, file });
  }
  problems.push(...checkDatabases(files, taken));
  if (problems.length > 0) throw new ConfigError("C004", problems.join("\n"));
  return files.map(({ file }) => toDatabaseSpec(file));
}

async function definitionsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    const ours = fromSystem(error, `reading ${folder}`);
    if (ours !== error) throw ours;
    throw new ConfigError("C004", `The folder of databases ${folder} can't be read.`, {
      hint: "Make it, or correct `databases` in service.yml.",
      cause: error,
    });
  });
  return names.filter((name) => /\.ya?ml$/.test(name) && !/\.example\.ya?ml$/.test(name)).sort();
}
