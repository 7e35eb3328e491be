/** Archives of files that no memory holds, made by a process of its own. */
import { execFile } from "node:child_process";
import { rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { volumeName } from "../../src/packaging/archive.ts";
import { missingProgram } from "../helpers/missing-program.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { asFiles, KIB, volumesOf } from "../unit/packaging/sample-content.ts";

const run = promisify(execFile);
const missing = missingProgram("7z");
const inFolder = useTemporaryFolder();
const child = fileURLToPath(new URL("../helpers/pack-in-child.ts", import.meta.url));

interface Told {
  readonly volumes: number;
  readonly startMb: number;
  readonly peakMb: number;
}

async function packInChild(...args: readonly (string | number)[]): Promise<Told> {
  const all = ["--import", "tsx", child, ...args.map(String)];
  const { stdout } = await run(process.execPath, all);
  return JSON.parse(stdout) as Told;
}

describe("memory", () => {
  it("does not grow with the archive, and is less than 80 MB", async () => {
    const small = await packInChild("lines", 100, 6, 4);
    const large = await packInChild("lines", 500, 6, 4);
    expect(large.volumes).toBeGreaterThan(small.volumes * 3);
    expect(large.peakMb - large.startMb).toBeLessThan(80);
    expect(large.peakMb).toBeLessThan(small.peakMb * 1.25);
  });

  it("does not grow with content that packs to nearly nothing while it is held back", async () => {
    const told = await packInChild("zeros", 1000, 1, 1024);
    expect(told.volumes).toBe(1);
    expect(told.peakMb - told.startMb).toBeLessThan(80);
  });
});

describe.skipIf(missing)("a file of more than 4 GiB", () => {
  const MEGABYTES = 4 * 1024 + 5;
  it.each([
    ["in one volume", 1024],
    ["in many volumes", 1],
  ])("%s is read by 7-Zip", async (_, splitMegabytes) => {
    const told = await packInChild("zeros", MEGABYTES, 1, splitMegabytes, inFolder());
    expect(told.volumes > 1).toBe(splitMegabytes === 1);
    for (let number = 1; number <= told.volumes; number += 1) {
      await rename(inFolder(`${number}`), inFolder(volumeName("x", number, told.volumes)));
    }
    const { stdout } = await run("7z", ["t", "-bd", inFolder("x.zip")]);
    expect(stdout).toContain("Everything is Ok");
    expect(stdout).toMatch(new RegExp(`^Size: +${MEGABYTES * 1024 * 1024 + 3}$`, "m"));
  });
});

describe.skipIf(missing)("more than 65,535 files", () => {
  it("in many volumes are read by 7-Zip", async () => {
    const samples = Array.from({ length: 66_000 }, (_, i) => ({
      name: `${i}.json`,
      bytes: Buffer.from(`{"ID":${i}}`),
    }));
    const options = { level: 0, splitSizeBytes: 64 * KIB };
    const volumes = await volumesOf(asFiles(samples), options);
    for (const [i, volume] of volumes.entries()) {
      await writeFile(inFolder(volumeName("x", i + 1, volumes.length)), volume);
    }
    const { stdout } = await run("7z", ["t", "-bd", inFolder("x.zip")]);
    expect(stdout).toContain("Everything is Ok");
    expect(stdout).toMatch(/^Files: 66000$/m);
  });
});
