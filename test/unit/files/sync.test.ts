import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { syncFile, syncFolder } from "../../../src/files/sync.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

test("files and folders can be synced", async () => {
  await writeFile(inFolder("a"), "text");
  await expect(syncFile(inFolder("a"))).resolves.toBeUndefined();
  await expect(syncFolder(inFolder())).resolves.toBeUndefined();
});

test("a file that is gone is an error, not a success", async () => {
  await expect(syncFile(inFolder("a"))).rejects.toMatchObject({ code: "ENOENT" });
});
