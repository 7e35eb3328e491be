import { statSync } from "node:fs";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { moveNoReplace } from "../../../src/files/move.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const OTHER_DISK = "/dev/shm";

describe("moveNoReplace", () => {
  test("moves a file, with its time of change", async () => {
    const at = new Date("2026-01-02T03:04:05Z");
    await writeFile(inFolder("a"), "text");
    await utimes(inFolder("a"), at, at);
    await mkdir(inFolder("History"));
    expect(await moveNoReplace(inFolder("a"), inFolder("History", "b"))).toBe("moved");
    expect(await readdir(inFolder())).toEqual(["History"]);
    expect(await readFile(inFolder("History", "b"), "utf8")).toBe("text");
    expect((await stat(inFolder("History", "b"))).mtime).toEqual(at);
  });

  test("leaves both files alone when the name is taken, even by the same content", async () => {
    await writeFile(inFolder("a"), "same");
    await writeFile(inFolder("b"), "same");
    expect(await moveNoReplace(inFolder("a"), inFolder("b"))).toBe("taken");
    expect(await readdir(inFolder())).toEqual(["a", "b"]);
  });

  test("does not overwrite a link that leads nowhere", async () => {
    await writeFile(inFolder("a"), "text");
    await symlink(inFolder("nowhere"), inFolder("b"));
    expect(await moveNoReplace(inFolder("a"), inFolder("b"))).toBe("taken");
    expect(await readFile(inFolder("a"), "utf8")).toBe("text");
  });

  test("passes the system's own error on when the source is gone", async () => {
    await expect(moveNoReplace(inFolder("a"), inFolder("b"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});

describe.skipIf(!isAnotherDisk())("moveNoReplace to another file system", () => {
  let other = "";
  beforeEach(async () => {
    other = await mkdtemp(join(OTHER_DISK, "quayside-test-"));
  });
  afterEach(async () => {
    await rm(other, { recursive: true, force: true });
  });

  test("copies whole, keeps the time, removes the source and leaves no temporary file", async () => {
    const at = new Date("2026-01-02T03:04:05Z");
    const content = Buffer.alloc(300_000, "quay");
    await writeFile(inFolder("a"), content);
    await utimes(inFolder("a"), at, at);
    expect(await moveNoReplace(inFolder("a"), join(other, "b"))).toBe("moved");
    expect(await readdir(inFolder())).toEqual([]);
    expect(await readdir(other)).toEqual(["b"]);
    expect(content.equals(await readFile(join(other, "b")))).toBe(true);
    expect((await stat(join(other, "b"))).mtime).toEqual(at);
  });

  test("starts over when a crash left half a copy", async () => {
    await writeFile(inFolder("a"), "whole");
    await writeFile(join(other, ".b.quayside.tmp"), "wh");
    expect(await moveNoReplace(inFolder("a"), join(other, "b"))).toBe("moved");
    expect(await readdir(other)).toEqual(["b"]);
    expect(await readFile(join(other, "b"), "utf8")).toBe("whole");
  });

  test("finishes a move that died after its copy was in place", async () => {
    await writeFile(inFolder("a"), "whole");
    await writeFile(join(other, "b"), "whole");
    expect(await moveNoReplace(inFolder("a"), join(other, "b"))).toBe("moved");
    expect(await readdir(inFolder())).toEqual([]);
  });

  test("keeps both when what is there only has the same size", async () => {
    await writeFile(inFolder("a"), "whole");
    await writeFile(join(other, "b"), "other");
    expect(await moveNoReplace(inFolder("a"), join(other, "b"))).toBe("taken");
    expect(await readFile(inFolder("a"), "utf8")).toBe("whole");
    expect(await readFile(join(other, "b"), "utf8")).toBe("other");
  });
});

function isAnotherDisk(): boolean {
  try {
    return statSync(OTHER_DISK).dev !== statSync(tmpdir()).dev;
  } catch {
    return false;
  }
}
