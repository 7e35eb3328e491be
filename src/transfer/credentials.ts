/** What a login needs, read from its files at each login, so that a changed key is used at once. */
import { readFile } from "node:fs/promises";
import { OperatorError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";
import type { SftpDestination } from "./destination.ts";

export interface Credentials {
  readonly username: string;
  readonly privateKey?: Secret;
  readonly passphrase?: Secret;
  readonly password?: Secret;
}

/** @throws {OperatorError} P004 when a file can't be read, is empty, or there is none at all. */
export async function readCredentials(settings: SftpDestination): Promise<Credentials> {
  const { name, username, privateKeyPath, passphraseFile, passwordFile } = settings;
  const { section = "destinations" } = settings;
  if (privateKeyPath === undefined && passwordFile === undefined) {
    throw new OperatorError(
      "P004",
      `${name}: there is neither a key nor a password to log in with`,
      {
        hint: `Set privateKeyFile or passwordFile of ${section}.${name} in service.yml.`,
      },
    );
  }
  const privateKey = await secretOf({ name, section }, "privateKeyFile", privateKeyPath);
  const passphrase = await secretOf({ name, section }, "passphraseFile", passphraseFile);
  const password = await secretOf({ name, section }, "passwordFile", passwordFile);
  return {
    username,
    ...(privateKey && { privateKey }),
    ...(passphrase && { passphrase }),
    ...(password && { password }),
  };
}

async function secretOf(
  { name, section }: { readonly name: string; readonly section: string },
  key: string,
  path: string | undefined,
): Promise<Secret | undefined> {
  if (path === undefined) return undefined;
  const hint = `Correct ${key} of ${section}.${name} in service.yml, or the file it names.`;
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new OperatorError("P004", `${name}: ${key} ${path} can't be read`, { cause, hint });
  });
  // One line break at the end is the editor's; keys keep theirs.
  const value = key === "privateKeyFile" ? text : text.replace(/\r?\n$/, "");
  if (value.trim() === "") {
    throw new OperatorError("P004", `${name}: ${key} ${path} is empty`, { hint });
  }
  return new Secret(value);
}
