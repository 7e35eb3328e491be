/** Waits until a dropped file has been imported and archived. */
import type { RunsAnswer } from "../console/routes/runs.ts";
import type { Clock } from "../core/clock.ts";
import type { LineStatus } from "../drop/status.ts";
import type { RunRecord } from "../store/run.ts";
import type { ServiceStatus } from "./commands/status.ts";
import type { DaemonClient } from "./daemon-client.ts";

export interface AwaitedRun {
  readonly type: string;
  readonly file: string;
  /** Runs with a greater id only. */
  readonly after: string;
}

const POLL_MS = 150;

/**
 * The finished run. A file that is not taken is waited for without end: `onProgress` shows why.
 * @throws {OperatorError} S007 when the daemon stops meanwhile; the file then stays where it is.
 */
export async function waitForRun(
  deps: { readonly daemon: DaemonClient; readonly clock: Clock },
  awaited: AwaitedRun,
  onProgress: (line: LineStatus) => void,
): Promise<RunRecord> {
  const { daemon, clock } = deps;
  const { type, file, after } = awaited;
  for (;;) {
    const { runs } = await daemon.get<RunsAnswer>("/v1/runs", { type, file, limit: 100 });
    const run = runs.findLast(({ id }) => id > after);
    if (run?.state === "Archived") return run;
    const { drop } = await daemon.get<ServiceStatus>("/v1/status");
    const line = drop.lines.find((one) => one.type === type);
    if (line) onProgress(line);
    await clock.sleep(POLL_MS);
  }
}
