/** The disk is full while an export goes on. */
import { execFileSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clientsMissing } from "../helpers/client-programs.ts";
import { runsOf, untilEnded, untilExportHeld } from "../helpers/daemon-http.ts";
import { checkSecrecy } from "../helpers/export-invariants.ts";
import { addJob } from "../helpers/exporting.ts";
import { mountRefused, SmallDisk } from "../helpers/faults/small-disk.ts";
import { prepareWorkspace, type Prepared } from "../helpers/prepared-workspace.ts";
import { checkPublished, LARGE, onShare, runJob } from "../helpers/published.ts";
import type { Workspace } from "../helpers/workspace.ts";

let prepared: Prepared;
let workspace: Workspace;

beforeAll(async () => {
  prepared = await prepareWorkspace({ interactions: 100, bulk: 150 });
});
afterAll(() => prepared.remove());
afterEach(() => workspace.remove());

describe.skipIf((clientsMissing ?? mountRefused) !== undefined)(
  `a full disk ${mountRefused ?? ""}`,
  () => {
    let disk: SmallDisk;
    afterEach(async () => {
      await workspace.stop("SIGKILL");
      disk.unmount();
    });

    /** A copy of the workspace with one of its folders on a disk of its own. */
    async function onOwnDisk(place: string): Promise<string> {
      workspace = await prepared.copy();
      const path = join(workspace.path, place);
      await mkdir(path, { recursive: true });
      await rename(path, `${path}.before`);
      disk = new SmallDisk(path, 262_144);
      await cp(`${path}.before`, path, { recursive: true });
      await rm(`${path}.before`, { recursive: true });
      return path;
    }

    function leaveRoom(path: string, kb: number): void {
      const { bavail, bsize } = statfsSync(path);
      const length = String(bavail * bsize - kb * 1024);
      execFileSync("fallocate", ["-l", length, join(path, ".filler")]);
    }

    it.each([
      ["var", 4_096, "S004"],
      ["var/exports", 1_024, "S004"],
      ["exchange/Share", 1_024, "P002"],
    ])(
      "F1: disk full in %s while an export goes on, then freed - held, then published by itself",
      async (place, leftKb, code) => {
        const path = await onOwnDisk(place);
        await workspace.start();
        leaveRoom(path, leftKb);
        const job = await addJob(workspace, LARGE);
        await runJob(workspace, job);
        await untilExportHeld(workspace, job, code);
        expect(await runsOf(workspace, job)).toMatchObject([
          { state: "InProgress", artifact: "None" },
        ]);
        expect((await onShare(workspace)).filter((name) => name.endsWith(".index.json"))).toEqual(
          [],
        );
        await checkSecrecy(workspace);
        disk.free();
        await checkPublished(workspace, await untilEnded(workspace, job));
        expect(workspace.log).toContain('"export.resumed"');
      },
    );
  },
);
