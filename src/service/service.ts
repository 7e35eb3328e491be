/** The daemon: the only place that builds its parts and joins them. Starts in order, stops in reverse. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadConfig } from "../config/load-config.ts";
import type { ServiceConfig } from "../config/service-config.ts";
import { Bell } from "../core/bell.ts";
import { systemClock, type Clock } from "../core/clock.ts";
import { createLogger, type Logger } from "../core/log.ts";
import { loadDefinitions } from "../datasets/load-all-types.ts";
import type { DropDeps } from "../drop/deps.ts";
import { openFiling } from "../drop/filing.ts";
import { HistoryNames } from "../drop/history-names.ts";
import { startLines, type Lines } from "../drop/lines.ts";
import type { DropStatus } from "../drop/status.ts";
import { createReaders } from "../drop/readers.ts";
import type { JobActions } from "../jobs/actions/job-actions.ts";
import { droppedTypes, type ImportTypeSpec } from "../store/dataset-spec.ts";
import { openSqliteStore } from "../store/sqlite/open-store.ts";
import type { Store } from "../store/store.ts";
import { openCampaignExports } from "./campaign-exports.ts";
import { startDialLists } from "./dial-lists.ts";
import { type Dialling, startDialling, startListener } from "./dialling.ts";
import { startExports } from "./exports.ts";
import { checkExchange } from "./exchange-mark.ts";
import { acquireLock } from "./instance-lock.ts";
import { READER_HEAP_MB } from "./limits.ts";
import { mayExport } from "./job-rules.ts";
import { openSocket } from "./local-socket.ts";
import { createLifecycle, StoppedWhileStarting, type Lifecycle } from "./lifecycle.ts";
import { startModels } from "./models.ts";
import { startNoticeParts } from "./notices.ts";
import { automaticPath, modelsPath, workPath } from "./places.ts";
import { definitionPlaces, programVersion } from "./program.ts";
import { startRetention } from "./retention.ts";
import { listenToSignals } from "./signals.ts";
import { startSimulator } from "./simulator.ts";
import { createSystemd } from "./systemd.ts";
import { releaseYoungHeap } from "./young-heap.ts";

export interface ServiceOptions {
  readonly settingsPath?: string;
  /** Text for people on standard output instead of JSON. */
  readonly pretty: boolean;
}

/**
 * Runs the daemon until a signal stops it; the exit code of the process.
 * @throws {ConfigError} before anything started. @throws {OperatorError} S003 another daemon, S002, S005.
 */
export async function runService(options: ServiceOptions): Promise<number> {
  const { settingsPath, pretty } = options;
  const config = await loadConfig(settingsPath === undefined ? {} : { settingsPath });
  const log = createLogger({
    level: config.logLevel,
    pretty,
    colour: pretty && process.stdout.isTTY,
  });
  const clock = systemClock;
  const lifecycle = createLifecycle({ clock, log, shutdownMs: config.shutdownMs });
  const signals = listenToSignals({ lifecycle, log });
  const systemd = createSystemd({ clock, log });
  try {
    await startParts({ config, log, clock, lifecycle });
    await systemd.ready();
    return await signals.stopped;
  } catch (error) {
    if (error instanceof StoppedWhileStarting) return await signals.stopped;
    await lifecycle.stop("start failed");
    throw error;
  } finally {
    await systemd.stopping();
    signals.dispose();
    log.info({ event: "service.stopped" }, "service stopped");
  }
}

interface Base {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
}

async function startParts(base: Base): Promise<void> {
  const { config, log, clock, lifecycle } = base;
  const startedAt = clock.now();
  sayNotes(config, log);
  const { types, databases } = await loadDefinitions(definitionPlaces(config));
  await mkdir(config.serverFolder, { recursive: true });
  await takeLock(base);
  const store = await startStore(base, types);
  await checkExchange(config.serverFolder, store);
  const models = await lifecycle.start(
    "models",
    () => startModels(log, { types: droppedTypes(types), folder: modelsPath(config) }),
    (part) => part.stop(),
  );
  const ended = new Bell();
  const campaignExports = await openCampaignExports(base, { store, types, ended });
  const dialling = await startDialling(base, store, { onEnded: campaignExports.onEnded });
  await campaignExports.start();
  const onEnded = (): void => {
    ended.ring();
    dialling.nudge();
  };
  // What is fetched is dropped: the imports, which start later, are told at once.
  const drops: { lines?: Lines } = {};
  const scanDrops = (): void => {
    drops.lines?.scanNow();
  };
  const exports = await startExports({ ...base, scanDrops }, store, { types, databases }, onEnded);
  const lines = config.automaticImport.state.enabled
    ? await startImports(base, { store, types, exports, dialling, onEnded })
    : undefined;
  if (lines) drops.lines = lines;
  const dropStatus = (): DropStatus | undefined => lines?.status();
  const notices = await startNoticeParts(base, { store, types, exports, dropStatus, ended });
  await lifecycle.start(
    "retention",
    () => startRetention({ clock, log, store, config, types }),
    (part) => part.stop(),
  );
  await lifecycle.start(
    "socket",
    () =>
      openSocket({
        ...{ config, log, clock, store, lines, startedAt },
        ...{ exports: exports.console, mails: notices, campaigns: dialling.desk },
      }),
    (socket) => socket.close(),
  );
  await startListener(base, dialling.desk);
  await startDialLists(base, store, types);
  await startSimulator(base, dialling.desk);
  await models.done;
  releaseYoungHeap();
  const folder = automaticPath(config);
  log.info(
    { event: "service.started", version: programVersion, drop: folder },
    `ready: drop files into ${join(folder, "<import type>")}; models are in ${modelsPath(config)}; ` +
      "`npx quayside status` shows what runs",
  );
}

async function takeLock({ config, log, clock, lifecycle }: Base): Promise<void> {
  await lifecycle.start(
    "lock",
    () =>
      acquireLock(
        {
          clock,
          log,
          onLost: () => void lifecycle.stop("the exchange folder was taken by another daemon"),
        },
        config.serverFolder,
      ),
    (lock) => lock.release(),
  );
}

async function startStore(
  { config, log, lifecycle }: Base,
  types: readonly ImportTypeSpec[],
): Promise<Store> {
  const workFolder = workPath(config);
  await sweepWork(workFolder);
  await mkdir(dirname(config.store.path), { recursive: true });
  const store = await lifecycle.start(
    "store",
    () =>
      openSqliteStore({ path: config.store.path, types, workFolder, timeZone: config.timeZone }),
    async (part) => {
      await part[Symbol.asyncDispose]();
    },
  );
  log.info({ event: "store.opened", path: config.store.path }, "store opened");
  return store;
}

/** The folder of work files is ours alone; logs of runs that go on are kept, all else is left over. */
async function sweepWork(workFolder: string): Promise<void> {
  await mkdir(workFolder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(workFolder)) {
    if (!name.endsWith(".log")) await rm(join(workFolder, name), { recursive: true, force: true });
  }
}

interface ImportParts {
  readonly store: Store;
  readonly types: readonly ImportTypeSpec[];
  readonly exports: { readonly actions: JobActions };
  readonly dialling: Pick<Dialling, "attempts">;
  readonly onEnded: () => void;
}

async function startImports(
  base: Base,
  { store, types, exports, dialling, onEnded }: ImportParts,
): Promise<Lines> {
  const { config, log, clock, lifecycle } = base;
  const { automaticImport } = config;
  const readers = await lifecycle.start(
    "readers",
    () => Promise.resolve(createReaders(READER_HEAP_MB)),
    async (part) => {
      await part[Symbol.asyncDispose]();
    },
  );
  const filing = await lifecycle.start(
    "filing",
    () => openFiling(clock),
    async (part) => {
      await part[Symbol.asyncDispose]();
    },
  );
  const deps: DropDeps = {
    clock,
    log: log.child({ component: "drop" }),
    store,
    readers,
    filing,
    names: new HistoryNames(clock, config.timeZone),
    workPath: workPath(config),
    timeZone: config.timeZone,
    defaultCountry: automaticImport.defaultCountry,
    user: automaticImport.user,
    jobs: { actions: exports.actions, isAllowed: mayExport(config) },
    attempts: dialling.attempts,
    reading: { limits: automaticImport.limits, encodingFallback: automaticImport.encodingFallback },
    retryUnresolvedMs: automaticImport.retryUnresolvedMs,
    onArchived: onEnded,
    signal: lifecycle.signal,
  };
  return await lifecycle.start(
    "imports",
    () =>
      startLines(deps, {
        automaticPath: automaticPath(config),
        types: droppedTypes(types),
        rule: { settleMs: automaticImport.settleMs, patienceMs: automaticImport.patienceMs },
        scanMs: automaticImport.scanMs,
        watch: automaticImport.watch,
      }),
    (part) => part.drain(),
  );
}

function sayNotes(config: ServiceConfig, log: Logger): void {
  for (const warning of config.warnings) log.warn({ event: "settings.ignored" }, warning);
  if (config.unused.length > 0) {
    log.info(
      { event: "settings.unused", keys: config.unused },
      "settings that this version does not use",
    );
  }
  const { state } = config.automaticImport;
  if (!state.enabled) {
    log.error(
      { event: "imports.disabled", code: state.code, reason: state.reason },
      "automatic imports are off",
    );
  }
}
