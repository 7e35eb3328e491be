/** What a process asked of the file system, in order: the output of strace, read. */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { refusal } from "./refusal.ts";

/** Why strace can't look into a process here; undefined: it can. */
export const tracingRefused = refusal("a process can't be traced here", () => {
  execFileSync("strace", ["-D", "-f", "-qq", "-o", "/dev/null", "true"], { stdio: "pipe" });
});

export interface TracedCall {
  readonly kind: "sync" | "rename" | "unlink";
  /** The path as the system sees it; for a rename the new one. */
  readonly path: string;
  readonly from?: string;
}

/** Options of strace that give what `readTrace` reads; followed by the command itself. */
export function straceTo(path: string): readonly string[] {
  const calls = "trace=fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat";
  return ["strace", "-D", "-f", "-y", "-qq", "-s", "4096", "-e", calls, "-o", path];
}

const SYNC = /\bf(?:data)?sync\(\d+<(?<path>[^>]*)>/;
const RENAME =
  /\brename(?:at2?)?\((?:AT_FDCWD[^,]*, )?"(?<from>[^"]*)", (?:AT_FDCWD[^,]*, )?"(?<path>[^"]*)"/;
const UNLINK = /\bunlink(?:at)?\((?:AT_FDCWD[^,]*, )?"(?<path>[^"]*)"/;
const RESUMED = /^(?<pid>\d+) +<\.\.\. \w+ resumed>/;
const UNFINISHED = /^(?<pid>\d+) .*<unfinished \.\.\.>$/;

/** Calls that succeeded, in the order of their ends: a call that was cut in two counts where it ended. */
export async function readTrace(path: string): Promise<readonly TracedCall[]> {
  const begun = new Map<string, string>();
  const calls: TracedCall[] = [];
  for (const line of (await readFile(path, "utf8")).split("\n")) {
    const cut = UNFINISHED.exec(line)?.groups;
    if (cut) {
      begun.set(cut["pid"] ?? "", line);
      continue;
    }
    if (!/\) += 0$/.test(line)) continue;
    const end = RESUMED.exec(line)?.groups;
    const call = callOf(end ? (begun.get(end["pid"] ?? "") ?? "") : line);
    if (call) calls.push(call);
  }
  return calls;
}

function callOf(line: string): TracedCall | undefined {
  const sync = SYNC.exec(line)?.groups?.["path"];
  if (sync !== undefined) return { kind: "sync", path: sync };
  const rename = RENAME.exec(line)?.groups;
  if (rename) return { kind: "rename", path: rename["path"] ?? "", from: rename["from"] ?? "" };
  const unlink = UNLINK.exec(line)?.groups?.["path"];
  return unlink === undefined ? undefined : { kind: "unlink", path: unlink };
}
