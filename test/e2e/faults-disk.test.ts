import { readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mountRefused, SmallDisk } from "../helpers/faults/small-disk.ts";
import { untilHeld } from "../helpers/faults/status-of.ts";
import { checkInvariants } from "../helpers/invariants.ts";
import { people } from "../helpers/people.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
let disks: SmallDisk[];
beforeEach(async () => {
  disks = [];
  workspace = await Workspace.create();
});
afterEach(async () => {
  await workspace.kill();
  for (const disk of disks.reverse()) disk.unmount();
  await workspace.remove();
});

function mount(path: string, sizeKb: number): SmallDisk {
  const disk = new SmallDisk(path, sizeKb);
  disks.push(disk);
  return disk;
}

const PLACES = {
  History: (): string => workspace.folder("Directory", "History"),
  InProcess: (): string => workspace.folder("Directory", "InProcess"),
  "the store": (): string => join(workspace.path, "var"),
  "the work folder": (): string => join(workspace.path, "var/work"),
  "the drop folder": (): string => workspace.folder("Directory"),
};

describe.skipIf(mountRefused !== undefined)(`a disk ${mountRefused ?? "of its own"}`, () => {
  it.each(Object.entries(PLACES))(
    "F1: disk full in %s, then freed - held with S004, then imported once by itself",
    async (_place, pathOf) => {
      const file = people("people.csv", "a", 9_000, 6_000);
      const disk = mount(pathOf(), 16_384);
      await workspace.start();
      const other = people("before.csv", "b", 3);
      await workspace.drop("Directory", "before.csv", other.dropped.content);
      await workspace.result("Directory", "before.csv");
      // The drop folder may be what is full: the file is there by then, but for its name.
      await workspace.drop("Directory", ".people.csv", file.dropped.content);
      disk.fill();
      await rename(
        workspace.folder("Directory", ".people.csv"),
        workspace.folder("Directory", "people.csv"),
      );
      const { held } = await untilHeld(workspace, "Directory", "S004");
      expect(held?.retryAt).toBeDefined();
      expect(await workspace.results("Directory", "people.csv")).toEqual([]);
      disk.free();
      await workspace.result("Directory", "people.csv");
      await checkInvariants(workspace, {
        dropped: [file.dropped, other.dropped],
        tables: { Directory: [...file.records, ...other.records] },
      });
      await until("the end to be noted", () => workspace.log.includes('"drop.resumed"'));
    },
  );

  it("F3: History and InProcess on other devices - copied, compared, imported once", async () => {
    mount(workspace.folder("Directory", "History"), 8_192);
    mount(workspace.folder("Directory", "InProcess"), 8_192);
    const file = people("people.csv", "a", 500, 5);
    await workspace.start();
    await workspace.drop("Directory", "people.csv", file.dropped.content);
    const { files } = await workspace.result("Directory", "people.csv");
    const source = workspace.folder("Directory", "History", files["source"] ?? "");
    expect(await readFile(source, "utf8")).toBe(file.dropped.content);
    expect(await readdir(workspace.folder("Directory", "InProcess"))).toEqual([]);
    await checkInvariants(workspace, {
      dropped: [file.dropped],
      tables: { Directory: file.records },
    });
  });
});
