/** What the schema of databases can't say: names that must exist, differ, or be left to Quayside. */
import { REJECTED_COLUMNS } from "../columns.ts";
import { foldName } from "../fold.ts";
import type { DatabaseFile, NamedDatabaseFile } from "./database-file.ts";
import { OPERATION } from "./module-types.ts";

/** Columns that every table has beside its own. */
const OWN_COLUMNS = ["CreatedKey", "ModifiedKey", "RecordId", "RecordKey"];

/**
 * Problems of all files together, each with file and key path.
 * @param taken names of tables and types that no database may have.
 */
export function checkDatabases(
  files: readonly NamedDatabaseFile[],
  taken: readonly string[],
): readonly string[] {
  const names = new Map(taken.map((name) => [name.toLowerCase(), "is a name of Quayside itself"]));
  return files.flatMap(({ path, file }) => {
    const name = file.name.toLowerCase();
    const before = name.startsWith("sqlite_") ? "is a name of SQLite" : names.get(name);
    if (before === undefined) names.set(name, `stands in ${path} already`);
    const problems = [
      ...(before === undefined ? [] : [`/name: ${file.name} ${before}; choose another one`]),
      ...checkColumns(file),
      ...checkKey(file),
    ];
    return problems.map((problem) => `${path}: ${problem}`);
  });
}

function checkKey({ key, columns }: DatabaseFile): readonly string[] {
  return key.flatMap((name, index) =>
    columns.some((column) => column.name === name)
      ? []
      : [`/key/${index}: ${name} is no column; the case counts`],
  );
}

function checkColumns({ columns, updater }: DatabaseFile): readonly string[] {
  const reserved = new Set([...OWN_COLUMNS, ...REJECTED_COLUMNS].map(foldName));
  if (updater?.enabled === true) reserved.add(foldName(OPERATION.name));
  const seen = new Map<string, string>();
  return columns.flatMap(({ name, type, length }, index) => {
    const folded = foldName(name);
    const other = seen.get(folded);
    seen.set(folded, name);
    const at = `/columns/${index}`;
    return [
      ...(reserved.has(folded) ? [`${at}/name: ${name} is a column of Quayside itself`] : []),
      ...(other === undefined
        ? []
        : [`${at}/name: ${name} and ${other} are the same: case and _ do not count in files`]),
      ...(length !== undefined && type !== "text"
        ? [`${at}/length: only a text has a length, not ${type}`]
        : []),
    ];
  });
}
