/** Opens a source by its settings. */
import type { ConnectDatabase, DatabasePatience } from "./client-database.ts";
import type { DatabaseSource, FetchSource, SourceDeps, SourceSettings } from "./source.ts";

export interface OpenDeps extends SourceDeps {
  /** Of databases, where it shall differ from DATABASE_PATIENCE. */
  readonly patience?: Partial<DatabasePatience>;
}

/** Connected to when it is first needed. */
export async function openSource(settings: SourceSettings, deps: OpenDeps): Promise<FetchSource> {
  // Each is loaded when one is used: most daemons have none.
  if (settings.type === "sftp") {
    return (await import("./sftp-source.ts")).openSftpSource(settings, deps);
  }
  const { openTableSource } = await import("./table-source.ts");
  return openTableSource(settings, { ...deps, connect: await adapterOf(settings.type) });
}

async function adapterOf(type: DatabaseSource["type"]): Promise<ConnectDatabase> {
  switch (type) {
    case "postgres":
      return (await import("./postgres.ts")).connectPostgres;
    case "mysql":
      return (await import("./mysql.ts")).connectMysql;
  }
}
