/**
 * Which files of a folder other processes have open for writing. Linux tells, in /proc, for the
 * processes that this user may look into; elsewhere nothing is known and the answer is empty.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { sep } from "node:path";
import { systemCode } from "../core/errors.ts";

const WRITE_FLAGS = 0o3; // O_WRONLY | O_RDWR, proc_pid_fdinfo(5)

/**
 * Names of files directly in `folderPath` that are open for writing, and by whom. Blocks its thread:
 * a machine has a thousand open files, and a call through libuv's pool takes ten times as long.
 */
export function openWriters(folderPath: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (process.platform !== "linux") return found;
  const prefix = folderPath + sep;
  const own = String(process.pid);
  for (const pid of list("/proc")) {
    if (pid === own || !/^\d+$/.test(pid)) continue;
    for (const name of writtenBy(pid, prefix)) found.set(name, nameOf(pid));
  }
  return found;
}

function* writtenBy(pid: string, prefix: string): Generator<string> {
  for (const fd of list(`/proc/${pid}/fd`)) {
    let target: string;
    try {
      target = readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch (error) {
      // Processes of other users can't be looked into, whichever of their files it is.
      if (systemCode(error) === "EACCES") return;
      continue;
    }
    if (!target.startsWith(prefix)) continue;
    const name = target.slice(prefix.length);
    if (!name.includes(sep) && isWriting(pid, fd)) yield name;
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    // The process, or its file, is gone meanwhile.
    return "";
  }
}

function isWriting(pid: string, fd: string): boolean {
  const info = orNothing(() => readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8"));
  const flags = /^flags:\s*([0-7]+)/m.exec(info)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & WRITE_FLAGS) !== 0;
}

function nameOf(pid: string): string {
  const name = orNothing(() => readFileSync(`/proc/${pid}/comm`, "utf8"));
  return `${name === "" ? "process" : name.trim()} (${pid})`;
}
