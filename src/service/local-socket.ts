/** The local socket that the command line talks to: what the service tells of itself. */
import type { DiallerDesk } from "../campaigns/dialler/desk.ts";
import type { ServiceConfig } from "../config/service-config.ts";
import type { ExportsConsole } from "../console/exports-console.ts";
import type { MailsConsole } from "../console/mails-console.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Lines } from "../drop/lines.ts";
import type { Store } from "../store/store.ts";
import { startLoopMonitor } from "./event-loop.ts";
import { checkHealth, type HealthProbe } from "./health.ts";
import { automaticPath } from "./places.ts";
import { programVersion } from "./program.ts";

export interface SocketDeps {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly store: Store;
  /** Undefined: imports are off. */
  readonly lines: Lines | undefined;
  readonly exports: ExportsConsole;
  readonly mails: MailsConsole;
  readonly campaigns: DiallerDesk;
  readonly startedAt: Date;
}

type Probed = Awaited<ReturnType<HealthProbe["check"]>>;

/** Longer delays than this are felt by whoever asks for the status. */
const SLOW_LOOP_MS = 500;

export async function openSocket(deps: SocketDeps): Promise<{ close: () => Promise<void> }> {
  const { config, log, clock, store, lines, exports, mails, campaigns, startedAt } = deps;
  const loop = startLoopMonitor(clock);
  const startedMs = clock.monotonicMs();
  const probes: HealthProbe[] = [
    { name: "store", check: () => store.health() },
    { name: "imports", check: () => Promise.resolve(importHealth(lines, config)) },
    {
      name: "event loop",
      check: () => {
        const { p99Ms, maxMs } = loop.delay();
        const detail = `delay p99 ${p99Ms} ms, longest ${maxMs} ms`;
        return Promise.resolve({ ok: p99Ms < SLOW_LOOP_MS, detail });
      },
    },
  ];
  // Its libraries take half the time of a start: the imports begin before they are loaded.
  const { startConsole } = await import("../console/server.ts");
  const server = await startConsole(
    {
      clock,
      store,
      exports,
      mails,
      campaigns,
      dropStatus: () => lines?.status() ?? importsOff(config),
      scanNow: () => {
        lines?.scanNow();
        return Promise.resolve();
      },
      health: () => checkHealth(clock, probes),
      about: {
        version: programVersion,
        pid: process.pid,
        folder: config.folder,
        ...(config.settingsPath === undefined ? {} : { settingsPath: config.settingsPath }),
        timeZone: config.timeZone,
        startedAt: startedAt.toISOString(),
      },
      uptimeMs: () => clock.monotonicMs() - startedMs,
    },
    { socketPath: config.socketPath, log },
  );
  return {
    close: async () => {
      loop.stop();
      await server.close();
    },
  };
}

function importsOff(config: ServiceConfig): object {
  const { state } = config.automaticImport;
  const reason = state.enabled ? "the imports have not started" : state.reason;
  return { enabled: false, reason, automaticPath: automaticPath(config), lines: [] };
}

function importHealth(lines: Lines | undefined, config: ServiceConfig): Probed {
  const { state } = config.automaticImport;
  if (!state.enabled) return { ok: false, detail: `off: ${state.reason}` };
  const held = lines
    ?.status()
    .lines.find(({ held, watch }) => (held && held.until === undefined) || watch === "missing");
  if (!held) return { ok: true, detail: "watching" };
  return { ok: false, detail: `${held.type}: ${held.held?.reason ?? "its folder is missing"}` };
}
