/** The export side of the daemon: builds its parts and joins them. */
import { mkdir } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { openCertificates } from "../certificates/store.ts";
import type { ServiceConfig } from "../config/service-config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { ThreadClient } from "../core/thread-client.ts";
import type { ExportsConsole } from "../console/exports-console.ts";
import type { ExportDeps } from "../export/deps.ts";
import type { ExportCalls } from "../export/export-calls.ts";
import { loadInfoMartTables } from "../export/info-mart-tables.ts";
import { startExportLine, type ExportLine } from "../export/line.ts";
import type { Definitions } from "../datasets/load-all-types.ts";
import { newExportRun } from "../export/new-run.ts";
import { loadRecordSchemas } from "../export/record-schemas.ts";
import { createJobActions, type JobActions } from "../jobs/actions/job-actions.ts";
import { openCatalogue, type Catalogue } from "../jobs/catalogue.ts";
import { createScheduler, type Scheduler } from "../jobs/scheduler.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { Store } from "../store/store.ts";
import type { FetchLine } from "../fetch/line.ts";
import { createTurns } from "../transfer/turns.ts";
import { startFetches } from "./fetches.ts";
import { startArtifactSweeps } from "./artifact-sweeps.ts";
import { exportsConsole } from "./exports-console.ts";
import { jobRules } from "./job-rules.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { certificatesPath, exportWorkPath } from "./places.ts";
import { definitionsPath, programVersion, schemasPath } from "./program.ts";

/**
 * What an export reads, packs and encrypts lies outside the heap, and is given back when a collection of
 * short-lived objects finds it: the smaller their room, the sooner that is.
 */
const EXPORT_YOUNG_MB = 2;

export interface ExportBase {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
  /** The drop folders are looked into at once. */
  readonly scanDrops: () => void;
}

export interface Exports {
  readonly console: ExportsConsole;
  /** For files of the folder ExportJob. */
  readonly actions: JobActions;
  readonly catalogue: Catalogue;
  /** Why expired exports are not deleted, if so. */
  readonly retentionStopped: () => string | undefined;
}

/** @param onEnded a run of an export has ended. @throws {OperatorError} J008 the catalogue can't be read, S005. @throws {ConfigError} C004 */
export async function startExports(
  base: ExportBase,
  store: Store,
  { types, databases }: Definitions,
  onEnded: () => void,
): Promise<Exports> {
  const { config, lifecycle } = base;
  const log = base.log.child({ component: "export" });
  const deps = await exportDeps({ ...base, log }, store, types);
  await mkdir(dirname(config.cataloguePath), { recursive: true });
  await makeOwnShares(config);
  const catalogue = await openCatalogue(config.cataloguePath);
  // The end of a run may make something due: known to the line before there is a schedule.
  const schedule = { nudge: (): void => undefined };
  const onEnd = (): void => {
    onEnded();
    schedule.nudge();
  };
  const exports = await lifecycle.start(
    "exports",
    () =>
      startExportLine(deps, {
        parallel: config.exports.parallel,
        signal: lifecycle.signal,
        onEnd,
      }),
    (part) => part.drain(),
  );
  const fetches = await startFetches(base, { store, types, onEnd });
  const line = bothLines(exports, fetches);
  const actions = jobActions({ deps, databases, types, config, store, catalogue, line });
  const scheduler = await startSchedule({ ...base, log }, { store, catalogue, line, actions });
  schedule.nudge = () => {
    scheduler.nudge();
  };
  await scheduler.ready;
  const sweeps = await lifecycle.start(
    "artifacts",
    () => Promise.resolve(startArtifactSweeps(deps, config)),
    (part) => part.stop(),
  );
  const { nudge } = schedule;
  const parts = { deps, catalogue, actions, line: exports, fetches, store, nudge };
  return {
    console: exportsConsole(parts),
    actions: announced(actions, nudge),
    catalogue,
    retentionStopped: () => sweeps.stopped(),
  };
}

/** What lies elsewhere may be a mount point: the first publication makes it where it is missing. */
async function makeOwnShares({ folder, destinations }: ServiceConfig): Promise<void> {
  for (const one of Object.values(destinations)) {
    if (one.type !== "folder" || relative(folder, one.path).startsWith("..")) continue;
    await mkdir(one.path, { recursive: true });
  }
}

interface Joined {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly line: Pick<ExportLine, "nudge" | "cancel">;
}

/** A run goes on in the line that it was queued for. */
function bothLines(exports: ExportLine, fetches: FetchLine): Joined["line"] {
  return {
    nudge: () => {
      exports.nudge();
      fetches.nudge();
    },
    cancel: (run) => (run.line === "fetch" ? fetches.cancel(run) : exports.cancel(run)),
  };
}

/** Jobs that come by a file are looked at at once, as those of the command line are. */
function announced(actions: JobActions, nudge: () => void): JobActions {
  return {
    ...actions,
    apply: async (rows, call) => {
      const outcomes = await actions.apply(rows, call);
      nudge();
      return outcomes;
    },
  };
}

function jobActions(
  parts: Joined & Definitions & { deps: ExportDeps; config: ServiceConfig },
): JobActions {
  const { deps, databases, types, config, store, catalogue, line } = parts;
  const { clock, certificatesOf } = deps;
  return createJobActions({
    catalogue,
    ledger: store,
    ...jobRules(config, { clock, certificatesOf, databases, types }),
    queueRun: async (job, { id, user }) => {
      const now = clock.now();
      const run = newExportRun(job, { dueAt: now, now, reason: "manual", user });
      await store.queueExport({ ...run, id });
      line.nudge();
    },
    cancelRun: async (_job, run) => {
      await line.cancel(run);
    },
  });
}

async function startSchedule(
  { clock, log, lifecycle }: Pick<ExportBase, "clock" | "log" | "lifecycle">,
  { store, catalogue, line, actions }: Joined & { readonly actions: JobActions },
): Promise<Scheduler> {
  return await lifecycle.start(
    "schedule",
    () =>
      Promise.resolve(
        createScheduler({
          clock,
          log,
          jobs: () => catalogue.jobs(),
          ledger: store,
          newRun: (job, dueAt, reason) =>
            newExportRun(job, { dueAt, now: clock.now(), reason, user: "schedule" }),
          onQueued: () => {
            line.nudge();
          },
          onSubmitted: (job) => actions.submit(job.id),
        }),
      ),
    (part) => part.stop(),
  );
}

async function exportDeps(
  { config, log, clock }: Pick<ExportBase, "config" | "log" | "clock">,
  store: Store,
  types: readonly ImportTypeSpec[],
): Promise<ExportDeps> {
  const certificates = openCertificates(certificatesPath(config), {
    defaultPath: config.exports.certificatePath,
  });
  return {
    clock,
    log,
    ledger: store,
    certificatesOf: async (owner) => (await certificates.of(owner)).map((one) => one.certificate),
    destinations: config.destinations,
    defaultDestination: config.exports.destination,
    retentionMs: config.exports.retentionMs,
    compression: config.exports.compression,
    workPath: exportWorkPath(config),
    storePath: config.store.path,
    types,
    tables: await loadInfoMartTables(definitionsPath, types),
    schemas: await loadRecordSchemas(schemasPath),
    madeBy: `Quayside ${programVersion}`,
    checkConfiguration: async (path) => {
      // With exceljs and all that `check` needs: most daemons never have such a job.
      const { configurationWarnings } = await import("./export-configuration.ts");
      return await configurationWarnings(config, path);
    },
    inTurn: createTurns(1),
    openThread: () =>
      ThreadClient.start<ExportCalls>(
        new URL("../export/export-thread.ts", import.meta.url),
        undefined,
        { clock, name: "The thread of an export", youngMb: EXPORT_YOUNG_MB },
      ),
  };
}
