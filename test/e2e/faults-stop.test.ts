import { DatabaseSync } from "@photostructure/sqlite";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type HeldBuild, makeHeldBuild } from "../helpers/faults/held-build.ts";
import { makeSmallHeapBuild } from "../helpers/faults/small-heap-build.ts";
import { checkInvariants, type Dropped } from "../helpers/invariants.ts";
import { people } from "../helpers/people.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create("log: { level: debug }\n");
});
afterEach(() => workspace.remove());

/** More than the window of the feed: its rows are being stored while it is read. */
const many = people("many.csv", "m", 40_000);

async function expectMany(): Promise<void> {
  await workspace.result("Directory", "many.csv");
  await checkInvariants(workspace, {
    dropped: [many.dropped],
    tables: { Directory: many.records },
  });
}

function attempts(): unknown {
  const database = new DatabaseSync(join(workspace.path, "var/quayside.db"), { readOnly: true });
  try {
    return database.prepare("SELECT State, Attempt FROM Run").all();
  } finally {
    database.close();
  }
}

describe("a stop in the middle of a long import", () => {
  let held: HeldBuild;
  beforeAll(async () => {
    held = await makeHeldBuild();
  });
  afterAll(() => held.remove());

  /** Starts the daemon and resolves while it imports, which it does until it ends. */
  async function begin(): Promise<void> {
    await held.hold();
    await workspace.start({ mainPath: held.mainPath });
    await held.untilStanding();
  }

  it("K4: second SIGTERM - ends at once, the attempt does not count, the restart imports once", async () => {
    await workspace.drop("Directory", "many.csv", many.dropped.content);
    for (let stop = 0; stop < 3; stop++) {
      await begin();
      process.kill(workspace.pid, "SIGTERM");
      await until("the stop to begin", () => workspace.log.includes('"service.stopping"'));
      const ended = await workspace.stop();
      expect(ended.code, ended.stdout).toBe(143);
      expect(attempts(), ended.stdout).toEqual([{ State: "Claimed", Attempt: 0 }]);
    }
    await workspace.start();
    await expectMany();
  });

  it("K4: the time to drain runs out - ends by itself, the attempt does not count, the restart imports once", async () => {
    await appendFile(workspace.settingsPath, "shutdown: 100ms\n");
    await workspace.drop("Directory", "many.csv", many.dropped.content);
    await begin();
    expect((await workspace.stop()).code).toBe(0);
    expect(attempts()).toEqual([{ State: "Claimed", Attempt: 0 }]);
    await workspace.start();
    await expectMany();
  });
});

describe("a reading thread that runs out of memory", () => {
  let small: Awaited<ReturnType<typeof makeSmallHeapBuild>>;
  beforeAll(async () => {
    small = await makeSmallHeapBuild(24);
  });
  afterAll(() => small.remove());

  it("K6: each time by one file - three attempts, Failed with F017, the daemon and other files go on", async () => {
    const groups = Array.from({ length: 90_000 }, (_unused, i) => `Group ${i},Description ${i}`);
    const poison: Dropped = {
      type: "UserGroup",
      name: "groups.csv",
      content: `Name,Description\n${groups.join("\n")}\n`,
      status: "Failed",
    };
    const good = people("good.csv", "g", 5);
    const next: Dropped = {
      type: "UserGroup",
      name: "next.csv",
      content: "Name\nNext\n",
      status: "Succeeded",
    };
    await workspace.start({ mainPath: small.mainPath });
    const { pid } = workspace;
    await workspace.drop("UserGroup", "groups.csv", poison.content);
    const { codes, files } = await workspace.result("UserGroup", "groups.csv");
    expect(codes).toEqual({ F017: 1 });
    expect(await workspace.read("UserGroup", files["log"] ?? "")).toContain("attempt 3");
    await workspace.drop("UserGroup", "next.csv", next.content);
    await workspace.drop("Directory", "good.csv", good.dropped.content);
    await checkInvariants(workspace, {
      dropped: [poison, next, good.dropped],
      tables: { Directory: good.records },
    });
    process.kill(pid, 0);
    expect((await workspace.stop()).code).toBe(0);
  });
});
