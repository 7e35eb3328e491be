import { execFileSync } from "node:child_process";
import { appendFile, chmod, mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type HeldBuild, makeHeldBuild } from "../helpers/faults/held-build.ts";
import {
  AS_NOBODY,
  limitRefused,
  nailingRefused,
  nobodyRefused,
} from "../helpers/faults/rights.ts";
import { mountRefused } from "../helpers/faults/small-disk.ts";
import { statusOf, untilHeld } from "../helpers/faults/status-of.ts";
import { checkInvariants, type Dropped } from "../helpers/invariants.ts";
import { people } from "../helpers/people.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
let held: HeldBuild;
beforeAll(async () => {
  held = await makeHeldBuild();
});
afterAll(() => held.remove());
/** Ways to undo what would keep the workspace from being removed. */
let undo: (() => void)[];
beforeEach(async () => {
  undo = [];
  workspace = await Workspace.create("log: { level: debug }\n");
});
afterEach(async () => {
  await workspace.kill();
  await held.release();
  for (const act of undo.reverse()) act();
  await workspace.remove();
});

const few = people("few.csv", "a", 5, 1);
/** More than the window of the feed: its rows are being stored while it is read. */
const many = people("many.csv", "m", 20_000);

async function dropFew(): Promise<void> {
  await workspace.drop("Directory", few.dropped.name, few.dropped.content);
}

/** Does `act` in the middle of the import of the large file, by a daemon that it starts. */
async function inMidRun(held: HeldBuild, act: () => Promise<void> | void): Promise<void> {
  await held.hold();
  await workspace.start({ mainPath: held.mainPath });
  await workspace.drop("Directory", many.dropped.name, many.dropped.content);
  await held.untilStanding();
  await act();
  await held.release();
}

async function expectFew(): Promise<void> {
  await workspace.result("Directory", few.dropped.name);
  await checkInvariants(workspace, {
    dropped: [few.dropped],
    tables: { Directory: few.records },
  });
}

describe("names", () => {
  it("F4: 200 files of one name, each as soon as the last was taken - 200 names in History", async () => {
    await workspace.start();
    const dropped: Dropped[] = [];
    for (let i = 0; i < 200; i++) {
      const content = `Name\nSkill ${i}\n`;
      await until(
        "the last one to be taken",
        async () => !(await readdir(workspace.folder("Skills"))).includes("s.csv"),
      );
      await workspace.drop("Skills", "s.csv", content);
      dropped.push({ type: "Skills", name: "s.csv", content, status: "Succeeded" });
    }
    const tables = { Skills: dropped.map((_file, i) => ({ Name: `Skill ${i}` })) };
    await checkInvariants(workspace, { dropped, tables });
  });
});

describe.skipIf(nobodyRefused !== undefined)("permissions of a daemon that is not root", () => {
  beforeEach(async () => {
    await workspace.start();
    await workspace.stop();
    execFileSync("chown", ["-R", "65534:65534", workspace.path]);
    await workspace.start({ through: AS_NOBODY });
  });

  it("F5: a file that can't be read - waits with its reason, others pass, then it is taken", async () => {
    const other = people("other.csv", "b", 2);
    const path = workspace.folder("Directory", "few.csv");
    await writeFile(join(workspace.path, "few.csv"), few.dropped.content);
    await chmod(join(workspace.path, "few.csv"), 0o000);
    await rename(join(workspace.path, "few.csv"), path);
    await workspace.drop("Directory", "other.csv", other.dropped.content);
    await workspace.result("Directory", "other.csv");
    await until("the file that can't be read to wait", async () => {
      const { waiting } = await statusOf(workspace, "Directory");
      return waiting.map(({ reason }) => reason).join() === "can't be opened (EACCES)";
    });
    await chmod(path, 0o644);
    await workspace.result("Directory", "few.csv");
    await checkInvariants(workspace, {
      dropped: [few.dropped, other.dropped],
      tables: { Directory: [...few.records, ...other.records] },
    });
  });

  it.each(["", "InProcess", "History"])(
    "F5: drop folder/%s is read-only - held with S005, then imported once by itself",
    async (name) => {
      await dropFew();
      await until("the first to be imported", async () => {
        return (await workspace.results("Directory")).length === 1;
      });
      const next = people("next.csv", "n", 3, 1);
      const path = workspace.folder("Directory", name);
      await workspace.drop("Directory", ".next.csv", next.dropped.content);
      await chmod(path, 0o555);
      await rename(
        workspace.folder("Directory", ".next.csv"),
        workspace.folder("Directory", "next.csv"),
      );
      await untilHeld(workspace, "Directory", "S005");
      await chmod(path, 0o755);
      await workspace.result("Directory", "next.csv");
      await checkInvariants(workspace, {
        dropped: [few.dropped, next.dropped],
        tables: { Directory: [...few.records, ...next.records] },
      });
    },
  );
});

it.skipIf(nailingRefused !== undefined)(
  "F5: a file that can't be moved - held with S005, then imported once by itself",
  async () => {
    // A file that can't be moved can't be moved in either: it lies there before the daemon does.
    await mkdir(workspace.folder("Directory"), { recursive: true });
    const path = workspace.folder("Directory", "few.csv");
    await writeFile(path, few.dropped.content);
    execFileSync("chattr", ["+i", path]);
    const allow = (): void => {
      execFileSync("chattr", ["-i", path]);
    };
    undo.push(allow);
    await workspace.start();
    await untilHeld(workspace, "Directory", "S005");
    allow();
    undo.pop();
    await expectFew();
  },
);

describe("the drop root", () => {
  it("F6: renamed away, an empty one in its place, then back with a file - missing, then imported", async () => {
    await workspace.start();
    const root = join(workspace.path, "exchange");
    const away = join(workspace.path, "away");
    const missing = async (): Promise<boolean> =>
      (await statusOf(workspace, "Directory")).watch === "missing";
    await rename(root, away);
    await until("the folder to be missing", missing);
    await mkdir(root);
    await workspace.quayside("status");
    expect(await missing()).toBe(true);
    expect(await readdir(root)).toEqual([]);
    await writeFile(join(away, "T_V/Automatic/Directory/few.csv"), few.dropped.content);
    await rmdir(root);
    await rename(away, root);
    await expectFew();
    expect((await statusOf(workspace, "Directory")).watch).toBe("events");
    expect((await workspace.stop()).code).toBe(0);
  });

  it.skipIf(mountRefused !== undefined)(
    "F6: unmounted while a file is imported, then mounted again - held, then imported once",
    async () => {
      const share = join(workspace.path, "share");
      const root = join(workspace.path, "exchange");
      const mount = (): void => {
        execFileSync("mount", ["--bind", share, root], { stdio: "pipe" });
      };
      const unmount = (): void => {
        execFileSync("umount", ["--lazy", root], { stdio: "pipe" });
      };
      await mkdir(share);
      await mkdir(root, { recursive: true });
      mount();
      undo.push(unmount);
      await inMidRun(held, () => {
        unmount();
        undo.pop();
      });
      const line = await untilHeld(workspace, "Directory", "S005");
      expect(line.held?.reason).toContain("is missing");
      expect(await readdir(root)).not.toContain("T_V/Automatic");
      mount();
      undo.push(unmount);
      await workspace.result("Directory", "many.csv");
      await dropFew();
      await workspace.result("Directory", "few.csv");
      await checkInvariants(workspace, {
        dropped: [many.dropped, few.dropped],
        tables: { Directory: [...many.records, ...few.records] },
      });
      await workspace.stop("SIGKILL");
    },
  );
});

describe("people in the folders", () => {
  it("F7: the file is taken out of InProcess in mid-run - Failed with F001, nothing stored", async () => {
    await inMidRun(held, () => rm(workspace.folder("Directory", "InProcess", "many.csv")));
    const { status, codes } = await workspace.result("Directory", "many.csv");
    expect([status, codes]).toEqual(["Failed", { F001: 1 }]);
    const { stdout } = await workspace.quayside("records", "Directory", "--format", "jsonl");
    expect(stdout).toBe("");
    await dropFew();
    expect((await workspace.result("Directory", "few.csv")).rows["created"]).toBe(5);
  });

  it("F7: the file is edited in InProcess in mid-run - imported once, as it is then", async () => {
    const more = "m-late,Late,+358401234567\r\n";
    await inMidRun(held, () =>
      appendFile(workspace.folder("Directory", "InProcess", "many.csv"), more),
    );
    await workspace.result("Directory", "many.csv");
    const late = { ExternalId: "m-late", LastName: "Late", PhoneWork: "+358401234567" };
    await checkInvariants(workspace, {
      dropped: [{ ...many.dropped, content: `${String(many.dropped.content)}${more}` }],
      tables: { Directory: [...many.records, late] },
    });
  });

  it("F7: History and InProcess are deleted - made anew for the next file", async () => {
    await workspace.start();
    await workspace.drop("Directory", "first.csv", people("first.csv", "f", 1).dropped.content);
    await workspace.result("Directory", "first.csv");
    await rm(workspace.folder("Directory", "History"), { recursive: true });
    await rm(workspace.folder("Directory", "InProcess"), { recursive: true });
    await dropFew();
    const { status } = await workspace.result("Directory", "few.csv");
    expect(status).toBe("PartiallySucceeded");
    expect(await readdir(workspace.folder("Directory", "InProcess"))).toEqual([]);
  });
});

it.skipIf(limitRefused !== undefined)(
  "F2: no more open files, with 0 to 9 left - no crash, each file imported once when there are some",
  async () => {
    await workspace.start();
    const dropped: Dropped[] = [];
    const records: Readonly<Record<string, unknown>>[] = [];
    const limit = (files: number): void => {
      execFileSync("prlimit", ["--pid", String(workspace.pid), `--nofile=${files}:`]);
    };
    for (let left = 0; left < 10; left++) {
      const said = workspace.log.length;
      const file = people(`f${left}.csv`, `k${left}`, 3, 1);
      limit(await limitThatLeaves(left, workspace.pid));
      await workspace.drop("Directory", file.dropped.name, file.dropped.content);
      const isOver = async (): Promise<boolean> =>
        /EMFILE|S006/.test(workspace.log.slice(said)) ||
        (await workspace.results("Directory", file.dropped.name)).length > 0;
      await until("a shortage or a result", isOver);
      limit(1024);
      await workspace.result("Directory", file.dropped.name);
      dropped.push(file.dropped);
      records.push(...file.records);
    }
    expect(workspace.log).toContain('"S006"');
    await checkInvariants(workspace, { dropped, tables: { Directory: records } });
  },
);

/** Descriptors below the limit that are not in use are those that can still be opened. */
async function limitThatLeaves(left: number, pid: number): Promise<number> {
  const open = new Set((await readdir(`/proc/${pid}/fd`)).map(Number));
  let limit = 0;
  for (let free = -1; free < left; limit++) if (!open.has(limit)) free++;
  return limit - 1;
}
