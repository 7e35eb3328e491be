/** The settings of exports and of their destinations, with defaults and absolute paths. */
import { join, resolve } from "node:path";
import { durationMs } from "./duration.ts";
import type { DestinationConfig, ExportsConfig } from "./service-config.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** What the schema promises of a destination; the generated type knows its `type` only. */
interface WrittenDestination {
  readonly type: "folder" | "sftp";
  readonly path: string;
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly privateKeyFile?: string;
  readonly passphraseFile?: string;
  readonly passwordFile?: string;
  readonly hostKey?: string | readonly string[];
}

/** Without destinations there is one: the folder `Share` in the exchange folder. */
export const DEFAULT_DESTINATION = "share";

export function resolveExports(settings: ServiceSettings, base: string): ExportsConfig {
  const given = settings.exports ?? {};
  const { certificate } = given;
  const names = Object.keys(settings.destinations ?? {});
  return {
    certificatePath: certificate === undefined ? undefined : resolve(base, certificate),
    destination: given.destination ?? names[0] ?? DEFAULT_DESTINATION,
    retentionMs: durationMs(given.retention ?? "30d"),
    parallel: given.parallel ?? 1,
    compression: given.compression ?? 6,
  };
}

export function resolveDestinations(
  settings: ServiceSettings,
  { base, folder }: { readonly base: string; readonly folder: string },
): Readonly<Record<string, DestinationConfig>> {
  const share = join(folder, "Share");
  const written = settings.destinations ?? {
    [DEFAULT_DESTINATION]: { type: "folder", path: share },
  };
  const entries = Object.entries(written).map(([name, one]) => {
    const destination = one as unknown as WrittenDestination;
    return [name, resolveDestination(name, destination, base)] as const;
  });
  return Object.fromEntries(entries);
}

function resolveDestination(
  name: string,
  written: WrittenDestination,
  base: string,
): DestinationConfig {
  const { type, path, host = "", port = 22, username = "" } = written;
  if (type === "folder") return { type, name, path: resolve(base, path) };
  const file = <Key extends string>(
    key: Key,
    value: string | undefined,
  ): Partial<Record<Key, string>> =>
    value === undefined ? {} : ({ [key]: resolve(base, value) } as Record<Key, string>);
  return {
    type,
    name,
    host,
    port,
    username,
    path,
    hostKeys: [written.hostKey ?? []].flat(),
    ...file("privateKeyPath", written.privateKeyFile),
    ...file("passphraseFile", written.passphraseFile),
    ...file("passwordFile", written.passwordFile),
  };
}
