/** Artifacts of which something is missing, foreign, damaged or meant for somebody else. */
import {
  appendFile,
  copyFile,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Unpacked } from "../../../../src/packaging/opening/unpack.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { KIB } from "../sample-content.ts";
import {
  BASE,
  dataFiles,
  makeArtifact,
  makePair,
  openOne,
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

/** Files in the folder `out`. */
async function unpackedFiles(): Promise<readonly string[]> {
  const found = await readdir(inFolder("out"), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return found.filter((one) => one.isFile()).map(({ name }) => name);
}

function problemsOf(opened: unknown): readonly string[] {
  return (opened as Unpacked).problems.map(({ code }) => code);
}

describe("of volumes", () => {
  /** Names of the volumes. */
  async function volumes(hasIndex = false): Promise<readonly string[]> {
    const samples = withManifest(dataFiles(4 * SMALL));
    return await makeArtifact(inFolder("in"), mine, { samples, splitSizeBytes: SMALL, hasIndex });
  }

  async function expectFault(code: string, ...texts: readonly string[]): Promise<void> {
    const opened = openOne(inFolder("in"), mine.opening, inFolder("out"));
    await expect(opened).rejects.toMatchObject({ code });
    for (const text of texts) await expect(opened).rejects.toThrow(text);
    expect(await unpackedFiles()).toEqual([]);
  }

  it.each([true, false])("each that is missing is named (index: %s)", async (hasIndex) => {
    const paths = await volumes(hasIndex);
    for (const path of paths) {
      await rename(path, inFolder("away"));
      await expectFault("E010", basename(path));
      await rename(inFolder("away"), path);
    }
  });

  it("all that are missing are named, when the last alone is there", async () => {
    const paths = await volumes();
    for (const path of paths.slice(0, -1)) await rm(path);
    await expectFault("E010", ...paths.slice(0, -1).map((path) => basename(path)));
  });

  it.each([true, false])("one of another artifact is found out (index: %s)", async (hasIndex) => {
    const [, second = ""] = await volumes(hasIndex);
    const samples = withManifest(dataFiles(5 * SMALL));
    const options = { samples, splitSizeBytes: SMALL, base: "other" };
    await makeArtifact(inFolder("other"), mine, options);
    await copyFile(inFolder("other", "other.z02.smime"), second);
    const opened = await openOne(inFolder("in"), mine.opening, inFolder("out")).catch(
      (error: unknown) => error,
    );
    if (hasIndex) expect(opened).toMatchObject({ code: "E009" });
    else expect(problemsOf(opened)).toContain("E009");
  });

  it("one too many is named", async () => {
    const paths = await volumes();
    const name = `${BASE}.z${String(paths.length).padStart(2, "0")}.smime`;
    await copyFile(paths[0] ?? "", join(dirname(paths[0] ?? ""), name));
    await expectFault("E009", `${name} does not belong to it`);
  });

  it.each([
    ["is cut off", (path: string) => truncate(path, 1_000), "has 1000 bytes"],
    ["has grown", (path: string) => appendFile(path, "\n"), "by the index"],
    ["has another content", flipInMiddle, "its SHA-256 is"],
  ])(
    "one that %s differs from the index, which is said before it is opened",
    async (_, harm, text) => {
      const [, second = ""] = await volumes(true);
      await harm(second);
      await expectFault("E009", basename(second), text);
    },
  );

  it("one that the index does not know is refused", async () => {
    const paths = await volumes(true);
    const name = `${BASE}.z${String(paths.length).padStart(2, "0")}.smime`;
    await copyFile(paths[0] ?? "", join(dirname(paths[0] ?? ""), name));
    await expectFault("E009", name);
  });
});

async function flipInMiddle(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.length >> 1;
  bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
  await writeFile(path, bytes);
}

describe("a key of somebody else", () => {
  it("opens nothing and leaves nothing", async () => {
    const other = await makePair("other");
    const paths = await makeArtifact(inFolder(), mine);
    const opened = openOne(paths, other.opening, inFolder("out"));
    await expect(opened).rejects.toMatchObject({ code: "E008" });
    expect(await unpackedFiles()).toEqual([]);
  });
});

describe("damage", () => {
  const samples = withManifest(dataFiles(20_000));
  const right = new Map(samples.map(({ name, bytes }) => [name, sha256(bytes)]));

  it.each(["smime-aes256-cbc", "cms-aes256-gcm"] as const)(
    "by an end at each sixteenth is found out (%s)",
    async (encryption) => {
      const [path = ""] = await makeArtifact(inFolder(), mine, { samples, encryption });
      const whole = await readFile(path);
      for (let part = 0; part < 16; part++) {
        await writeFile(path, whole.subarray(0, Math.floor((whole.length * part) / 16)));
        const opened = openOne(path, mine.opening, inFolder("out"));
        await expect(opened, `${part}/16`).rejects.toMatchObject({ code: "E009" });
        expect(await unpackedFiles()).toEqual([]);
      }
    },
  );

  /** Examines the artifact; the code of the error that it ends with. */
  async function examined(path: string): Promise<Unpacked | string | undefined> {
    const options = { outPath: undefined, temporaryPath: inFolder() };
    try {
      return await openOne(path, mine.opening, "", options);
    } catch (error) {
      return (error as { readonly code?: string }).code;
    }
  }

  it.each(["smime-aes256-cbc", "cms-aes256-gcm"] as const)(
    "of any bit is found out, or does not matter (%s)",
    async (encryption) => {
      const [path = ""] = await makeArtifact(inFolder(), mine, { samples, encryption });
      const whole = await readFile(path);
      const bits = fc.integer({ min: 0, max: whole.length * 8 - 1 });
      const flip = async (bit: number): Promise<void> => {
        const flipped = Buffer.from(whole);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await writeFile(path, flipped);
        const opened = await examined(path);
        if (typeof opened !== "object") {
          expect(["E008", "E009", "E010", "E011"]).toContain(opened);
          return;
        }
        const wrong = opened.files.filter(({ name, sha256: hash }) => right.get(name) !== hash);
        const isWhole = wrong.length === 0 && opened.files.length === samples.length;
        expect(isWhole || opened.problems.length > 0).toBe(true);
      };
      await fc.assert(fc.asyncProperty(bits, flip), { numRuns: 60 });
    },
    60_000,
  );
});
