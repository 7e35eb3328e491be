/** Last step of the settings: defaults, absolute paths, cross-checks; defaults stand here only. */
import { statSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { systemTimeZone } from "../core/zone.ts";
import { crossCheck } from "./cross-check.ts";
import { durationMs, sizeBytes } from "./duration.ts";
import type { LoadedSettings } from "./load.ts";
import { resolveCampaignExport } from "./resolve-campaign-export.ts";
import { resolveCampaigns, resolveListener } from "./resolve-campaigns.ts";
import { resolveDestinations, resolveExports } from "./resolve-exports.ts";
import { resolveDiskFree, resolveMail } from "./resolve-mail.ts";
import { resolveSources } from "./resolve-sources.ts";
import { settingsError } from "./problem.ts";
import type {
  ImportConfig,
  ImportState,
  LimitsConfig,
  ServiceConfig,
  UserConfig,
} from "./service-config.ts";
import type { AutomaticImport, Limits, ServiceSettings } from "./service-settings.ts";
import { socketPathOf } from "./socket-path.ts";
import { unusedKeys } from "./unused.ts";

const DEFAULT_USERS: readonly UserConfig[] = [
  { name: "batch", rights: ["import", "campaigns", "export"] },
];

/**
 * The settings, complete and frozen.
 * @throws {ConfigError} C003 with everything that does not fit together.
 */
export function resolveSettings(settings: ServiceSettings, loaded: LoadedSettings): ServiceConfig {
  const problems = crossCheck(settings, loaded);
  if (problems.length > 0) throw settingsError(problems);
  const base = loaded.baseFolder;
  const folder = resolve(base, settings.folder ?? "./exchange");
  const server = settings.server ?? segment(hostname());
  const virtualUnit = settings.virtualUnit ?? "BJS";
  const users = settings.users ?? DEFAULT_USERS;
  const store = (settings.store ?? "sqlite:./var/quayside.db").replace(/^sqlite:/, "");
  return freeze({
    settingsPath: loaded.settingsPath,
    baseFolder: base,
    folder,
    serverFolder: join(folder, `${server}_${virtualUnit}`),
    server,
    virtualUnit,
    timeZone: settings.timeZone ?? systemTimeZone(),
    store: { kind: "sqlite", path: store === ":memory:" ? store : resolve(base, store) },
    socketPath: socketPathOf(resolve(base, settings.console?.socket ?? "./var/quayside.sock")),
    listener: resolveListener(settings, { base, users }),
    campaigns: resolveCampaigns(settings),
    automaticImport: resolveImport(settings.automaticImport ?? {}, users),
    databasesPath: databasesPath(settings, base),
    cataloguePath: resolve(base, settings.catalogue ?? "./var/catalogue.json"),
    exports: resolveExports(settings, base),
    destinations: resolveDestinations(settings, { base, folder }),
    campaignExport: resolveCampaignExport(settings),
    mail: resolveMail(settings, base),
    diskFree: resolveDiskFree(settings),
    sources: resolveSources(settings, base),
    users,
    historyRetentionMs: durationMs(settings.history?.retention ?? "365d"),
    logLevel: settings.log?.level ?? "info",
    shutdownMs: durationMs(settings.shutdown ?? "30s"),
    unused: unusedKeys(settings),
    warnings: loaded.warnings,
  });
}

function databasesPath({ databases }: ServiceSettings, base: string): string | undefined {
  if (databases !== undefined) return resolve(base, databases);
  const path = join(base, "config", "databases");
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : undefined;
}

function resolveImport(given: AutomaticImport, users: readonly UserConfig[]): ImportConfig {
  const user = given.user ?? "batch";
  return {
    state: importState(given, user, users),
    user,
    settleMs: durationMs(given.settle ?? "2s"),
    scanMs: durationMs(given.scan ?? "30s"),
    patienceMs: durationMs(given.patience ?? "60s"),
    retryUnresolvedMs: durationMs(given.retryUnresolved ?? "0s"),
    watch: given.watch ?? "auto",
    defaultCountry: given.defaultCountry,
    encodingFallback: given.encodingFallback ?? "none",
    types: given.types ?? {},
    limits: resolveLimits(given.limits ?? {}),
  };
}

/** A user who is missing or lacks rights switches imports off; the rest of the service runs. */
function importState(
  given: AutomaticImport,
  name: string,
  users: readonly UserConfig[],
): ImportState {
  if (given.enabled === false) {
    return { enabled: false, reason: "automaticImport.enabled is false" };
  }
  const user = users.find((one) => one.name === name);
  if (!user) {
    const reason = `automaticImport.user is ${name}, who is not among users`;
    return { enabled: false, code: "A001", reason };
  }
  const missing = (["import", "campaigns"] as const).filter((one) => !user.rights.includes(one));
  if (missing.length === 0) return { enabled: true };
  const reason = `the user ${name} of automaticImport lacks the right ${missing.join(" and ")}`;
  return { enabled: false, code: "A001", reason };
}

function resolveLimits(given: Limits): LimitsConfig {
  return {
    fileBytes: sizeBytes(given.fileSize ?? "2GiB"),
    inflatedBytes: sizeBytes(given.inflatedSize ?? "4GiB"),
    compressionRatio: given.compressionRatio ?? 200,
    rows: given.rows ?? 10_000_000,
    cellChars: given.cellCharacters ?? 32_767,
    headerColumns: given.columns ?? 1_000,
  };
}

/** A host name as part of a folder name. */
function segment(host: string): string {
  return host.replace(/[^A-Za-z0-9._-]/g, "-").replace(/^[^A-Za-z0-9]+/, "") || "localhost";
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach((inner: unknown) => freeze(inner));
    Object.freeze(value);
  }
  return value;
}
