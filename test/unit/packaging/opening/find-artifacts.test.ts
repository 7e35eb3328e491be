/** Which artifacts arguments mean. */
import { mkdir, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { completeArtifact } from "../../../../src/packaging/opening/complete-artifact.ts";
import { findArtifacts } from "../../../../src/packaging/opening/find-artifacts.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

async function put(...names: readonly string[]): Promise<void> {
  for (const name of names) await writeFile(inFolder(name), "");
}

/** Names of the volumes of each artifact, in their order. */
async function found(...names: readonly string[]): Promise<readonly (readonly string[])[]> {
  const artifacts = await findArtifacts(names.map((name) => inFolder(name)));
  const complete = await Promise.all(artifacts.map(completeArtifact));
  return complete.map(({ volumes }) => volumes.map(({ path }) => basename(path)));
}

const SET = ["x.z01.smime", "x.z02.smime", "x.zip.smime"];

describe("an artifact", () => {
  it.each([
    [["x.zip.smime"]],
    [["x.z02.smime"]],
    [["x.zip.smime", "x.z01.smime", "x.z02.smime"]],
    [["."]],
    [[".", "x.z01.smime"]],
  ])("is found with all its volumes by %j", async (names) => {
    await put(...SET, "other.txt");
    expect(await found(...names)).toEqual([SET]);
  });

  it("has its volumes in the order of their numbers, past 99", async () => {
    const names = Array.from(
      { length: 119 },
      (_, i) => `x.z${String(i + 1).padStart(2, "0")}.smime`,
    );
    await put(...names.toReversed(), "x.zip.smime");
    expect(await found(".")).toEqual([[...names, "x.zip.smime"]]);
  });

  it("is told from others in the same folder", async () => {
    await put(...SET, "y.zip.smime");
    expect(await found("y.zip.smime")).toEqual([["y.zip.smime"]]);
    expect((await found(".")).toSorted((a, b) => a.length - b.length)).toEqual([
      ["y.zip.smime"],
      SET,
    ]);
  });

  it("may be in capital letters, or have another name altogether", async () => {
    await put("X.Z01.SMIME", "X.ZIP.SMIME", "message.p7m", "message");
    expect(await found("X.ZIP.SMIME")).toEqual([["X.Z01.SMIME", "X.ZIP.SMIME"]]);
    expect(await found("message.p7m")).toEqual([["message.p7m"]]);
  });

  it("is what was named, where volumes lie there decrypted as well", async () => {
    await put(...SET, "x.z01", "x.z02", "x.zip");
    expect(await found("x.zip")).toEqual([["x.z01", "x.z02", "x.zip"]]);
    expect(await found("x.zip.smime")).toEqual([SET]);
    expect(await found(".")).toEqual([SET]);
    expect(await found("x.zip", "x.zip.smime")).toEqual([SET]);
  });

  it("may lie in two folders, when all are named", async () => {
    await mkdir(inFolder("a"));
    await put("a/x.z01.smime", "x.zip.smime");
    expect(await found("a/x.z01.smime", "x.zip.smime")).toEqual([["x.z01.smime", "x.zip.smime"]]);
  });

  it("can't have two files for one volume", async () => {
    await mkdir(inFolder("a"));
    await put("a/x.zip.smime", "x.zip.smime");
    await expect(found("a/x.zip.smime", "x.zip.smime")).rejects.toMatchObject({ code: "S010" });
  });

  it.each([
    [["x.z01.smime", "x.z02.smime"], "a volume is missing of x: x.zip.smime"],
    [["x.z01.smime", "x.z04.smime", "x.zip.smime"], "x: x.z02.smime, x.z03.smime"],
    [["x.z12.smime", "x.zip.smime"], "x.z10.smime and 1 more"],
    [["x.z02", "x.zip"], "a volume is missing of x: x.z01"],
  ])("of %j lacks volumes that are named", async (names, text) => {
    await put(...names);
    await expect(found(".")).rejects.toMatchObject({ code: "E010" });
    await expect(found(".")).rejects.toThrow(text);
  });

  it("lacks what only its index names", async () => {
    await put("x.z01.smime", "x.zip.smime");
    const files = SET.map((name) => ({ name, bytes: 0, sha256: "0".repeat(64) }));
    await writeFile(inFolder("x.index.json"), JSON.stringify({ version: 1, files }));
    await expect(found("x.index.json")).rejects.toMatchObject({ code: "E010" });
    await put("x.z02.smime");
    expect(await found("x.index.json")).toEqual([SET]);
    expect(await found("x.z02.smime")).toEqual([SET]);
  });

  it.each([
    ["no JSON", "{"],
    ["another version", '{"version":2,"files":[]}'],
    ["no files", '{"version":1}'],
    [
      "a path",
      '{"version":1,"files":[{"name":"../x.zip.smime","bytes":1,"sha256":"' +
        "0".repeat(64) +
        '"}]}',
    ],
    [
      "a size that is none",
      '{"version":1,"files":[{"name":"x.zip.smime","bytes":-1,"sha256":"' + "0".repeat(64) + '"}]}',
    ],
    [
      "a hash that is none",
      '{"version":1,"files":[{"name":"x.zip.smime","bytes":1,"sha256":"0"}]}',
    ],
    ["nothing in a file", '{"version":1,"files":[null]}'],
  ])("with an index of %s is refused", async (_, text) => {
    await put("x.zip.smime");
    await writeFile(inFolder("x.index.json"), text);
    await expect(found("x.zip.smime")).rejects.toMatchObject({ code: "E009" });
  });
});

describe("without an artifact", () => {
  it("a folder, and a file that is not there, are named", async () => {
    await put("notes.txt", "x.z00.smime");
    await expect(found(".")).rejects.toMatchObject({ code: "S009" });
    await expect(found("y.zip.smime")).rejects.toMatchObject({ code: "S009" });
  });
});
