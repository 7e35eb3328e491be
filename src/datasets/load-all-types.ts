/** All import types: those of config/import-types, and those of the client's databases. */
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import { ledgerTables } from "../store/sqlite/ledger-migrations.ts";
import type { DatabaseSpec } from "./databases/database-spec.ts";
import { loadDatabases } from "./databases/load-databases.ts";
import { moduleTypes } from "./databases/module-types.ts";
import { loadImportTypes } from "./load-types.ts";
import type { TypeSettings } from "./type-settings.ts";

export interface DefinitionPlaces {
  /** Folder that holds `import-types/`. */
  readonly configFolder: string;
  /** Folder of the databases. */
  readonly databasesFolder: string;
  readonly settings: TypeSettings;
}

export interface Definitions {
  /** In their order; the databases' last. */
  readonly types: readonly ImportTypeSpec[];
  readonly databases: readonly DatabaseSpec[];
}

/** @throws {ConfigError} C004 with every problem of the import types, or of the databases. */
export async function loadDefinitions(places: DefinitionPlaces): Promise<Definitions> {
  const types = await loadImportTypes(places.configFolder, places.settings);
  const databases = await loadDatabases(places.databasesFolder, [
    ...ledgerTables(),
    ...types.flatMap(namesOf),
  ]);
  return { types: [...types, ...databases.flatMap(moduleTypes)], databases };
}

/** @throws {ConfigError} C004 */
export async function loadAllTypes(places: DefinitionPlaces): Promise<readonly ImportTypeSpec[]> {
  return (await loadDefinitions(places)).types;
}

/** The type and the tables that it has. */
function namesOf({ type, sheets }: ImportTypeSpec): readonly string[] {
  const tables = sheets.flatMap(({ dataset }) => [
    dataset.name,
    ...(dataset.group ? [dataset.group.entries] : []),
    ...dataset.columns
      .filter(({ refers, kind }) => refers !== undefined && (kind === "list" || kind === "pairs"))
      .map(({ name }) => `${dataset.name}${name}`),
  ]);
  return [type, ...tables];
}
