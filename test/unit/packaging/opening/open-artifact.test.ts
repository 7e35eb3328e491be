/** Whole artifacts, as the export line publishes them: opened, checked, and whatever may be wrong with them. */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { OpeningProgress } from "../../../../src/packaging/opening/open-artifact.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { KIB, noise, type Sample } from "../sample-content.ts";
import {
  BASE,
  dataFiles,
  linesOf,
  makeArtifact,
  makePair,
  openOne,
  RUN,
  sha256,
  withManifest,
  type Pair,
} from "./made-artifacts.ts";

const inFolder = useTemporaryFolder();
const SMALL = 64 * KIB;
let mine: Pair;

beforeAll(async () => {
  mine = await makePair();
});

/** Every file of the folder `out`, by its path in it. */
async function unpackedFiles(): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const found = await readdir(inFolder("out"), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  for (const entry of found.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(inFolder("out").length + 1), await readFile(path));
  }
  return files;
}

async function expectAll(samples: readonly Sample[]): Promise<void> {
  const files = await unpackedFiles();
  expect([...files.keys()].sort()).toEqual(samples.map(({ name }) => name).sort());
  for (const { name, bytes } of samples) expect(files.get(name)?.equals(bytes), name).toBe(true);
}

describe("an artifact", () => {
  it("gives its files with the records that its manifest lists", async () => {
    const data = dataFiles();
    const samples = withManifest(data);
    const [path = ""] = await makeArtifact(inFolder(), mine, { samples, hasIndex: true });
    const { manifest, files, problems } = await openOne(path, mine.opening, inFolder("out"));
    expect(problems).toEqual([]);
    expect(manifest).toMatchObject({ run: RUN, created: "2026-11-21T10:00:00.000Z" });
    expect(
      files.map(({ name, records, bytes, sha256: hash }) => [name, records, bytes, hash]),
    ).toEqual(
      samples.map(({ name, bytes }, i) => [
        name,
        i < data.length ? linesOf(bytes) : undefined,
        bytes.length,
        sha256(bytes),
      ]),
    );
    await expectAll(samples);
  });

  it.each([3, 25])(
    "in %i volumes or more is joined, in whatever order they are named",
    async (count) => {
      const samples = withManifest(dataFiles((count * SMALL) / 0.55));
      const paths = await makeArtifact(inFolder(), mine, {
        samples,
        splitSizeBytes: SMALL,
        hasIndex: true,
      });
      expect(paths.length).toBeGreaterThanOrEqual(count);
      const shuffled = paths.toSorted((a, b) => sha256(a).localeCompare(sha256(b)));
      const { problems } = await openOne(shuffled, mine.opening, inFolder("out"));
      expect(problems).toEqual([]);
      await expectAll(samples);
    },
  );

  it("of any sizes, in any form, in any number of volumes comes out as it went in", async () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 200_000 }));
    const forms = fc.constantFrom("smime-aes256-cbc" as const, "cms-aes256-gcm" as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(size, { maxLength: 5 }),
        forms,
        fc.boolean(),
        async (sizes, encryption, isSplit) => {
          const data = sizes.map((bytes, i) => ({
            name: `${BASE}/${i}.json`,
            bytes: noise(bytes, i + 1),
          }));
          const samples = withManifest(data);
          const split = isSplit ? { splitSizeBytes: SMALL } : {};
          const paths = await makeArtifact(inFolder("in"), mine, { samples, encryption, ...split });
          const { problems } = await openOne(paths, mine.opening, inFolder("out"));
          expect(problems).toEqual([]);
          await expectAll(samples);
          await rm(inFolder("in"), { recursive: true });
          await rm(inFolder("out"), { recursive: true });
        },
      ),
      { numRuns: 15 },
    );
  });

  it("may be decrypted already, wholly or in part", async () => {
    const samples = withManifest(dataFiles(3 * SMALL));
    const paths = await makeArtifact(inFolder(), mine, { samples, splitSizeBytes: SMALL });
    const volumes = await makeVolumes(samples);
    for (const [name, bytes] of volumes) await writeFile(inFolder(name), bytes);
    await openOne(inFolder(`${BASE}.zip`), undefined, inFolder("out"));
    await expectAll(samples);
    await rm(inFolder("out"), { recursive: true });
    await rm(paths[1] ?? "");
    await openOne(paths.at(-1) ?? "", mine.opening, inFolder("out"));
    await expectAll(samples);
  });

  it("leaves nothing when it is only examined", async () => {
    const paths = await makeArtifact(inFolder("in"), mine);
    const before = await readdir(inFolder(), { recursive: true });
    const { files } = await openOne(paths, mine.opening, "", {
      outPath: undefined,
      temporaryPath: inFolder("in"),
    });
    expect(files).toHaveLength(4);
    expect(files.every(({ path }) => path === undefined)).toBe(true);
    expect(await readdir(inFolder(), { recursive: true })).toEqual(before);
  });

  it("tells how far it is, in three steps", async () => {
    const paths = await makeArtifact(inFolder(), mine, { hasIndex: true });
    const told: OpeningProgress[] = [];
    const onProgress = (progress: OpeningProgress): void => void told.push(progress);
    await openOne(paths, mine.opening, inFolder("out"), { onProgress });
    expect([...new Set(told.map(({ step }) => step))]).toEqual([
      "checking",
      "decrypting",
      "unpacking",
    ]);
    for (const { doneBytes, totalBytes } of told) expect(doneBytes).toBeLessThanOrEqual(totalBytes);
    expect(told.at(-1)?.doneBytes).toBe(told.at(-1)?.totalBytes);
  });

  it("can be stopped at any moment, and then leaves nothing unfinished", async () => {
    const paths = await makeArtifact(inFolder(), mine, {
      samples: withManifest(dataFiles(900_000)),
    });
    for (const step of ["decrypting", "unpacking"] as const) {
      const controller = new AbortController();
      const onProgress = (progress: OpeningProgress): void => {
        if (progress.step === step) controller.abort(new Error("stop"));
      };
      const { signal } = controller;
      const stopped = openOne(paths, mine.opening, inFolder("out"), { signal, onProgress });
      await expect(stopped).rejects.toThrow("stop");
      expect(await unpackedFiles()).toEqual(new Map());
    }
  });
});

/** The same volumes, not encrypted. */
async function makeVolumes(
  samples: readonly Sample[],
): Promise<readonly (readonly [string, Buffer])[]> {
  const { asFiles, volumesOf } = await import("../sample-content.ts");
  const { volumeName } = await import("../../../../src/packaging/archive.ts");
  const volumes = await volumesOf(asFiles(samples), { splitSizeBytes: SMALL, form: "split" });
  return volumes.map((bytes, i) => [volumeName(BASE, i + 1, volumes.length), bytes]);
}

describe("a manifest", () => {
  const samples = withManifest(dataFiles(2_000));
  const [first, second, ...rest] = samples as [Sample, Sample, ...Sample[]];

  it.each([
    ["other content", { ...first, bytes: Buffer.from(first.bytes).fill("x", 5, 6) }, "SHA-256"],
    ["another size", { ...first, bytes: first.bytes.subarray(1) }, "number of bytes"],
  ])("finds out a file with %s, which is not written", async (_, changed, text) => {
    const paths = await makeArtifact(inFolder(), mine, { samples: [changed, second, ...rest] });
    const { problems } = await openOne(paths, mine.opening, inFolder("out"));
    expect(problems).toMatchObject([{ code: "E009", file: first.name }]);
    expect(problems[0]?.message).toContain(text);
    await expectAll([second, ...rest]);
  });

  it("finds out another number of records", async () => {
    const text = rest.at(-1)?.bytes.toString() ?? "";
    const wrong = text.replace(/"records": (\d+),\n {6}"bytes"/, '"records": 1$1,\n      "bytes"');
    expect(wrong).not.toBe(text);
    const manifest = { name: rest.at(-1)?.name ?? "", bytes: Buffer.from(wrong) };
    const all = [first, second, ...rest.slice(0, -1), manifest];
    const paths = await makeArtifact(inFolder(), mine, { samples: all });
    const { problems } = await openOne(paths, mine.opening, inFolder("out"));
    expect(problems).toMatchObject([{ code: "E009", file: first.name }]);
    expect(problems[0]?.message).toContain("number of records");
  });

  it("finds out a file that is missing, and one that is too many", async () => {
    const foreign = { name: `${BASE}/interaction/Other.json`, bytes: Buffer.from("{}\n") };
    const paths = await makeArtifact(inFolder(), mine, { samples: [first, foreign, ...rest] });
    const { problems } = await openOne(paths, mine.opening, inFolder("out"));
    expect(problems.map(({ file }) => file).sort()).toEqual([second.name, foreign.name].sort());
    await expectAll([first, ...rest]);
  });

  it.each(["[]", "null", "{", '{"version":1,"run":"x","files":[1]}', '{"manifest_version":3}'])(
    "of another program (%s) is a file like others",
    async (text) => {
      const all = [{ name: "manifest.json", bytes: Buffer.from(text) }, first];
      const paths = await makeArtifact(inFolder(), mine, { samples: all });
      const opened = await openOne(paths, mine.opening, inFolder("out"));
      expect(opened).toMatchObject({ manifest: undefined, problems: [] });
      await expectAll(all);
    },
  );
});
