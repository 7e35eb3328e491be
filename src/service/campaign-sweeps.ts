/** Once an hour: files of exported campaigns whose days are over leave Export. */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ServiceConfig } from "../config/service-config.ts";
import { isAborted } from "../core/abort.ts";
import type { Clock } from "../core/clock.ts";
import { effect } from "../core/effect.ts";
import { fromSystem, systemCode } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { expiryOf, whatExpires, type SweepMemory } from "../export/retention-policy.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import type { CampaignLedger, CampaignRecord } from "../store/campaign-ledger.ts";
import { exportPath } from "./places.ts";

export interface CampaignSweepDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<CampaignLedger, "campaigns">;
  readonly config: Pick<ServiceConfig, "serverFolder" | "store" | "campaignExport">;
}

const HOUR_MS = 3_600_000;

/** The first sweep begins at once. */
export function startCampaignSweeps(deps: CampaignSweepDeps): { stop: () => Promise<void> } {
  const ended = new AbortController();
  const memoryPath = join(dirname(deps.config.store.path), "last-campaign-sweep.json");
  const sweeping = (async () => {
    while (!isAborted(ended.signal)) {
      try {
        const memory = await sweepCampaignFiles(deps, await remembered(memoryPath));
        await writeFileAtomic(memoryPath, JSON.stringify(memory));
      } catch (err) {
        const fields = { event: "retention.failed" as const, err };
        deps.log.warn(fields, "expired files of campaigns are looked for again");
      }
      await deps.clock.sleep(HOUR_MS, ended.signal);
    }
  })();
  return {
    stop: async () => {
      ended.abort();
      await sweeping;
    },
  };
}

/**
 * Removes files that the ledger names, of campaigns exported long enough ago; others in Export stay, and
 * what still stands is what counts. The rules that stop a sweep are those of other exports.
 */
export async function sweepCampaignFiles(
  deps: CampaignSweepDeps,
  memory: SweepMemory,
): Promise<SweepMemory> {
  const { clock, log, store, config } = deps;
  const folder = exportPath(config);
  const exported = await store.campaigns({ states: ["Exported"] });
  const standing = exported.filter((campaign) => pathsOf(folder, campaign).some(existsSync));
  const { retentionMs } = config.campaignExport;
  const artifacts = standing.map(({ id, exportedAt = "" }) => {
    const expiresAt = expiryOf(new Date(exportedAt), retentionMs);
    return { id: String(id), publishedAt: exportedAt, expiresAt };
  });
  const verdict = whatExpires(artifacts, clock.now(), memory);
  if (verdict.stopped !== undefined) {
    const fields = { event: "retention.stopped" as const, code: "P009" };
    log.error(fields, `expired files of campaigns were not deleted: ${verdict.stopped}`);
  }
  const expired = new Set(verdict.expire);
  for (const campaign of standing.filter(({ id }) => expired.has(String(id)))) {
    await effect("campaign.expire", () => removeAll(pathsOf(folder, campaign)));
    const fields = { event: "campaign.expired" as const, campaign: campaign.name };
    log.info(fields, "the files of a campaign expired and were deleted");
  }
  return verdict.memory;
}

/** The summary first, so that the set goes as it came. */
function pathsOf(folder: string, { files = {} }: CampaignRecord): readonly string[] {
  const { summary, ...others } = files;
  const names = [...(summary === undefined ? [] : [summary]), ...Object.values(others)];
  return names.map((name) => join(folder, name));
}

async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw fromSystem(error, `Removing ${path}`);
    }
  }
}

/** A memory that can't be read counts as none: the share of what is due still guards the sweep. */
async function remembered(path: string): Promise<SweepMemory> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as SweepMemory;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return {};
    throw error;
  }
}
