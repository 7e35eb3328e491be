import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { isThere, moveFile, syncContent, writeSmallFile } from "../../../src/files/blocking.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();

describe("a small file", () => {
  it("stands under its name with its content, in place of a former one, and nothing beside it", async () => {
    await writeSmallFile(at("a.log"), "first");
    await writeSmallFile(at("a.log"), "zweiter ü");
    expect(await readFile(at("a.log"), "utf8")).toBe("zweiter ü");
    expect(await readdir(at(""))).toEqual(["a.log"]);
  });

  it("that can't be written leaves nothing and says where", async () => {
    await mkdir(at("a.log"));
    await expect(writeSmallFile(at("a.log"), "x")).rejects.toThrow(at("a.log"));
    await expect(writeSmallFile(at("none", "a.log"), "x")).rejects.toThrow("ENOENT");
    expect(await readdir(at(""))).toEqual(["a.log"]);
  });
});

describe("a move", () => {
  it("takes the file with it", async () => {
    await writeFile(at("a"), "x");
    expect(await moveFile(at("a"), at("b"))).toBe("moved");
    expect([isThere(at("a")), isThere(at("b"))]).toEqual([false, true]);
  });

  it("never takes the place of another file", async () => {
    await writeFile(at("a"), "x");
    await writeFile(at("b"), "y");
    expect(await moveFile(at("a"), at("b"))).toBe("taken");
    expect(await readFile(at("b"), "utf8")).toBe("y");
  });

  it("of a file that is gone says so, whether something stands at its target or not", async () => {
    await writeFile(at("b"), "y");
    expect(await moveFile(at("a"), at("b"))).toBe("gone");
    await rm(at("b"));
    expect(await moveFile(at("a"), at("b"))).toBe("gone");
  });

  it("into a folder that is missing fails", async () => {
    await writeFile(at("a"), "x");
    await expect(moveFile(at("a"), at("none", "a"))).rejects.toThrow("ENOENT");
    expect(isThere(at("a"))).toBe(true);
  });
});

it("the sync of a file that is missing fails", async () => {
  await writeFile(at("a"), "x");
  await expect(syncContent(at("a"))).resolves.toBeUndefined();
  await expect(syncContent(at("b"))).rejects.toThrow("ENOENT");
});
