/** Keys for SSH, made by ssh-keygen when a test needs them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface KeyOptions {
  readonly type?: "ed25519" | "rsa";
  readonly passphrase?: string;
}

/** Makes `path` and `path.pub`. */
export function makeKey(
  path: string,
  { type = "ed25519", passphrase = "" }: KeyOptions = {},
): void {
  const size = type === "rsa" ? ["-b", "2048"] : [];
  execFileSync("ssh-keygen", [
    "-q",
    "-t",
    type,
    ...size,
    "-N",
    passphrase,
    "-C",
    "test",
    "-f",
    path,
  ]);
}

/** `SHA256:...` as ssh-keygen prints it. */
export function fingerprintOf(path: string): string {
  const line = execFileSync("ssh-keygen", ["-l", "-f", path], { encoding: "utf8" });
  return line.split(" ")[1]!;
}

/** The line for authorized_keys. */
export function publicKeyOf(path: string): string {
  return readFileSync(`${path}.pub`, "utf8");
}
