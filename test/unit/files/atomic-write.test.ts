import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { OperatorError } from "../../../src/core/errors.ts";
import { temporaryName, writeFileAtomic } from "../../../src/files/atomic-write.ts";
import { isTemporaryName } from "../../../src/files/temporary-names.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

describe("writeFileAtomic", () => {
  test("leaves nothing but the file", async () => {
    await writeFileAtomic(inFolder("a.log"), "text");
    expect(await readdir(inFolder())).toEqual(["a.log"]);
    expect(await readFile(inFolder("a.log"), "utf8")).toBe("text");
  });

  test("shows the old content until the new one is whole", async () => {
    await writeFile(inFolder("a.log"), "old");
    await writeFileAtomic(inFolder("a.log"), async (temporaryPath) => {
      await writeFile(temporaryPath, "ne");
      expect(await readFile(inFolder("a.log"), "utf8")).toBe("old");
      expect(await readdir(inFolder())).toEqual([".a.log.quayside.tmp", "a.log"]);
      await writeFile(temporaryPath, "new");
    });
    expect(await readFile(inFolder("a.log"), "utf8")).toBe("new");
  });

  test("keeps the old file and no temporary one when writing fails", async () => {
    await writeFile(inFolder("a.log"), "old");
    const writing = writeFileAtomic(inFolder("a.log"), async (temporaryPath) => {
      await writeFile(temporaryPath, "half");
      throw new Error("broke off");
    });
    await expect(writing).rejects.toThrow("broke off");
    expect(await readdir(inFolder())).toEqual(["a.log"]);
    expect(await readFile(inFolder("a.log"), "utf8")).toBe("old");
  });

  test("replaces what a crash left under the temporary name", async () => {
    await writeFile(inFolder(temporaryName("a.log")), "left over and longer than the new content");
    await writeFileAtomic(inFolder("a.log"), "new");
    expect(await readdir(inFolder())).toEqual(["a.log"]);
    expect(await readFile(inFolder("a.log"), "utf8")).toBe("new");
  });

  test("says that the operator must act where the folder is a file", async () => {
    await writeFile(inFolder("folder"), "");
    const writing = writeFileAtomic(inFolder("folder", "a.log"), "text");
    await expect(writing).rejects.toThrow(OperatorError);
    await expect(writing).rejects.toMatchObject({ code: "S005" });
  });

  test("does not take the place of a folder", async () => {
    await mkdir(inFolder("a.log"));
    await expect(writeFileAtomic(inFolder("a.log"), "text")).rejects.toThrow();
    expect(await readdir(inFolder())).toEqual(["a.log"]);
  });

  test("writes a file whose name is as long as a name can be", async () => {
    const name = `${"ä".repeat(120)}.rejected.xlsx`;
    await writeFileAtomic(inFolder(name), "text");
    expect(await readdir(inFolder())).toEqual([name]);
  });
});

describe("temporaryName", () => {
  test("is a name that is never taken from a drop folder", () => {
    expect(temporaryName("a.csv")).toBe(".a.csv.quayside.tmp");
    expect(isTemporaryName(temporaryName("a.csv"))).toBe(true);
  });

  test("fits into 255 bytes, differs by name and is the same each time", () => {
    const long = (end: string): string => temporaryName(`${"x".repeat(245)}${end}`);
    expect(Buffer.byteLength(long(".log"))).toBeLessThanOrEqual(255);
    expect(long(".log")).toBe(long(".log"));
    expect(long(".log")).not.toBe(long(".err"));
  });
});
