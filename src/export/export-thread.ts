/** The thread of one export: what reads, packs, encrypts or sends much never runs on the main thread. */
import { fromSystem, TransientError } from "../core/errors.ts";
import { serveCalls } from "../core/serve-calls.ts";
import { systemClock } from "../core/clock.ts";
import { withPacedProgress } from "../core/paced-progress.ts";
import { openSnapshot } from "../store/sqlite/exports/open-snapshot.ts";
import { openDestination } from "../transfer/open-destination.ts";
import type { Destination, DestinationSettings } from "../transfer/destination.ts";
import { build } from "./build.ts";
import type { BuildPlan, BuildProgress, Built, ExportCalls } from "./export-calls.ts";
import { publishFiles, publishIndex } from "./publish.ts";
import { assertMarked, markShare } from "./share-mark.ts";

/**
 * Pauses of the connection. The line itself goes on trying, and shows why: here only what passes in a
 * moment is waited for, so that a share that is away is told of at once.
 */
const PUBLISHING_MS: readonly number[] = [500, 2_000];
/** Somebody waits for the end of a cancelled run. */
const REMOVING_MS: readonly number[] = [500];

const stopping = new AbortController();
const { signal } = stopping;
let building: Promise<unknown> = Promise.resolve();

serveCalls<ExportCalls>(
  () => ({
    build: async ({ progress }, plan) => {
      const built = buildFrom(plan, progress);
      building = built.catch(() => undefined);
      return await built;
    },
    publishFiles: async ({ progress }, plan) => {
      await using destination = await connect(plan.destination);
      await markShare(destination, plan.workPath);
      await withPacedProgress(systemClock, progress, (report) =>
        publishFiles(destination, plan, report),
      );
    },
    publishIndex: async (_context, plan) => {
      await using destination = await connect(plan.destination);
      await publishIndex(destination, plan);
    },
    remove: async (_context, { destination: settings, names, onlyMarked = false }) => {
      await using destination = await connect(settings, REMOVING_MS);
      if (onlyMarked) await assertMarked(destination, settings.name);
      await removeAll(destination, names);
    },
    stop: async () => {
      stopping.abort();
      await building;
    },
  }),
  fromSystem,
);

async function connect(
  settings: DestinationSettings,
  retryMs: readonly number[] = PUBLISHING_MS,
): Promise<Destination> {
  return await openDestination(settings, { clock: systemClock, signal, patience: { retryMs } });
}

async function buildFrom(
  plan: BuildPlan,
  onProgress: (progress: BuildProgress) => void,
): Promise<Built> {
  signal.throwIfAborted();
  using snapshot = openSnapshot({ path: plan.storePath, types: plan.types });
  return await withPacedProgress(systemClock, onProgress, (report) =>
    build(plan, snapshot, report, signal),
  );
}

async function removeAll(
  destination: Destination,
  [index = "", ...names]: readonly string[],
): Promise<void> {
  await destination.remove(index);
  const faults: unknown[] = [];
  for (const name of names) {
    try {
      await destination.remove(name);
    } catch (error) {
      if (error instanceof TransientError) throw error;
      faults.push(error);
    }
  }
  await destination.sweep([index, ...names]);
  if (faults.length > 0) throw faults[0];
}
