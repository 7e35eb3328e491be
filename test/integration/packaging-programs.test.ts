/** Archives as clients open them: with 7-Zip, Info-ZIP and Python. */
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { volumeName } from "../../src/packaging/archive.ts";
import { missingProgram } from "../helpers/missing-program.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import {
  asFiles,
  jsonLines,
  KIB,
  MIB,
  noise,
  volumesOf,
  type Sample,
} from "../unit/packaging/sample-content.ts";

const run = promisify(execFile);
const missing = missingProgram("7z", "unzip", "/usr/bin/python3");
const inFolder = useTemporaryFolder();
const ONE_VOLUME = 1024 * MIB;

const samples: readonly Sample[] = [
  { name: "export-1/interaction/Interaction-1.json", bytes: jsonLines(24 * MIB) },
  { name: "export-1/empty.json", bytes: Buffer.alloc(0) },
  { name: "export-1/one.json", bytes: Buffer.from("1") },
  { name: "export-1/interaction/Attachment-1.json", bytes: noise(14 * MIB) },
  { name: "export-1/schema/Größe – 漢字.json", bytes: Buffer.from('{"$schema":"x"}\n') },
  { name: "export-1/manifest.json", bytes: jsonLines(900) },
];

/** Packs into files with the names that clients see; answers the path of the last volume. */
async function packTo(folder: string, level: number, splitSizeBytes: number): Promise<string[]> {
  await mkdir(inFolder(folder));
  const form = splitSizeBytes === ONE_VOLUME ? "auto" : "split";
  const volumes = await volumesOf(asFiles(samples), { level, splitSizeBytes, form });
  const paths = volumes.map((_, i) => inFolder(folder, volumeName("x", i + 1, volumes.length)));
  for (const [i, volume] of volumes.entries()) await writeFile(paths[i] ?? "", volume);
  return paths;
}

async function sevenZip(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("7z", [...args, "-bd"], { maxBuffer: 8 * MIB });
  return stdout;
}

/** Unpacks with 7-Zip and compares each file byte for byte. */
async function expectUnpacked(archivePath: string): Promise<void> {
  const target = `${dirname(archivePath)}-unpacked`;
  expect(await sevenZip("t", archivePath)).toContain("Everything is Ok");
  expect(await sevenZip("x", archivePath, `-o${target}`)).toContain("Everything is Ok");
  for (const { name, bytes } of samples) {
    expect((await readFile(`${target}/${name}`)).equals(bytes), name).toBe(true);
  }
}

const PYTHON = `
import hashlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for entry in archive.infolist():
        print(hashlib.sha256(archive.read(entry)).hexdigest(), entry.date_time, entry.filename)
`;

describe.skipIf(missing)("an archive of one volume", () => {
  it.each([0, 1, 6, 9])("at level %i is opened by 7-Zip, unzip and Python", async (level) => {
    const [path = "", ...more] = await packTo("one", level, ONE_VOLUME);
    expect(more).toEqual([]);
    expect((await readFile(path)).toString("latin1", 0, 4)).toBe("PK\x03\x04");
    await expectUnpacked(path);
    const tested = await run("unzip", ["-t", path]);
    expect(tested.stdout).toContain("No errors detected");
    const { stdout } = await run("/usr/bin/python3", ["-c", PYTHON, path]);
    expect(stdout.trim().split("\n")).toHaveLength(samples.length);
    expect(stdout).toContain("(2026, 11, 21, 10, 20, 30) export-1/manifest.json");
  });

  it("gives files the time in UTC and ordinary rights", async () => {
    const [path = ""] = await packTo("one", 6, ONE_VOLUME);
    const listed = await run("7z", ["l", "-slt", path], { env: { ...process.env, TZ: "UTC" } });
    expect(listed.stdout).toMatch(/Modified = 2026-11-21 10:20:31/);
    expect(listed.stdout).toContain("-rw-r--r--");
  });
});

describe.skipIf(missing)("an archive of many volumes", () => {
  it.each([
    [3, 0, 12 * MIB],
    [3, 6, 5 * MIB],
    [120, 6, 128 * KIB],
    [240, 6, 64 * KIB],
    [500, 0, 64 * KIB],
  ])("at least %i of them, level %i, is opened by 7-Zip", async (count, level, splitSizeBytes) => {
    const paths = await packTo("many", level, splitSizeBytes);
    expect(paths.length).toBeGreaterThanOrEqual(count);
    const volumes = await Promise.all(paths.map((path) => readFile(path)));
    const starts = volumes.map((volume) => volume.toString("latin1", 0, 4));
    expect(starts.filter((start) => start === "PK\x07\x08")).toHaveLength(1);
    expect(starts[0]).toBe("PK\x07\x08");
    for (const volume of volumes.slice(0, -1)) {
      expect(splitSizeBytes - volume.length).toBeGreaterThanOrEqual(0);
      expect(splitSizeBytes - volume.length).toBeLessThan(120);
    }
    await expectUnpacked(paths.at(-1) ?? "");
  });

  it("is refused by 7-Zip with a volume missing", async () => {
    const paths = await packTo("many", 0, 12 * MIB);
    await rm(paths[1] ?? "");
    await expect(sevenZip("t", paths.at(-1) ?? "")).rejects.toThrow("Command failed");
  });

  it("may fit the first, and then has its end in a second", async () => {
    const [one = ""] = await packTo("one", 0, ONE_VOLUME);
    const paths = await packTo("two", 0, (await stat(one)).size + 10);
    expect(paths).toHaveLength(2);
    await expectUnpacked(paths[1] ?? "");
  });
});
