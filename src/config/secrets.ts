/** Secrets of the settings: read from files of their own, hidden wherever settings are shown. */
import { readFile } from "node:fs/promises";
import { ConfigError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";

/**
 * Reads a secret from the file that a `...File` setting names; a line break at its end is dropped.
 * @throws {ConfigError} C001 when it can't be read, C003 when it is empty.
 */
export async function readSecret(path: string, key: string): Promise<Secret> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new ConfigError("C001", `${key}: the file ${path} can't be read`, { cause: error });
  });
  const value = text.replace(/\r?\n$/, "");
  if (value === "") throw new ConfigError("C003", `${key}: the file ${path} is empty`);
  return new Secret(value);
}

/** Whether a URL carries a password. */
export function hasPassword(url: string): boolean {
  return /^\w+:\/\/[^\s:/@]*:[^\s/]+@/.test(url);
}
