/** The fetch side of the daemon: builds its line and what it needs of the others. */
import type { ServiceConfig } from "../config/service-config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { createDropFolder } from "../drop/folders.ts";
import type { FetchDeps, ImportTarget } from "../fetch/deps.ts";
import { startFetchLine, type FetchLine } from "../fetch/line.ts";
import { openSource } from "../fetch/open-source.ts";
import type { JobSource } from "../jobs/job.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { Store } from "../store/store.ts";
import { createTurns } from "../transfer/turns.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { automaticPath, fetchWorkPath } from "./places.ts";

/** So many runs bring content across at the same time; any number may wait. */
const TOGETHER = 4;

export interface FetchBase {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
  /** The drop folders are looked into at once. */
  readonly scanDrops: () => void;
}

export interface FetchParts {
  readonly store: Store;
  readonly types: readonly ImportTypeSpec[];
  /** A run has ended. */
  readonly onEnd: () => void;
}

export async function startFetches(base: FetchBase, parts: FetchParts): Promise<FetchLine> {
  const { onEnd } = parts;
  return await base.lifecycle.start(
    "fetches",
    () => startFetchLine(fetchDeps(base, parts), { onEnd }),
    (line) => line.drain(),
  );
}

function fetchDeps(
  { config, log, clock, scanDrops }: FetchBase,
  { store, types }: FetchParts,
): FetchDeps {
  return {
    clock,
    log: log.child({ component: "fetch" }),
    store,
    sources: config.sources,
    openSource: (settings, signal) => openSource(settings, { clock, signal }),
    targetOf: (source, database) => importTarget(config, types, { source, database }),
    dropFolder: async (importType) => {
      const type = types.find((one) => one.type === importType);
      if (!type) throw new Error(`there is no import type ${importType}`);
      return await createDropFolder(automaticPath(config), type);
    },
    scanNow: scanDrops,
    settleMs: config.automaticImport.settleMs,
    limits: config.automaticImport.limits,
    workPath: fetchWorkPath(config),
    inTurn: createTurns(TOGETHER),
  };
}

const MODULES: Readonly<Partial<Record<JobSource, string>>> = {
  "data-importer": "DataImporter",
  "data-updater": "DataUpdater",
};

/** The import type that takes what is fetched for a database. */
export function importTarget(
  { automaticImport }: Pick<ServiceConfig, "automaticImport">,
  types: readonly ImportTypeSpec[],
  { source, database }: { readonly source: JobSource; readonly database: string },
): ImportTarget {
  if (!automaticImport.state.enabled) {
    return {
      code: "A001",
      message: `the automatic import is off: ${automaticImport.state.reason}`,
      hint: "Switch it on in service.yml: what is fetched goes through its folders.",
    };
  }
  const module = MODULES[source] ?? "";
  const wanted = `${module}/${database}`.toLowerCase();
  const type = types.find((one) => one.type.toLowerCase() === wanted);
  if (type) return { importType: type.type };
  const databases = databasesOf(types, module);
  const list = databases.length === 0 ? "none" : databases.join(", ");
  return {
    code: "J011",
    message: `there is no database ${database} with the module ${module} switched on`,
    hint: `Databases with ${module}: ${list}. They are defined in config/databases.`,
  };
}

function databasesOf(types: readonly ImportTypeSpec[], module: string): readonly string[] {
  const start = `${module}/`;
  return types
    .filter(({ type }) => type.startsWith(start))
    .map(({ type }) => type.slice(start.length));
}
