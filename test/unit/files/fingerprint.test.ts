import { appendFile, rename, symlink, utimes, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readFingerprint, sameFingerprint } from "../../../src/files/fingerprint.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

async function isSameAfter(act: () => Promise<void>): Promise<boolean> {
  await writeFile(inFolder("a"), "text");
  const before = await readFingerprint(inFolder("a"));
  await act();
  const after = await readFingerprint(inFolder("a"));
  return before !== undefined && after !== undefined && sameFingerprint(before, after);
}

test("a file that nobody touched is the same", async () => {
  expect(await isSameAfter(async () => undefined)).toBe(true);
});

test("a file that grew is not the same", async () => {
  expect(await isSameAfter(() => appendFile(inFolder("a"), "more"))).toBe(false);
});

test("a file of the same size and time that took its place is not the same", async () => {
  const at = new Date("2026-01-02T03:04:05Z");
  const swap = async (): Promise<void> => {
    await writeFile(inFolder("b"), "next");
    await utimes(inFolder("b"), at, at);
    await rename(inFolder("b"), inFolder("a"));
  };
  expect(await isSameAfter(swap)).toBe(false);
});

test("nothing has no fingerprint", async () => {
  expect(await readFingerprint(inFolder("a"))).toBeUndefined();
});

test("a link is looked at itself", async () => {
  await symlink(inFolder("nowhere"), inFolder("a"));
  expect(await readFingerprint(inFolder("a"))).toBeDefined();
});
