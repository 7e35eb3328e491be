/** A source that is a database: a table or a query becomes a CSV file. */
import { readFile, rm } from "node:fs/promises";
import { AppError, fromSystem, OperatorError } from "../core/errors.ts";
import { dateText } from "../core/zone.ts";
import { syncFile } from "../files/sync.ts";
import { CsvWriter } from "../formats/csv-writer.ts";
import {
  DATABASE_PATIENCE,
  type ClientDatabase,
  type ConnectDatabase,
  type DatabasePatience,
} from "./client-database.ts";
import type { DatabaseSource, FetchSource, FetchTarget, Read, SourceDeps } from "./source.ts";

/** What the import of a database reads as null; an empty text stays an empty text. */
const NULL_TEXT = "\\N";

export interface TableDeps extends SourceDeps {
  readonly connect: ConnectDatabase;
  readonly patience?: Partial<DatabasePatience>;
}

/** Connects for each call. */
export function openTableSource(settings: DatabaseSource, deps: TableDeps): FetchSource {
  const patience = { ...DATABASE_PATIENCE, ...deps.patience };
  const connected = async (): Promise<ClientDatabase> =>
    await deps.connect(
      { name: settings.name, url: await urlOf(settings), ...(await issuersOf(settings)) },
      { ...deps, patience },
    );
  return {
    find: async (read, { at, timeZone }) => {
      const name = `${stemOf(settings, read)}_${dateText(at, timeZone, "yyyyMMdd_HHmmss", 0)}.csv`;
      return [{ name }];
    },
    fetch: async (_file, read, target) => {
      await using database = await connected();
      await writeRows(database, read, target);
      return "done";
    },
    probe: async () => {
      try {
        await using database = await connected();
        return { ok: true, detail: `${settings.name}: ${database.version}, read-only` };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const detail = [`${error.code} ${error.message}`, error.hint].filter(Boolean).join(". ");
        return { ok: false, detail };
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Read each time, so that a changed password is used at once. @throws {OperatorError} P004 */
async function urlOf({ name, urlPath }: DatabaseSource): Promise<string> {
  const hint = `Correct urlFile of sources.${name} in service.yml, or the file it names.`;
  const text = await readFile(urlPath, "utf8").catch((cause: unknown) => {
    throw new OperatorError("P004", `${name}: urlFile ${urlPath} can't be read`, { cause, hint });
  });
  if (URL.canParse(text.trim())) return text.trim();
  // What stands there may be a password: it is not shown.
  throw new OperatorError("P004", `${name}: urlFile ${urlPath} holds no url`, { hint });
}

/** @throws {OperatorError} P003 */
async function issuersOf({ name, caPath }: DatabaseSource): Promise<{ readonly ca?: string }> {
  if (caPath === undefined) return {};
  const ca = await readFile(caPath, "utf8").catch((cause: unknown) => {
    throw new OperatorError("P003", `${name}: ca ${caPath} can't be read`, {
      cause,
      hint: `Correct ca of sources.${name} in service.yml, or the file it names.`,
    });
  });
  return { ca };
}

/** `crm.customers` -> `customers`; of a query the name of the source. */
function stemOf({ name }: DatabaseSource, read: Read): string {
  const stem = read.kind === "table" ? (read.table.split(".").at(-1) ?? "") : name;
  return stem.replace(/[^\p{L}\p{N}_-]/gu, "_");
}

function queryOf(database: ClientDatabase, read: Read): string {
  switch (read.kind) {
    case "table":
      return `SELECT * FROM ${database.quoted(read.table)}`;
    case "query":
      return read.query.replace(/[\s;]+$/, "");
    case "file":
      throw new Error("a database has tables, no files");
  }
}

/** Anew each time: what was read before the connection broke is of another state of the data. */
async function writeRows(
  database: ClientDatabase,
  read: Read,
  { path, onBytes }: FetchTarget,
): Promise<void> {
  await rm(path, { force: true });
  let bytes = 0;
  try {
    await using csv = new CsvWriter(path, { byteOrderMark: false });
    for await (const cells of database.read(queryOf(database, read))) {
      await csv.write(cells.map((cell) => cell ?? NULL_TEXT));
      for (const cell of cells) bytes += (cell?.length ?? 2) + 1;
      onBytes(bytes);
    }
    await csv.finish();
    await syncFile(path);
  } catch (error) {
    throw fromSystem(error, `writing ${path}`);
  }
}
