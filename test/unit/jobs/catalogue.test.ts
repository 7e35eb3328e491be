import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { OperatorError } from "../../../src/core/errors.ts";
import { openCatalogue } from "../../../src/jobs/catalogue.ts";
import { adding, someJob } from "../../helpers/some-jobs.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const modeOf = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o777).toString(8);

/** A catalogue of as many jobs, each added by a change of its own. */
async function written(jobs: number): Promise<string> {
  const path = at("catalogue.json");
  const catalogue = await openCatalogue(path);
  for (let n = 0; n < jobs; n++) await catalogue.change(adding(someJob(n)));
  return path;
}

async function refusal(path: string): Promise<OperatorError> {
  const error: unknown = await openCatalogue(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof OperatorError) return error;
  throw new Error("it was opened");
}

describe("a catalogue", () => {
  it("without a file has no jobs and writes none", async () => {
    const catalogue = await openCatalogue(at("var/catalogue.json"));
    expect(catalogue.jobs()).toEqual([]);
    expect(await readdir(at())).toEqual([]);
  });

  it("is a readable file, whole after each change, with the former state beside it", async () => {
    const path = at("var/catalogue.json");
    const catalogue = await openCatalogue(path);
    expect(await catalogue.change(adding(someJob(0)))).toBe(someJob(0).id);
    expect(await readdir(at("var"))).toEqual(["catalogue.json"]);
    const first = await readFile(path, "utf8");
    expect(first).toMatch(/^\{\n {2}"version": 1,\n {2}"jobs": \[\n/);
    await catalogue.change(adding(someJob(1)));
    expect(await readFile(`${path}.bak`, "utf8")).toBe(first);
    expect(await readdir(at("var"))).toEqual(["catalogue.json", "catalogue.json.bak"]);
    const again = await openCatalogue(path);
    expect(again.jobs()).toEqual([someJob(0), someJob(1)]);
  });

  it("takes changes one after another", async () => {
    const path = at("catalogue.json");
    const catalogue = await openCatalogue(path);
    const jobs = Array.from({ length: 20 }, (_, n) => someJob(n));
    await Promise.all(jobs.map((job) => catalogue.change(adding(job))));
    expect((await openCatalogue(path)).jobs()).toEqual(jobs);
  });

  it("is left alone by a change that throws, and goes on with the next one", async () => {
    const path = await written(1);
    const catalogue = await openCatalogue(path);
    const failing = catalogue.change(() => {
      throw new Error("no");
    });
    const next = catalogue.change(adding(someJob(1)));
    await expect(failing).rejects.toThrow("no");
    await next;
    expect((await openCatalogue(path)).jobs()).toEqual([someJob(0), someJob(1)]);
  });

  it("keeps its content where it can't be written", async () => {
    await mkdir(at("var"));
    const catalogue = await openCatalogue(at("var/catalogue.json"));
    await catalogue.change(adding(someJob(0)));
    await rm(at("var"), { recursive: true });
    await writeFile(at("var"), "a file in the place of the folder");
    await expect(catalogue.change(adding(someJob(1)))).rejects.toThrow();
    expect(catalogue.jobs()).toEqual([someJob(0)]);
  });

  it("finds a job by id, title and the beginning of its id", async () => {
    const catalogue = await openCatalogue(await written(2));
    const first = someJob(0);
    expect(catalogue.job(first.id)).toEqual(first);
    expect(catalogue.job(" job 0 ")).toEqual(first);
    expect(catalogue.job(first.id.slice(0, 8).toUpperCase())).toEqual(first);
    expect(catalogue.job(first.id.slice(0, 7))).toBeUndefined();
    expect(catalogue.job("Job")).toBeUndefined();
  });

  it("finds no job by a beginning that two have", async () => {
    const catalogue = await openCatalogue(await written(1));
    const twin = { ...someJob(1), id: `${someJob(0).id.slice(0, -1)}c` };
    await catalogue.change(adding(twin));
    expect(catalogue.job(twin.id.slice(0, 12))).toBeUndefined();
    expect(catalogue.job(twin.id)).toEqual(twin);
  });
});

describe("the file of a catalogue", () => {
  it("is for its owner only, and so is the backup", async () => {
    const path = await written(2);
    expect([await modeOf(path), await modeOf(`${path}.bak`)]).toEqual(["600", "600"]);
  });

  it("keeps another mode that it was given", async () => {
    const path = await written(1);
    await chmod(path, 0o640);
    await (await openCatalogue(path)).change(adding(someJob(1)));
    expect(await modeOf(path)).toBe("640");
  });

  it("that is a link stays one", async () => {
    await mkdir(at("disk"));
    await symlink(at("disk/real.json"), at("catalogue.json"));
    await writeFile(at("disk/real.json"), '{"version":1,"jobs":[],"applied":[]}');
    const catalogue = await openCatalogue(at("catalogue.json"));
    await catalogue.change(adding(someJob(0)));
    expect((await lstat(at("catalogue.json"))).isSymbolicLink()).toBe(true);
    expect(await readFile(at("disk/real.json"), "utf8")).toContain("Job 0");
    expect(await readdir(at("disk"))).toEqual(["real.json", "real.json.bak"]);
  });

  it("that is a link to nothing is refused", async () => {
    await symlink(at("disk/real.json"), at("catalogue.json"));
    expect(await refusal(at("catalogue.json"))).toMatchObject({ code: "J008" });
  });
});

describe("a catalogue that can't be read is refused with J008 and its backup", () => {
  const jobOf = (more: object): string =>
    JSON.stringify({ version: 1, jobs: [{ ...someJob(0), ...more }], applied: [] });
  it.each<[string, (path: string) => Promise<void>, RegExp]>([
    ["empty", async (path) => truncate(path, 0), /it is empty/],
    ["cut off", async (path) => truncate(path, 300), /no whole JSON document/],
    ["missing", async (path) => rm(path), /it is missing/],
    ["of another form", async (path) => writeFile(path, '{"jobs":[]}'), /must have required/],
    [
      "of a later version",
      async (path) => writeFile(path, '{"version":2,"jobs":[],"applied":[]}'),
      /\/version must be equal to constant/,
    ],
    [
      "with a state that is none",
      async (path) => writeFile(path, jobOf({ state: "Asleep" })),
      /\/jobs\/0\/state/,
    ],
    [
      "with a zone that is none",
      async (path) =>
        writeFile(path, jobOf({ definition: { ...someJob(0).definition, timeZone: "Nowhere" } })),
      /TimeZone is wrong/,
    ],
    [
      "with two jobs of one title",
      async (path) => {
        const jobs = [someJob(0), { ...someJob(0), id: someJob(1).id }];
        await writeFile(path, JSON.stringify({ version: 1, jobs, applied: [] }));
      },
      /two jobs are called Job 0/,
    ],
  ])("where it is %s", async (_what, harm, message) => {
    const path = await written(3);
    await harm(path);
    const error = await refusal(path);
    expect(error.code).toBe("J008");
    expect(error.message).toMatch(message);
    expect(error.message).toContain(path);
    expect(error.hint).toContain(`(2 jobs): cp '${path}.bak' '${path}'`);
  });

  it("or told that there is none", async () => {
    const path = await written(1);
    await truncate(path, 0);
    expect((await refusal(path)).hint).toContain("There is no usable backup");
  });
});
