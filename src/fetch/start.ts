/** First step: what the run needs is there, or it fails before anything is touched. */
import { effect } from "../core/effect.ts";
import { ConfigError } from "../core/errors.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { FetchDeps, FetchWork } from "./deps.ts";
import type { Read, SourceSettings } from "./source.ts";

/**
 * A Queued run becomes InProgress, with the import type that it drops into; another passes.
 * @throws {ConfigError} J010 the source, J011 the database, A001 imports are off
 */
export async function startFetch(work: FetchWork, run: ExportRun): Promise<ExportRun> {
  const { deps, definition, fetch } = work;
  sourceOf(deps, fetch.connection, fetch.read);
  const target = deps.targetOf(definition.source, fetch.database);
  if ("code" in target) {
    const { code, message, hint } = target;
    throw new ConfigError(code, message, { hint });
  }
  if (run.state !== "Queued") return run;
  const started = await effect("fetch.start", () =>
    deps.store.changeExport(run.id, ["Queued"], {
      state: "InProgress",
      attempt: 1,
      startedAt: deps.clock.now().toISOString(),
      fetch: { importType: target.importType, files: [] },
    }),
  );
  const { id, job } = run;
  deps.log.info({ event: "fetch.started", run: id, job }, "fetch started");
  return started;
}

/** @throws {ConfigError} J010 */
export function sourceOf(
  { sources }: Pick<FetchDeps, "sources">,
  name: string,
  read: Read,
): SourceSettings {
  const settings = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (!settings) {
    const names = Object.keys(sources);
    throw new ConfigError("J010", `there is no source ${name}`, {
      hint: `sources in service.yml has ${names.length === 0 ? "none" : names.join(", ")}.`,
    });
  }
  const mismatch = sourceMismatch(settings, read);
  if (mismatch === undefined) return settings;
  throw new ConfigError("J010", mismatch, {
    hint: "Name another source in Connection, or read in another way.",
  });
}

/** What keeps a source from being read in this way; undefined: nothing. */
export function sourceMismatch(
  { name, type }: Pick<SourceSettings, "name" | "type">,
  read: Read,
): string | undefined {
  if ((type === "sftp") === (read.kind === "file")) return undefined;
  return type === "sftp"
    ? `the source ${name} is an SFTP server; expected File, not Table or Query`
    : `the source ${name} is a database; expected Table or Query, not File`;
}
