/**
 * Which files of a folder other processes have open for writing. Linux tells, in /proc, for the
 * processes that this user may look into; elsewhere nothing is known and the answer is empty.
 */
import { readFile, readdir, readlink } from "node:fs/promises";
import { join, sep } from "node:path";

const WRITE_FLAGS = 0o3; // O_WRONLY | O_RDWR, proc_pid_fdinfo(5)

/** Names of files directly in `folderPath` that are open for writing, and by whom. */
export async function openWriters(folderPath: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (process.platform !== "linux") return found;
  const prefix = folderPath + sep;
  const own = String(process.pid);
  const pids = (await readdir("/proc").catch(none)).filter(
    (pid) => /^\d+$/.test(pid) && pid !== own,
  );
  await Promise.all(
    pids.map(async (pid) => {
      const base = join("/proc", pid, "fd");
      // Processes of other users can't be looked into; that is no error.
      for (const fd of await readdir(base).catch(none)) {
        const target = await readlink(join(base, fd)).catch(() => "");
        if (!target.startsWith(prefix)) continue;
        const name = target.slice(prefix.length);
        if (!name.includes(sep) && (await isWriting(pid, fd))) found.set(name, await nameOf(pid));
      }
    }),
  );
  return found;
}

const none = (): string[] => [];

async function isWriting(pid: string, fd: string): Promise<boolean> {
  const info = await readFile(join("/proc", pid, "fdinfo", fd), "utf8").catch(() => "");
  const flags = /^flags:\s*([0-7]+)/m.exec(info)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & WRITE_FLAGS) !== 0;
}

async function nameOf(pid: string): Promise<string> {
  const name = await readFile(join("/proc", pid, "comm"), "utf8").catch(() => "process");
  return `${name.trim()} (${pid})`;
}
