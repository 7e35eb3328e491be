/** The settings of exports and of their destinations, with defaults and absolute paths. */
import { join, resolve } from "node:path";
import { durationMs } from "./duration.ts";
import { resolveSftp, type WrittenSftp } from "./resolve-sftp.ts";
import type { DestinationConfig, ExportsConfig } from "./service-config.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** What the schema promises of a destination; the generated type knows its `type` only. */
interface WrittenDestination extends WrittenSftp {
  readonly type: "folder" | "sftp";
  readonly path: string;
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
  const { type, path } = written;
  return type === "folder"
    ? { type, name, path: resolve(base, path) }
    : resolveSftp(name, written, base);
}
