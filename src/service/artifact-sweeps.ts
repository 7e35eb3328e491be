/** Once an hour: artifacts whose days are over leave their destinations. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ServiceConfig } from "../config/service-config.ts";
import { isAborted } from "../core/abort.ts";
import { systemCode } from "../core/errors.ts";
import type { ExportDeps } from "../export/deps.ts";
import { sweepArtifacts } from "../export/retain.ts";
import type { SweepMemory } from "../export/retention-policy.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { dirname } from "node:path";

const HOUR_MS = 3_600_000;

export interface ArtifactSweeps {
  /** Why the last sweep deleted nothing, if so. */
  stopped(): string | undefined;
  stop(): Promise<void>;
}

/** The first sweep begins at once. Its memory lies beside the store, so that jumps of the clock while the daemon was down are seen. */
export function startArtifactSweeps(deps: ExportDeps, config: ServiceConfig): ArtifactSweeps {
  let stopped: string | undefined;
  const ended = new AbortController();
  const memoryPath = join(dirname(config.store.path), "last-sweep.json");
  const sweeping = (async () => {
    while (!isAborted(ended.signal)) {
      try {
        const memory = await sweepArtifacts(deps, await remembered(memoryPath));
        stopped = memory.stopped;
        await writeFileAtomic(memoryPath, JSON.stringify(memory));
      } catch (err) {
        deps.log.warn({ event: "retention.failed", err }, "expired exports are looked for again");
      }
      await deps.clock.sleep(HOUR_MS, ended.signal);
    }
  })();
  return {
    stopped: () => stopped,
    stop: async () => {
      ended.abort();
      await sweeping;
    },
  };
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
