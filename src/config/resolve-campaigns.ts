/** The settings of campaigns and of the address that diallers talk to, with defaults. */
import { resolve } from "node:path";
import { durationMs } from "./duration.ts";
import type {
  CampaignsConfig,
  DialListConfig,
  ListenerConfig,
  SimulatorConfig,
  UserConfig,
} from "./service-config.ts";
import type { DialList, ServiceSettings, Simulator } from "./service-settings.ts";

export function resolveCampaigns({ campaigns = {} }: ServiceSettings): CampaignsConfig {
  return { dialList: dialList(campaigns.dialList), simulator: simulator(campaigns.simulator) };
}

/** Whoever writes the section down wants it, unless it says otherwise. */
function dialList(given: DialList | undefined): DialListConfig {
  if (!given || given.enabled === false) return { enabled: false };
  const { size = 500, every = "5m", lease = "4h" } = given;
  return { enabled: true, size, everyMs: durationMs(every), leaseMs: durationMs(lease) };
}

function simulator(given: Simulator | undefined): SimulatorConfig {
  if (!given || given.enabled === false) return { enabled: false };
  const { seed = 1, speed = 1, lines = 10, mix } = given;
  return { enabled: true, seed, speed, lines, mix };
}

/** Diallers are a user, by default that of the imports, who must have the right for it. */
export function resolveListener(
  settings: ServiceSettings,
  { base, users }: { readonly base: string; readonly users: readonly UserConfig[] },
): ListenerConfig {
  const { listen, tokenFile, user: own, certificate, key } = settings.console ?? {};
  if (listen === undefined) return { enabled: false };
  const user = own ?? settings.automaticImport?.user ?? "batch";
  const rights = users.find(({ name }) => name === user)?.rights ?? [];
  if (!rights.includes("campaigns")) {
    const reason = `console.listen: the user ${user} is missing or lacks the right campaigns`;
    return { enabled: false, reason };
  }
  return {
    enabled: true,
    ...addressOf(listen),
    tokenPath: tokenFile === undefined ? undefined : resolve(base, tokenFile),
    tls:
      certificate === undefined || key === undefined
        ? undefined
        : { certificatePath: resolve(base, certificate), keyPath: resolve(base, key) },
    user,
  };
}

/** `127.0.0.1:8480`, `[::1]:8480`. */
export function addressOf(listen: string): { readonly host: string; readonly port: number } {
  const at = listen.lastIndexOf(":");
  const host = listen.slice(0, at).replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(listen.slice(at + 1)) };
}

/** Whether nobody on another machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
