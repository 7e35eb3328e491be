/** Where OpenSSH's programs are, and whether they are there at all. */
import { existsSync } from "node:fs";

export const SSHD = "/usr/sbin/sshd";
const KEYGEN = "/usr/bin/ssh-keygen";

/** Debian, Red Hat, macOS. */
export const SFTP_SERVER =
  [
    "/usr/lib/openssh/sftp-server",
    "/usr/libexec/openssh/sftp-server",
    "/usr/libexec/sftp-server",
  ].find((path) => existsSync(path)) ?? "/usr/lib/openssh/sftp-server";

/** Which program is missing; undefined: none. Where servers are required, none may be. */
export const opensshMissing: string | undefined = missing();

function missing(): string | undefined {
  const program = [SSHD, SFTP_SERVER, KEYGEN].find((path) => !existsSync(path));
  if (program !== undefined && process.env["REQUIRE_SERVERS"] === "1") {
    throw new Error(`${program} is missing: install openssh-server`);
  }
  return program;
}
