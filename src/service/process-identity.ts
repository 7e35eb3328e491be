/** Who a process is, beyond its number, which the system gives to another process later. */
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { systemCode } from "../core/errors.ts";

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Where process numbers of one kind come from: the boot and, in containers, their namespace. */
  readonly space: string;
  /** When the process began, in the system's own measure; empty where it does not tell. */
  readonly processStart: string;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return {
    host: hostname(),
    pid: process.pid,
    space: `${boot.trim()} ${namespace}`.trim(),
    processStart: await processStart(process.pid),
  };
}

/**
 * Whether the process runs: only to be asked of one in our own space, since the number means
 * nothing outside of it.
 */
export async function isRunning({ pid, processStart: began }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (systemCode(error) === "ESRCH") return false;
  }
  const now = await processStart(pid);
  return began === "" || now === "" || now === began;
}

/** Field 22 of /proc/<pid>/stat, ticks since the boot (proc(5)); the name before may hold blanks. */
async function processStart(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [state, ...fields] = line.slice(line.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return "gone";
  return fields[18] ?? "";
}
