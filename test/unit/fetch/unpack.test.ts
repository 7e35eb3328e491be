/** What was fetched becomes the file that is dropped: packed or not, within limits. */
import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { unpack } from "../../../src/fetch/unpack.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const LIMITS = { fileBytes: 1e9, inflatedBytes: 10e6, compressionRatio: 200 };

async function unpacked(name: string, content: Buffer, limits = LIMITS): Promise<string> {
  await writeFile(at("packed"), content);
  const dropped = await unpack({ path: at("packed"), name }, at("content"), limits);
  expect(await readdir(at())).toEqual(["content"]);
  return `${dropped}: ${(await readFile(at("content"))).toString()}`;
}

/** A zip of these files, made by zip. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const folder = at("zip");
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const out = execFileSync("zip", ["-q", "-r", "-", ...Object.keys(files)], { cwd: folder });
  execFileSync("rm", ["-r", folder]);
  return out;
}

describe("a fetched file", () => {
  it("that is not packed stays as it is", async () => {
    expect(await unpacked("a.csv", Buffer.from("x"))).toBe("a.csv: x");
  });

  it("that is a .gz loses the ending, all its members are read", async () => {
    const twice = Buffer.concat([gzipSync("one,"), gzipSync("two")]);
    expect(await unpacked("a.csv.GZ", twice)).toBe("a.csv: one,two");
  });

  it("that is a .zip gives its one data file, under its own name and the extension inside", async () => {
    const files = { "out/b.csv": "x", "__MACOSX/b.csv": "y", "out/.hidden": "z" };
    expect(await unpacked("a.zip", zipOf(files))).toBe("a.csv: x");
    expect(await unpacked("a.xml.zip", zipOf({ "b.csv": "x" }))).toBe("a.xml: x");
  });

  it("that is a zip of several files, or of none, is refused", async () => {
    const two = zipOf({ "a.csv": "1", "b.csv": "2" });
    await expect(unpacked("a.zip", two)).rejects.toMatchObject({
      code: "P014",
      message: "a.zip holds 2 files (a.csv, b.csv); expected exactly one data file",
    });
    await expect(unpacked("a.zip", zipOf({ ".a": "1" }))).rejects.toMatchObject({ code: "P014" });
  });

  it.each(["a.csv.gz", "a.csv.zip"])("that is cut off is refused: %s", async (name) => {
    const text = Array.from({ length: 5_000 }, (_, i) => `${i},`).join("");
    const whole = name.endsWith("gz") ? gzipSync(text) : zipOf({ "a.csv": text });
    const cut = whole.subarray(0, whole.length - 40);
    await expect(unpacked(name, cut)).rejects.toMatchObject({ code: "F010" });
    await expect(unpacked(name, Buffer.from("no archive"))).rejects.toMatchObject({ code: "F010" });
  });

  it("a bomb is refused by its ratio and by its size", async () => {
    const bomb = gzipSync(Buffer.alloc(20e6));
    await expect(unpacked("a.csv.gz", bomb)).rejects.toMatchObject({ code: "F009" });
    const lax = { ...LIMITS, compressionRatio: 1e6 };
    await expect(unpacked("a.csv.gz", bomb, lax)).rejects.toMatchObject({
      code: "F009",
      message: "the unpacked size of a.csv.gz is over the limit of 10000000",
    });
  });
});
