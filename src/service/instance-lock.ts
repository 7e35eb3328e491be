/**
 * One daemon for each exchange folder: the file `.quayside.lock` in its server folder.
 *
 * It is created exclusively, which network shares do as well as disks, and names its owner. The
 * owner writes it anew every few seconds, so its modification time, set by the file server, is its
 * sign of life. A lock is left over when its owner ran here and that process is gone, or when it
 * comes from elsewhere and gave no sign of life for a while.
 */
import { randomUUID } from "node:crypto";
import { open, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { fromSystem, OperatorError, systemCode } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { isRunning, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

export const LOCK_NAME = ".quayside.lock";

export interface InstanceLock {
  readonly path: string;
  release(): Promise<void>;
}

export interface LockDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** Called once when another daemon has taken the lock away: this one must stop. */
  readonly onLost: () => void;
}

export interface LockTimes {
  readonly heartbeatMs: number;
  readonly staleMs: number;
}

const TIMES: LockTimes = { heartbeatMs: 5_000, staleMs: 45_000 };

interface LockContent extends ProcessIdentity {
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly started: string;
}

/**
 * Takes the lock of the server folder, which must be there.
 * @throws {OperatorError} S003 when another daemon holds it, S005 when the folder is not writable.
 */
export async function acquireLock(
  deps: LockDeps,
  serverFolder: string,
  times: LockTimes = TIMES,
): Promise<InstanceLock> {
  const path = join(serverFolder, LOCK_NAME);
  const started = deps.clock.now().toISOString();
  const content: LockContent = { ...(await ownIdentity()), token: randomUUID(), started };
  try {
    while (!(await create(path, content))) await removeStale(deps, path, content, times);
  } catch (error) {
    throw fromSystem(error, `Taking the lock ${path}`);
  }
  deps.log.info({ event: "lock.taken", path }, "exchange folder locked");
  return keep(deps, path, content, times);
}

async function create(path: string, content: LockContent): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o644);
    try {
      await file.writeFile(textOf(content));
      await file.sync();
    } catch (error) {
      // An empty lock would shut this daemon out, too.
      await unlink(path).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes the lock if it is left over; @throws {OperatorError} S003 if it is not. */
async function removeStale(
  deps: LockDeps,
  path: string,
  own: LockContent,
  times: LockTimes,
): Promise<void> {
  const holder = await readLock(path);
  if (holder === "gone") return;
  if (!(await isStale(path, holder, own, times))) throw held(dirname(path), holder, times);
  // Moved aside under a name of our own first: of two that judge the same lock, one alone gets it.
  const aside = `${path}.${own.token}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  const moved = await readLock(aside);
  if (tokenOf(moved) !== tokenOf(holder)) {
    // Another daemon took the stale lock meanwhile, and this is its new one: put it back.
    await rename(aside, path);
    return;
  }
  await unlink(aside);
  const { host, pid } = holder === "unreadable" ? { host: "?", pid: 0 } : holder;
  deps.log.warn(
    { event: "service.noted", path, host, pid },
    "lock of a daemon that is gone removed",
  );
}

async function isStale(
  path: string,
  holder: LockContent | "unreadable",
  own: LockContent,
  times: LockTimes,
): Promise<boolean> {
  const isNeighbour =
    holder !== "unreadable" && holder.host === own.host && holder.space === own.space;
  if (isNeighbour) return !(await isRunning(holder));
  return (await ageMs(path, own.token)) > times.staleMs;
}

/** Time since the last sign of life, by the clock of the file server: that of a file made now. */
async function ageMs(path: string, token: string): Promise<number> {
  const probePath = `${path}.${token}.probe`;
  try {
    await (await open(probePath, "wx")).close();
    const [now, lock] = await Promise.all([stat(probePath), stat(path)]);
    return now.mtimeMs - lock.mtimeMs;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return 0;
    throw error;
  } finally {
    await unlink(probePath).catch(() => undefined);
  }
}

function held(
  folder: string,
  holder: LockContent | "unreadable",
  { staleMs }: LockTimes,
): OperatorError {
  const who =
    holder === "unreadable"
      ? "an unknown daemon (its lock file is not readable)"
      : `process ${holder.pid} on ${holder.host}, started ${holder.started}`;
  const hint = `Stop that daemon, or use another folder; if it is gone, wait ${Math.ceil(staleMs / 1000)} seconds and start again.`;
  return new OperatorError("S003", `the exchange folder ${folder} is held by ${who}`, { hint });
}

/** Keeps the lock alive until it is released. */
function keep(deps: LockDeps, path: string, own: LockContent, times: LockTimes): InstanceLock {
  const ended = new AbortController();
  const sleep = async (): Promise<boolean> => {
    await deps.clock.sleep(times.heartbeatMs, ended.signal);
    return !ended.signal.aborted;
  };
  const beating = (async () => {
    while (await sleep()) {
      if (await beat(deps, path, own)) continue;
      deps.log.fatal({ event: "lock.lost", path }, "another daemon took this exchange folder");
      deps.onLost();
      return;
    }
  })();
  return {
    path,
    release: async () => {
      if (ended.signal.aborted) return;
      ended.abort();
      await beating;
      if (tokenOf(await readLock(path)) !== own.token) return;
      await unlink(path);
      deps.log.info({ event: "lock.released", path }, "exchange folder unlocked");
    },
  };
}

/** Writes the lock anew; false when it has become another's. A share that is away may come back. */
async function beat(deps: LockDeps, path: string, own: LockContent): Promise<boolean> {
  try {
    const holder = await readLock(path);
    if (holder === "gone") return await create(path, own);
    if (tokenOf(holder) !== own.token) return holder === "unreadable";
    const file = await open(path, "r+");
    try {
      await file.write(textOf(own), 0);
    } finally {
      await file.close();
    }
  } catch (err) {
    deps.log.warn({ event: "service.noted", path, err }, "the lock could not be kept alive");
  }
  return true;
}

async function readLock(path: string): Promise<LockContent | "unreadable" | "gone"> {
  try {
    const content = JSON.parse(await readFile(path, "utf8")) as LockContent | null;
    return typeof content?.token === "string" ? content : "unreadable";
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "gone";
    if (error instanceof SyntaxError) return "unreadable";
    throw error;
  }
}

function tokenOf(lock: LockContent | "unreadable" | "gone"): string {
  return typeof lock === "string" ? lock : lock.token;
}

function textOf(content: LockContent): string {
  return `${JSON.stringify(content)}\n`;
}
