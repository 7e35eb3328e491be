/** The probes of `quayside doctor`, in the order in which a problem would be met. */
import { access, constants } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ServiceConfig } from "../../config/service-config.ts";
import { AppError, systemCode } from "../../core/errors.ts";
import { isoWithOffset } from "../../core/zone.ts";
import type { CommandContext } from "../command.ts";
import type { ServiceStatus } from "../commands/status.ts";
import { probeCertificates, probeDestinations } from "./export-probes.ts";
import type { Finding } from "./finding.ts";
import { probeListener } from "./listener-probe.ts";
import { probeMail } from "./mail-probe.ts";
import { probeSources } from "./source-probes.ts";
import { probeFolder, probeSpace, probeWatch } from "./folder-probes.ts";

/** All findings. Wrong settings are thrown as they are: nothing else can be looked at then. */
export async function examine(context: CommandContext): Promise<readonly Finding[]> {
  const config = await context.config();
  const daemon = await probeDaemon(context);
  return [
    ...settings(config),
    ...(await probeFolder("exchange folder", config.serverFolder)),
    ...(await probeFolder("data folder", dirname(config.store.path))),
    await probeSpace(config.serverFolder),
    await probeWatch(join(config.serverFolder, "Automatic"), config.automaticImport.watch),
    clock(context, config),
    daemon.finding,
    daemon.status ? storeOf(daemon.status) : await probeStore(context, config),
    ...(await probeCertificates(context, config)),
    ...(await probeDestinations(context, config)),
    ...(await probeMail(config)),
    ...(await probeSources(context, config)),
    ...(await probeListener(context, config)),
  ];
}

function settings(config: ServiceConfig): readonly Finding[] {
  const { settingsPath, warnings, unused, automaticImport } = config;
  const detail = settingsPath ?? "no service.yml here; the defaults hold";
  const findings: Finding[] = [{ probe: "settings", state: "good", detail }];
  for (const warning of warnings)
    findings.push({ probe: "settings", state: "note", detail: warning });
  if (unused.length > 0) {
    const keys = unused.join(", ");
    findings.push({
      probe: "settings",
      state: "note",
      detail: `not used by this version: ${keys}`,
    });
  }
  if (!automaticImport.state.enabled) {
    const { reason, code } = automaticImport.state;
    const state = code === undefined ? "note" : "bad";
    findings.push({ probe: "imports", state, detail: `off: ${reason}` });
  }
  return findings;
}

function clock({ clock: time }: CommandContext, { timeZone }: ServiceConfig): Finding {
  const now = time.now();
  const detail = `${isoWithOffset(now, timeZone)}, time zone ${timeZone}`;
  if (now.getUTCFullYear() >= 2024) return { probe: "clock", state: "good", detail };
  return { probe: "clock", state: "bad", detail, remedy: "Set the clock of this machine." };
}

interface DaemonProbe {
  readonly finding: Finding;
  readonly status?: ServiceStatus;
}

async function probeDaemon({ daemon }: CommandContext): Promise<DaemonProbe> {
  try {
    const status = await (await daemon()).get<ServiceStatus>("/v1/status");
    const detail = `runs as process ${status.pid}, version ${status.version}`;
    return { finding: { probe: "daemon", state: "good", detail }, status };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const state = error.code === "S007" ? "note" : "bad";
    const remedy = error.hint ?? "Start it with `quayside start`.";
    return { finding: { probe: "daemon", state, detail: error.message, remedy } };
  }
}

/** The daemon has the store open; it knows best. */
function storeOf({ health }: ServiceStatus): Finding {
  const { ok = false, detail = "unknown" } =
    health.parts.find(({ name }) => name === "store") ?? {};
  return { probe: "store", state: ok ? "good" : "bad", detail };
}

async function probeStore({ calls }: CommandContext, config: ServiceConfig): Promise<Finding> {
  const { path } = config.store;
  try {
    await access(path, constants.R_OK | constants.W_OK);
    const { ok, detail } = await calls.probeStore(config);
    return { probe: "store", state: ok ? "good" : "bad", detail };
  } catch (error) {
    if (systemCode(error) === "ENOENT") {
      return { probe: "store", state: "note", detail: `${path} is created at the first start` };
    }
    const detail = error instanceof Error ? error.message : String(error);
    const remedy = "Check the path and the permissions; restore a backup if the file is damaged.";
    return { probe: "store", state: "bad", detail, remedy };
  }
}
