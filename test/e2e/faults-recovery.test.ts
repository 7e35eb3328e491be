import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EFFECTS } from "../../src/core/effect.ts";
import { dieAt as dieAtIn, makeArmedBuild } from "../helpers/armed-build.ts";
import { mountRefused, SmallDisk } from "../helpers/faults/small-disk.ts";
import { checkInvariants } from "../helpers/invariants.ts";
import { people } from "../helpers/people.ts";
import { Workspace } from "../helpers/workspace.ts";

let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let workspace: Workspace;
beforeAll(async () => {
  armed = await makeArmedBuild();
});
afterAll(() => armed.remove());
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

const dieAt = (crashAt: string): Promise<void> => dieAtIn(workspace, armed.mainPath, crashAt);

describe("a recovery that is killed", () => {
  const first = people("first.csv", "a", 20, 3);
  const second = people("second.csv", "b", 5, 1);
  // What stands before a step is what the one before has left.
  const moments = [`${EFFECTS[0]}:before`, ...EFFECTS.map((step) => `${step}:after`)];

  it(`K3: killed at each of ${moments.length} moments of a recovery - every file is imported once`, async () => {
    const all = [];
    for (const [index, at] of moments.entries()) {
      const left = people(`left${index}.csv`, `l${index}`, 5, 1);
      const next = people(`next${index}.csv`, `n${index}`, 3);
      all.push(left, next);
      // What a kill between claim and ledger leaves: a file in InProcess that no run knows.
      await workspace.drop("Directory", next.dropped.name, next.dropped.content);
      const inProcess = workspace.folder("Directory", "InProcess");
      await mkdir(inProcess, { recursive: true });
      await writeFile(join(inProcess, left.dropped.name), left.dropped.content);
      await dieAt(at);
      await workspace.start();
      for (const { dropped } of [left, next]) await workspace.result("Directory", dropped.name);
      await workspace.stop("SIGKILL");
    }
    await workspace.start();
    await checkInvariants(workspace, {
      dropped: all.map(({ dropped }) => dropped),
      tables: { Directory: all.flatMap(({ records }) => records) },
    });
  }, 1_800_000);

  it("K3: killed five times before the commit - two recoveries, then F017, and the next file goes in", async () => {
    await workspace.drop("Directory", "first.csv", first.dropped.content);
    for (let i = 0; i < 3; i++) await dieAt("apply.commit:before");
    for (const at of ["report.log:before", "archive.move:before"]) await dieAt(at);
    await workspace.drop("Directory", "second.csv", second.dropped.content);
    await workspace.start();
    await workspace.result("Directory", "second.csv");
    const { codes } = await workspace.result("Directory", "first.csv");
    expect(codes).toEqual({ F017: 1 });
    await checkInvariants(workspace, {
      dropped: [{ ...first.dropped, status: "Failed" }, second.dropped],
      tables: { Directory: second.records },
    });
  });

  it("K3: starts that are killed before anything happens do not count against a file", async () => {
    await workspace.drop("Directory", "first.csv", first.dropped.content);
    for (let i = 0; i < 5; i++) await dieAt("claim.rename:before");
    await workspace.start();
    await checkInvariants(workspace, {
      dropped: [first.dropped],
      tables: { Directory: first.records },
    });
  });

  it.skipIf(mountRefused !== undefined)(
    "K3: killed between the copy to another device and the removal of its source - imported once",
    async () => {
      const disk = new SmallDisk(workspace.folder("Directory", "InProcess"), 4_096);
      try {
        await workspace.drop("Directory", "first.csv", first.dropped.content);
        await copyFile(
          workspace.folder("Directory", "first.csv"),
          workspace.folder("Directory", "InProcess", "first.csv"),
        );
        await workspace.start();
        await checkInvariants(workspace, {
          dropped: [first.dropped],
          tables: { Directory: first.records },
        });
        await workspace.stop();
      } finally {
        disk.unmount();
      }
    },
  );
});
