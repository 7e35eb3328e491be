/** Opens a source by its settings. */
import type { ConnectDatabase, DatabasePatience } from "./client-database.ts";
import { openSftpSource } from "./sftp-source.ts";
import type { DatabaseSource, FetchSource, SourceDeps, SourceSettings } from "./source.ts";
import { openTableSource } from "./table-source.ts";

export interface OpenDeps extends SourceDeps {
  /** Of databases, where it shall differ from DATABASE_PATIENCE. */
  readonly patience?: Partial<DatabasePatience>;
}

/** Connected to when it is first needed. */
export function openSource(settings: SourceSettings, deps: OpenDeps): FetchSource {
  if (settings.type === "sftp") return openSftpSource(settings, deps);
  const { type } = settings;
  // Loaded when one is used: most daemons have neither.
  const connect: ConnectDatabase = async (url, more) => await (await adapterOf(type))(url, more);
  return openTableSource(settings, { ...deps, connect });
}

async function adapterOf(type: DatabaseSource["type"]): Promise<ConnectDatabase> {
  switch (type) {
    case "postgres":
      return (await import("./postgres.ts")).connectPostgres;
    case "mysql":
      return (await import("./mysql.ts")).connectMysql;
  }
}
