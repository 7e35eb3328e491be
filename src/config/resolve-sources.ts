/** The settings of the sources that fetches read. */
import { resolve } from "node:path";
import { resolveSftp, type WrittenSftp } from "./resolve-sftp.ts";
import type { SourceConfig } from "./service-config.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** What the schema promises of a source; the generated type knows its `type` only. */
interface WrittenSource extends WrittenSftp {
  readonly type: "postgres" | "mysql" | "sftp";
  readonly urlFile?: string;
  readonly ca?: string;
}

export function resolveSources(
  { sources = {} }: ServiceSettings,
  base: string,
): Readonly<Record<string, SourceConfig>> {
  const entries = Object.entries(sources).map(([name, one]) => {
    const written = one as unknown as WrittenSource;
    return [name, resolveSource(name, written, base)] as const;
  });
  return Object.fromEntries(entries);
}

function resolveSource(name: string, written: WrittenSource, base: string): SourceConfig {
  const { type, urlFile = "", ca } = written;
  if (type !== "sftp") {
    const trusted = ca === undefined ? {} : { caPath: resolve(base, ca) };
    return { type, name, urlPath: resolve(base, urlFile), ...trusted };
  }
  return { ...resolveSftp(name, written, base), section: "sources" };
}
