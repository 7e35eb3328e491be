/**
 * Tells systemd how the service is (sd_notify): ready, stopping, alive. Node has no datagram
 * sockets of the Unix kind, so systemd's own tool does it; the unit needs NotifyAccess=all.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";

const TOOL = "/usr/bin/systemd-notify";

export interface Systemd {
  /** Started; begins to report life where the unit has a WatchdogSec. */
  ready(): Promise<void>;
  stopping(): Promise<void>;
}

export interface SystemdDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly notify?: (message: string) => Promise<unknown>;
}

/** Does nothing where the service was not started by systemd with Type=notify. */
export function createSystemd(deps: SystemdDeps): Systemd {
  const { clock, log, environment = process.env } = deps;
  if (!environment["NOTIFY_SOCKET"]) {
    return { ready: () => Promise.resolve(), stopping: () => Promise.resolve() };
  }
  const run = deps.notify ?? ((message: string) => promisify(execFile)(TOOL, [message]));
  const notify = async (message: string): Promise<void> => {
    try {
      await run(message);
    } catch (err) {
      log.warn({ event: "service.noted", err }, "systemd could not be told");
    }
  };
  const ended = new AbortController();
  const intervalMs = Number(environment["WATCHDOG_USEC"] ?? 0) / 1000 / 2;
  const watch = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(intervalMs, ended.signal);
      if (ended.signal.aborted) return;
      await notify("WATCHDOG=1");
    }
  };
  return {
    ready: async () => {
      await notify("READY=1");
      if (intervalMs > 0) void watch();
    },
    stopping: async () => {
      ended.abort();
      await notify("STOPPING=1");
    },
  };
}
