/** Writes the files of a campaign in a thread of its own, which ends with the work. */
import type { Clock } from "../../core/clock.ts";
import { ThreadClient } from "../../core/thread-client.ts";
import type { BuildPlan, BuiltFiles, CampaignExportCalls } from "./export-calls.ts";

/** @throws {TransientError | OperatorError} as the file system says. @throws {AppError} S001 the thread died, or `signal` ended it. */
export async function buildInThread(
  clock: Clock,
  plan: BuildPlan,
  signal: AbortSignal,
): Promise<BuiltFiles> {
  const module = new URL("./export-thread.ts", import.meta.url);
  const options = { clock, name: "the export of a campaign", youngMb: 4, oldMb: 64 };
  const thread = await ThreadClient.start<CampaignExportCalls>(module, undefined, options);
  const end = (): void => void thread.terminate();
  signal.addEventListener("abort", end, { once: true });
  try {
    signal.throwIfAborted();
    return await thread.call("build", [plan]);
  } finally {
    signal.removeEventListener("abort", end);
    await thread.terminate();
  }
}
