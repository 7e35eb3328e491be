/** One daemon for each exchange folder, also after a kill. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { OperatorError } from "../../../src/core/errors.ts";
import { createLogger } from "../../../src/core/log.ts";
import { acquireLock, LOCK_NAME, type InstanceLock } from "../../../src/service/instance-lock.ts";
import { ownIdentity } from "../../../src/service/process-identity.ts";
import { until } from "../../helpers/until.ts";

const log = createLogger({ level: "silent", pretty: false, write: () => undefined });
const TIMES = { heartbeatMs: 20, staleMs: 30_000 };

let folder: string;
let held: InstanceLock[];
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-lock-"));
  held = [];
  children = [];
});

afterEach(async () => {
  for (const lock of held) await lock.release();
  for (const child of children) await killed(child);
  await rm(folder, { recursive: true, force: true });
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function take(onLost: () => void = () => undefined): Promise<InstanceLock> {
  const lock = await acquireLock({ clock: systemClock, log, onLost }, folder, TIMES);
  held.push(lock);
  return lock;
}

/** A process of its own that takes the lock and keeps it. */
async function otherDaemon(): Promise<ChildProcess> {
  const source = (path: string): string =>
    JSON.stringify(new URL(`../../../src/${path}`, import.meta.url).href);
  const script = `
    import { acquireLock } from ${source("service/instance-lock.ts")};
    import { systemClock } from ${source("core/clock.ts")};
    import { createLogger } from ${source("core/log.ts")};
    const log = createLogger({ level: "silent", pretty: false });
    await acquireLock({ clock: systemClock, log, onLost: () => {} }, process.argv[1]);
    console.log("held");
  `;
  const args = ["--import", "tsx", "--input-type=module", "-e", script, folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

async function writeLock(content: object, ageMs: number): Promise<void> {
  const path = join(folder, LOCK_NAME);
  await writeFile(path, JSON.stringify(content));
  const seen = new Date(Date.now() - ageMs);
  await utimes(path, seen, seen);
}

describe("the lock of an exchange folder", () => {
  it("keeps a second process out, says who holds it, and is free after kill -9 at once", async () => {
    const child = await otherDaemon();
    const error = await take().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OperatorError);
    expect(error).toMatchObject({ code: "S003" });
    expect((error as Error).message).toContain(
      `process ${child.pid ?? 0} on ${hostname()}, started 20`,
    );
    await killed(child);
    await take();
    expect(await readFile(join(folder, LOCK_NAME), "utf8")).toContain(`"pid":${process.pid}`);
  });

  it("keeps a second one of the same process out until it is released", async () => {
    const first = await take();
    await expect(take()).rejects.toMatchObject({ code: "S003" });
    await first.release();
    await first.release();
    expect(await readdir(folder)).toEqual([]);
    await take();
  });

  it("does not take a process for its owner that only has the same number", async () => {
    const own = await ownIdentity();
    await writeLock({ ...own, processStart: "1", token: "old", started: "2026-01-01" }, 0);
    await take();
  });

  it("waits for another machine while that gives signs of life, and not for ever", async () => {
    const elsewhere = { ...(await ownIdentity()), host: "elsewhere", token: "t", started: "2026" };
    await writeLock(elsewhere, 0);
    await expect(take()).rejects.toThrow(/process \d+ on elsewhere/);
    await writeLock(elsewhere, 40_000);
    await take();
    expect(await readdir(folder)).toEqual([LOCK_NAME]);
  });

  it("does not judge by process numbers of another container that has the same host name", async () => {
    const own = await ownIdentity();
    await writeLock({ ...own, space: "another", pid: 4_000_000, token: "t", started: "2026" }, 0);
    await expect(take()).rejects.toMatchObject({ code: "S003" });
  });

  it("treats a lock that a crash left half-written as one that gives no more signs", async () => {
    const path = join(folder, LOCK_NAME);
    await writeFile(path, '{"host":');
    await expect(take()).rejects.toThrow(/unknown daemon/);
    const seen = new Date(Date.now() - 60_000);
    await utimes(path, seen, seen);
    await take();
  });

  it("gives signs of life", async () => {
    const { path } = await take();
    const old = new Date(Date.now() - 20_000);
    await utimes(path, old, old);
    await until("a new sign", async () => (await stat(path)).mtimeMs > old.getTime() + 10_000);
  });

  it("tells its owner when another daemon has taken it, and then leaves it to that one", async () => {
    let lose: () => void = () => undefined;
    const lost = new Promise<void>((resolve) => {
      lose = resolve;
    });
    const lock = await take(() => {
      lose();
    });
    await writeLock({ ...(await ownIdentity()), token: "another", started: "2026" }, 0);
    await lost;
    await lock.release();
    expect(existsSync(lock.path)).toBe(true);
  });
});
