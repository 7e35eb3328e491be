/** The job catalogue under kill -9 at every step of a write, and on a full disk. */
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { openCatalogue } from "../../src/jobs/catalogue.ts";
import { mountRefused, SmallDisk } from "../helpers/faults/small-disk.ts";
import { adding, someJob } from "../helpers/some-jobs.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const run = promisify(execFile);
const at = useTemporaryFolder();
const WRITER = new URL("../helpers/killed-writer.ts", import.meta.url).pathname;

/** Adds the third job; dies before call n, or tells how many calls it made. */
async function killedBefore(path: string, n: number): Promise<number | "killed"> {
  const argv = ["--import", "tsx", WRITER, path, String(n)];
  const result = await run(process.execPath, argv).catch((error: unknown) => error);
  if (result instanceof Error && "signal" in result && result.signal === "SIGKILL") return "killed";
  if (result instanceof Error) throw result;
  return Number((result as { stdout: string }).stdout);
}

describe("kill -9", () => {
  it("before any step of a write leaves the state before or after it, whole, and usable", async () => {
    const catalogue = await openCatalogue(at("first/catalogue.json"));
    await catalogue.change(adding(someJob(0)));
    await catalogue.change(adding(someJob(1)));
    const before = await readFile(at("first/catalogue.json"), "utf8");
    const jobs: number[] = [];
    for (let n = 1; ; n++) {
      await cp(at("first"), at(`${n}`), { recursive: true });
      const path = at(`${n}/catalogue.json`);
      const end = await killedBefore(path, n);
      const found = await openCatalogue(path);
      jobs.push(found.jobs().length);
      expect(found.jobs()).toEqual([0, 1, 2].slice(0, jobs.at(-1)).map(someJob));
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      if (found.jobs().length === 3) expect(await readFile(`${path}.bak`, "utf8")).toBe(before);
      // What the dead process left does not hinder the next one.
      await found.change(adding(someJob(3)));
      expect((await openCatalogue(path)).job("Job 3")).toEqual(someJob(3));
      if (end !== "killed") {
        expect(end).toBe(n - 1);
        break;
      }
    }
    expect(jobs.length).toBeGreaterThan(10);
    expect(jobs).toEqual([...jobs].sort());
    expect(new Set(jobs)).toEqual(new Set([2, 3]));
  });
});

describe.skipIf(mountRefused !== undefined)(`a disk ${mountRefused ?? "of its own"}`, () => {
  let disk: SmallDisk | undefined;
  afterEach(() => disk?.unmount());

  it("that is full leaves the catalogue as it is, and takes the change when it has room", async () => {
    await mkdir(at("disk"));
    disk = new SmallDisk(at("disk"), 256);
    const path = at("disk/catalogue.json");
    const catalogue = await openCatalogue(path);
    await catalogue.change(adding(someJob(0)));
    const before = await readFile(path, "utf8");
    disk.fill();
    await expect(catalogue.change(adding(someJob(1)))).rejects.toMatchObject({ code: "S004" });
    expect(catalogue.jobs()).toEqual([someJob(0)]);
    expect(await readFile(path, "utf8")).toBe(before);
    disk.free();
    await catalogue.change(adding(someJob(1)));
    expect((await openCatalogue(path)).jobs()).toEqual([someJob(0), someJob(1)]);
  });
});
