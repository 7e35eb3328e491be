/** Files for a client's table, read and applied as the daemon does, in this thread. */
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseYaml } from "../../src/core/yaml.ts";
import type { DatabaseFile } from "../../src/datasets/databases/database-file.ts";
import { type DatabaseSpec, toDatabaseSpec } from "../../src/datasets/databases/database-spec.ts";
import { isForced } from "../../src/datasets/databases/forced-name.ts";
import { moduleTypes } from "../../src/datasets/databases/module-types.ts";
import { validateRows } from "../../src/drop/validate.ts";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import type { FeedMessage } from "../../src/store/feed.ts";
import type { Store } from "../../src/store/store.ts";
import { CONTEXT } from "../unit/datasets/memory-source.ts";
import { applyMessages, claim, type Imported, shortOf } from "./import-file.ts";
import { openWith } from "./read-rows.ts";

/** A database from its YAML. */
export function databaseOf(yaml: string): DatabaseSpec {
  return toDatabaseSpec(parseYaml(yaml, "database.yml") as DatabaseFile);
}

/** The import types of a database by the first part of their names. */
export function typesOf(database: DatabaseSpec): {
  readonly importer: ImportTypeSpec;
  readonly updater: ImportTypeSpec;
} {
  const types = moduleTypes(database, 0);
  const named = (module: string): ImportTypeSpec => {
    const found = types.find(({ type }) => type.startsWith(`${module}/`));
    if (!found) throw new Error(`${database.name} has no ${module}`);
    return found;
  };
  return { importer: named("DataImporter"), updater: named("DataUpdater") };
}

/** Imports the text as a file of that name; the extension says its format. */
export async function importText(
  { store, folder }: { readonly store: Store; readonly folder: string },
  type: ImportTypeSpec,
  name: string,
  text: string | Uint8Array,
): Promise<Imported> {
  const filePath = path.join(folder, name);
  await writeFile(filePath, text);
  const messages: FeedMessage[] = [];
  {
    await using source = await openWith(filePath);
    for await (const message of validateRows(type, source, { ...CONTEXT, fileName: name })) {
      messages.push(structuredClone(message));
    }
  }
  await rm(filePath);
  const run = await claim(store, type.type);
  const startedAt = "2026-01-01T00:00:01.000Z";
  const one = { run: run.id, attempt: 1, startedAt, isForced: isForced(name) };
  const verdict = await applyMessages(store, { type, runs: [one], dryRun: false }, messages);
  const issues = await store.issues(run.id, 0, 1000);
  return { run: run.id, verdict, issues, short: issues.map(shortOf) };
}
