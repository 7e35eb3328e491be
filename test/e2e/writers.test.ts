import { DatabaseSync } from "@photostructure/sqlite";
import { execFileSync } from "node:child_process";
import { open, readdir, rename, rm, utimes, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type HeldBuild, makeHeldBuild } from "../helpers/faults/held-build.ts";
import { AS_NOBODY, nobodyRefused } from "../helpers/faults/rights.ts";
import { statusOf } from "../helpers/faults/status-of.ts";
import { checkInvariants, type Dropped } from "../helpers/invariants.ts";
import { people, type People } from "../helpers/people.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
/** Handles that a test keeps open, as a program does that is not done. */
let handles: FileHandle[];
beforeEach(async () => {
  handles = [];
  workspace = await Workspace.create("log: { level: debug }\n");
});
afterEach(async () => {
  for (const handle of handles) await handle.close();
  await workspace.remove();
});

const PAST = new Date("2020-01-01T00:00:00Z");
/** Five times as long for an empty file: long enough that what a test does meanwhile comes first. */
const PATIENT = { env: { QUAYSIDE_AUTOMATICIMPORT_SETTLE: "6s" } };

async function keepOpen(path: string): Promise<FileHandle> {
  const handle = await open(path, "w");
  handles.push(handle);
  return handle;
}

async function close(handle: FileHandle): Promise<void> {
  handles = handles.filter((other) => other !== handle);
  await handle.close();
}

/** Waits until status gives this reason for the one file that waits. */
async function untilWaits(type: string, reason: RegExp): Promise<void> {
  await until(`${type} to wait because it ${String(reason)}`, async () => {
    const { waiting } = await statusOf(workspace, type);
    return waiting.length === 1 && reason.test(waiting[0]?.reason ?? "");
  });
}

/** Waits until the one file that waits is seen with the length of this content. */
async function untilSeen(text: string): Promise<void> {
  await until(`a file of ${text.length} bytes to wait`, async () => {
    const { waiting } = await statusOf(workspace, "Directory");
    return waiting.length === 1 && waiting[0]?.bytes === text.length;
  });
}

async function expectImported(...files: readonly People[]): Promise<void> {
  await checkInvariants(workspace, {
    dropped: files.map(({ dropped }) => dropped),
    tables: { Directory: files.flatMap(({ records }) => records) },
  });
}

const file = people("people.csv", "a", 40, 2);
const content = String(file.dropped.content);
const path = (): string => workspace.folder("Directory", "people.csv");

describe.skipIf(process.platform !== "linux")("a program that keeps the file open", () => {
  let held: HeldBuild;
  beforeAll(async () => {
    held = await makeHeldBuild();
  });
  afterAll(() => held.remove());

  it("W1: pauses longer than the quiet time, twice - not read before it is closed", async () => {
    await workspace.start();
    const writer = await keepOpen(path());
    for (const part of [content.slice(0, 100), content.slice(100)]) {
      await writer.write(part);
      await untilWaits("Directory", /^is open for writing in /);
    }
    await close(writer);
    await expectImported(file);
  });

  it("W1: has given the file its full size and an old time at once - not read before it is closed", async () => {
    await workspace.start();
    const writer = await keepOpen(path());
    await writer.truncate(content.length);
    await writer.utimes(PAST, PAST);
    await untilWaits("Directory", /^is open for writing in /);
    await writer.write(content, 0);
    await writer.utimes(PAST, PAST);
    await untilWaits("Directory", /^is open for writing in /);
    await close(writer);
    await expectImported(file);
  });

  it("W4: goes on for ever in one type - the types that come after it are imported", async () => {
    await workspace.start();
    const writer = await keepOpen(workspace.folder("Skills", "endless.csv"));
    await writer.write("Name\n");
    await workspace.drop("Queues", "queues.csv", "Name\nSales\n");
    const isDone = async (): Promise<boolean> => {
      await writer.write("Another skill\n");
      return (await workspace.results("Queues", "queues.csv")).length > 0;
    };
    await until("the queues to be imported", isDone);
    expect(await workspace.results("Skills")).toEqual([]);
  });

  it.skipIf(nobodyRefused !== undefined)(
    "W4: unseen by the daemon, and writes after the claim - read again, hash and rows are those of all bytes",
    async () => {
      // More than the window of the feed: its rows are being stored while it is read.
      const large = people("large.csv", "l", 20_000);
      await workspace.start();
      await workspace.stop();
      execFileSync("chown", ["-R", "65534:65534", workspace.path]);
      await held.hold();
      await workspace.start({ mainPath: held.mainPath, through: AS_NOBODY });
      const writer = await keepOpen(join(workspace.path, "large.csv"));
      await writer.write(String(large.dropped.content));
      await writer.utimes(PAST, PAST);
      await rename(join(workspace.path, "large.csv"), workspace.folder("Directory", "large.csv"));
      await held.untilStanding();
      const late = "l-late,Late,+358401234567\r\n";
      await writer.write(late);
      await close(writer);
      await held.release();
      const record = { ExternalId: "l-late", LastName: "Late", PhoneWork: "+358401234567" };
      await expectImported({
        dropped: { ...large.dropped, content: `${String(large.dropped.content)}${late}` },
        records: [...large.records, record],
      });
    },
  );
});

describe("what stands beside a file or before it", () => {
  it.each(["~$people.csv", ".~lock.people.csv#"])(
    "W2: the editor's lock %s - waited for until it is gone",
    async (lock) => {
      await workspace.start();
      await writeFile(workspace.folder("Directory", lock), "somebody");
      await workspace.drop("Directory", "people.csv", content);
      await untilWaits("Directory", /is open in an editor/);
      await rm(workspace.folder("Directory", lock));
      await expectImported(file);
    },
  );

  it("W2: .DS_Store and files under temporary names - never taken, others are", async () => {
    const names = [".DS_Store", "a.csv.tmp", "b.csv.part", "c.csv.filepart", "d.csv.crdownload"];
    for (const name of names) await writeFile(await dropPath(name), content);
    await workspace.start();
    const other = people("other.csv", "o", 2);
    await workspace.drop("Directory", "other.csv", other.dropped.content);
    await workspace.result("Directory", "other.csv");
    expect((await readdir(workspace.folder("Directory"))).sort()).toEqual(
      [...names, "History", "InProcess"].sort(),
    );
    await rename(workspace.folder("Directory", "b.csv.part"), path());
    await workspace.result("Directory", "people.csv");
    for (const name of names) await rm(workspace.folder("Directory", name), { force: true });
    await expectImported(file, other);
  });

  it("W2: empty at first, then filled - imported once, with all rows", async () => {
    await workspace.start(PATIENT);
    await writeFile(path(), "");
    await untilWaits("Directory", /^is empty/);
    await writeFile(path(), content);
    await expectImported(file);
  });

  it("W4: overwritten and then replaced while it waits - only the last content is imported", async () => {
    await workspace.start();
    const lock = workspace.folder("Directory", "~$people.csv");
    await writeFile(lock, "somebody");
    for (const count of [10, 20]) {
      const earlier = String(people("people.csv", `of-${count}`, count).dropped.content);
      await writeFile(path(), earlier);
      await untilSeen(earlier);
    }
    await writeFile(join(workspace.path, "last"), content);
    await rename(join(workspace.path, "last"), path());
    await untilSeen(content);
    await rm(lock);
    await expectImported(file);
  });
});

async function dropPath(name: string): Promise<string> {
  await workspace.drop("Directory", ".nothing", "");
  await rm(workspace.folder("Directory", ".nothing"));
  return workspace.folder("Directory", name);
}

describe("very many files", () => {
  const MANY_LIMIT_MS = 400_000;

  /** Drops `count` files, each a second younger than the one before. */
  async function dropMany(first: number, count: number): Promise<Dropped[]> {
    const dropped: Dropped[] = [];
    for (let i = first; i < first + count; i++) {
      const name = `s${String(i).padStart(5, "0")}.csv`;
      const skill: Dropped = {
        type: "Skills",
        name,
        content: `Name\nSkill ${i}\n`,
        status: "Succeeded",
      };
      await workspace.drop("Skills", `.${name}`, skill.content);
      const time = new Date(PAST.getTime() + i * 1000);
      await utimes(workspace.folder("Skills", `.${name}`), time, time);
      await rename(workspace.folder("Skills", `.${name}`), workspace.folder("Skills", name));
      dropped.push(skill);
    }
    return dropped;
  }

  async function countResults(): Promise<number> {
    const names = await readdir(workspace.folder("Skills", "History"));
    return names.filter((name) => name.endsWith(".result")).length;
  }

  function claimedInOrder(): string[] {
    const database = new DatabaseSync(join(workspace.path, "var/quayside.db"), { readOnly: true });
    try {
      const rows = database.prepare("SELECT File FROM Run ORDER BY Id").all() as { File: string }[];
      return rows.map((row) => row.File);
    } finally {
      database.close();
    }
  }

  it("W3, W6, W7: 400 files while it is down, kill -9 on the way, 400 more at once - each once, oldest first", async () => {
    const before = await dropMany(0, 400);
    await workspace.start();
    await until("a part to be imported", async () => (await countResults()) > 50);
    await workspace.stop("SIGKILL");
    const after = await dropMany(400, 400);
    await workspace.start();
    const dropped = [...before, ...after];
    await until(
      "all to be imported",
      async () => (await countResults()) === dropped.length,
      MANY_LIMIT_MS,
    );
    expect(claimedInOrder()).toEqual(dropped.map(({ name }) => name));
    const tables = { Skills: dropped.map((_file, i) => ({ Name: `Skill ${i}` })) };
    expect((await readdir(workspace.folder("Skills", "InProcess"))).length).toBe(0);
    await checkInvariants(workspace, { dropped, tables });
  });

  it("W3: 1,000 files at once in a running daemon whose event loop is kept busy - each is imported once", async () => {
    await workspace.start();
    const asking = new AbortController();
    const busy = (async () => {
      while (!asking.signal.aborted) await workspace.quayside("status", "--json");
    })();
    let dropped: Dropped[] = [];
    try {
      dropped = await dropMany(0, 1_000);
      const isDone = async (): Promise<boolean> => (await countResults()) === dropped.length;
      await until("all to be imported", isDone, MANY_LIMIT_MS);
    } finally {
      asking.abort();
      await busy;
    }
    const tables = { Skills: dropped.map((_file, i) => ({ Name: `Skill ${i}` })) };
    await checkInvariants(workspace, { dropped, tables });
  });
});
