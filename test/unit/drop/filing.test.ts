import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { openFiling, type Filing } from "../../../src/drop/filing.ts";
import type { SeenFile } from "../../../src/drop/filing-calls.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
let filing: Filing;
beforeEach(async () => {
  filing = await openFiling(systemClock);
  await mkdir(at("InProcess"));
});
afterEach(() => filing[Symbol.asyncDispose]());

async function seen(name: string): Promise<SeenFile> {
  await writeFile(at(name), name);
  const { ino, size, mtimeMs } = await stat(at(name));
  return { name, inode: ino, sizeBytes: size, modifiedMs: mtimeMs };
}

const moveIn = (...files: readonly SeenFile[]) => filing.moveIn(at(""), at("InProcess"), files);

describe("the filing thread", () => {
  it("moves files in, and gets round a name that stands there with a number", async () => {
    await writeFile(at("InProcess", "a.csv"), "old");
    const names = await moveIn(await seen("a.csv"), await seen("b.csv"));
    expect(names).toEqual(["a_2.csv", "b.csv"]);
    expect(await readdir(at("InProcess"))).toEqual(["a.csv", "a_2.csv", "b.csv"]);
  });

  it("leaves a file alone that is not what was seen, and passes over one that is gone", async () => {
    const [a, b] = [await seen("a.csv"), await seen("b.csv")];
    await writeFile(at("a.csv"), "longer than before");
    expect(await moveIn({ ...b, name: "none.csv" }, a, b)).toEqual([undefined, undefined, "b.csv"]);
    expect(await readdir(at("InProcess"))).toEqual(["b.csv"]);
  });

  it("counts a source as moved that an earlier attempt moved", async () => {
    const [a, b] = [at("a.csv"), at("History.a.csv")];
    await writeFile(b, "x");
    expect(await filing.move([{ from: a, to: b }])).toEqual(["moved"]);
    await writeFile(a, "y");
    expect(await filing.move([{ from: a, to: b }])).toEqual(["taken"]);
    expect(await filing.move([{ from: at("none"), to: at("other") }])).toEqual(["gone"]);
  });

  it("carries faults over as those of the operator, with the path", async () => {
    const path = at("none", "a.log");
    const write = filing.write([{ effect: "report.log", path, content: "x" }]);
    await expect(write).rejects.toMatchObject({ name: "OperatorError", code: "S005" });
    await expect(filing.sync([path], [])).rejects.toThrow(path);
  });
});
