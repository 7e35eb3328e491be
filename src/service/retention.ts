/** Once an hour: runs that are older than `history.retention` go, from the ledger and from History. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ServiceConfig } from "../config/service-config.ts";
import { isAborted } from "../core/abort.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { dropFolder } from "../drop/folders.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { RunRecord } from "../store/run.ts";
import type { Store } from "../store/store.ts";
import { automaticPath } from "./places.ts";

export interface RetentionDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Store;
  readonly config: ServiceConfig;
  readonly types: readonly ImportTypeSpec[];
}

const HOUR_MS = 3_600_000;
const PAGE = 1_000;

export async function startRetention(deps: RetentionDeps): Promise<{ stop: () => Promise<void> }> {
  const ended = new AbortController();
  const sweeping = (async () => {
    while (!ended.signal.aborted) {
      await deps.clock.sleep(HOUR_MS, ended.signal);
      if (isAborted(ended.signal)) return;
      await sweep(deps).catch((err: unknown) => {
        deps.log.warn({ event: "store.failed", err }, "old runs could not be removed; tried again");
      });
    }
  })();
  return {
    stop: async () => {
      ended.abort();
      await sweeping;
    },
  };
}

/** Files first: a run that is forgotten before its files would leave them for ever. */
export async function sweep(deps: RetentionDeps): Promise<void> {
  const { clock, log, store, config } = deps;
  const before = new Date(clock.now().getTime() - config.historyRetentionMs);
  const expired = {
    states: ["Archived"],
    finishedBefore: before.toISOString(),
    limit: PAGE,
  } as const;
  let count = 0;
  let page = await store.runs(expired);
  while (page.length > 0) {
    for (const run of page) await removeFiles(deps, run);
    count += page.length;
    const oldest = page.at(-1);
    page = oldest ? await store.runs({ ...expired, before: oldest.id }) : [];
  }
  if (count === 0) return;
  await store.forgetRuns(before.toISOString());
  log.info({ event: "store.swept", runs: count }, "old runs removed");
}

async function removeFiles({ config, types }: RetentionDeps, run: RunRecord): Promise<void> {
  const type = types.find((candidate) => candidate.type === run.type);
  if (!type) return;
  const { historyPath } = dropFolder(automaticPath(config), type);
  for (const name of Object.values(run.files ?? {})) {
    await rm(join(historyPath, name), { force: true });
  }
}
