/** An SFTP server of the settings, be it a destination or a source. */
import { resolve } from "node:path";
import type { SftpConfig } from "./service-config.ts";

/** What the schema promises; the generated types know `type` only. */
export interface WrittenSftp {
  readonly path?: string;
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly privateKeyFile?: string;
  readonly passphraseFile?: string;
  readonly passwordFile?: string;
  readonly hostKey?: string | readonly string[];
}

/** @param base where relative paths of key files start. */
export function resolveSftp(name: string, written: WrittenSftp, base: string): SftpConfig {
  const { host = "", port = 22, username = "", path = "." } = written;
  const file = <Key extends string>(
    key: Key,
    value: string | undefined,
  ): Partial<Record<Key, string>> =>
    value === undefined ? {} : ({ [key]: resolve(base, value) } as Record<Key, string>);
  return {
    type: "sftp",
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
