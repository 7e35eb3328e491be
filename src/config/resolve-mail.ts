/** The settings of mail, with defaults and absolute paths. */
import { resolve } from "node:path";
import { Secret } from "../core/secret.ts";
import { sizeBytes } from "./duration.ts";
import type { DiskFreeConfig, MailConfig } from "./service-config.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** Runs of data exchange report; who drops a file into another folder finds the result beside it. */
const DEFAULT_TYPES = ["DataImporter/*", "DataUpdater/*"];

/** Undefined: no mail is sent. */
export function resolveMail({ mail }: ServiceSettings, base: string): MailConfig | undefined {
  if (!mail) return undefined;
  const { url, urlFile, from, to, when = "problems", types = DEFAULT_TYPES, ca } = mail;
  return {
    // The cross-check has seen to it that there is one of them; the environment wins.
    server:
      url === undefined ? { urlFile: resolve(base, urlFile ?? "") } : { url: new Secret(url) },
    from,
    to,
    when,
    types,
    caPath: ca === undefined ? undefined : resolve(base, ca),
  };
}

/** When a disk counts as filling up: below the share or below the bytes. */
export function resolveDiskFree({ mail }: ServiceSettings): DiskFreeConfig {
  const given = mail?.diskFree;
  if (given === undefined) return { share: 0.1, bytes: sizeBytes("1GiB") };
  return given.endsWith("%")
    ? { share: Number(given.slice(0, -1)) / 100, bytes: 0 }
    : { share: 0, bytes: sizeBytes(given) };
}
