/** Probes of folders: may we write and rename there, is there room, do events come. */
import { mkdir, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemCode } from "../../core/errors.ts";
import { probeWatchMode } from "../../drop/watch-mode.ts";
import { bytes } from "../text.ts";
import type { Finding } from "./finding.ts";

const ENOUGH_BYTES = 1_000_000_000;
const SCARCE_BYTES = 50_000_000;

/** Writes, renames and removes a file in the folder, as the import does. */
export async function probeFolder(probe: string, path: string): Promise<readonly Finding[]> {
  if (!(await isThere(path))) {
    const detail = `${path} is not there yet`;
    return [{ probe, state: "note", detail, remedy: "The daemon makes it when it starts." }];
  }
  const folder = join(path, `.quayside-doctor-${process.pid}.tmp`);
  try {
    await mkdir(folder);
    await writeFile(join(folder, "a.tmp"), "probe");
    await rename(join(folder, "a.tmp"), join(path, `.quayside-doctor-${process.pid}.b.tmp`));
    return [{ probe, state: "good", detail: `${path} can be written, renaming works` }];
  } catch (error) {
    const detail = `${path}: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = "Grant the service's user read, write and rename there.";
    return [{ probe, state: "bad", detail, remedy }];
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(join(path, `.quayside-doctor-${process.pid}.b.tmp`), { force: true });
  }
}

/** Free room of the disk that holds the folder, or that will hold it. */
export async function probeSpace(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await nearestFolder(path));
  const free = bavail * bsize;
  const detail = `${bytes(free)} free`;
  if (free >= ENOUGH_BYTES) return { probe: "disk", state: "good", detail };
  const state = free < SCARCE_BYTES ? "bad" : "note";
  return {
    probe: "disk",
    state,
    detail,
    remedy: "Free space; imports wait while the disk is full.",
  };
}

/** Whether the system tells of new files there. */
export async function probeWatch(path: string, wanted: string): Promise<Finding> {
  if (wanted !== "auto") {
    return { probe: "watching", state: "good", detail: `${wanted}, as the settings say` };
  }
  if (!(await isThere(path))) {
    return { probe: "watching", state: "note", detail: "known once the folders are there" };
  }
  const mode = await probeWatchMode(path);
  const detail = mode === "events" ? "the system reports new files" : "the folders are polled";
  return { probe: "watching", state: "good", detail };
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function nearestFolder(path: string): Promise<string> {
  return (await isThere(path)) || path === dirname(path)
    ? path
    : await nearestFolder(dirname(path));
}
