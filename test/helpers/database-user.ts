/** Database servers refuse to run as root: their programs run as the user that Debian has made for them. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const isRoot = process.getuid?.() === 0;

/** The command line as that user; as whoever one is, unless that is root. */
export function asUser(
  user: string,
  [command = "", ...args]: readonly string[],
): [string, string[]] {
  return isRoot
    ? ["setpriv", ["--reuid", user, "--regid", user, "--clear-groups", command, ...args]]
    : [command, args];
}

/** Ids that files must have so that the user owns them; undefined: they are one's own. */
export function idOf(user: string): { readonly uid: number; readonly gid: number } | undefined {
  if (!isRoot) return undefined;
  const id = (option: string): number =>
    Number(execFileSync("id", [option, user], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** What is missing; undefined: nothing. Where servers are required, nothing may be. */
export function demand(program: string, packageName: string): string | undefined {
  if (existsSync(program)) return undefined;
  if (process.env["REQUIRE_SERVERS"] === "1") {
    throw new Error(`${program} is missing: install ${packageName}`);
  }
  return program;
}
