import { mkdir, readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createDropFolder } from "../../../src/drop/folders.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { importType } from "../../helpers/store-specs.ts";

const inFolder = useTemporaryFolder();

describe("the drop folder of a module", () => {
  it("is a folder within a folder", async () => {
    const { path, inProcessPath } = await createDropFolder(
      inFolder("Automatic"),
      importType("DataImporter/customers", []),
    );
    expect(path).toBe(inFolder("Automatic/DataImporter/customers"));
    expect(inProcessPath).toBe(inFolder("Automatic/DataImporter/customers/InProcess"));
    expect((await readdir(path)).sort()).toEqual(["History", "InProcess"]);
  });

  it("is found in any case of any of its parts", async () => {
    await mkdir(inFolder("Automatic/DATAimporter/Customers/history"), { recursive: true });
    const { historyPath } = await createDropFolder(
      inFolder("Automatic"),
      importType("DataImporter/customers", []),
    );
    expect(historyPath).toBe(inFolder("Automatic/DATAimporter/Customers/history"));
    expect(await readdir(inFolder("Automatic"))).toEqual(["DATAimporter"]);
  });
});
