/** `quayside decrypt` as a client runs it: arguments, output, exit codes. */
import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { progressLine } from "../../src/cli/opening-progress.ts";
import { runProgram } from "../../src/cli/program.ts";
import type { ServiceCalls } from "../../src/cli/service-calls.ts";
import { systemClock } from "../../src/core/clock.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { recorder } from "../unit/cli/recorder.ts";
import {
  BASE,
  dataFiles,
  makeArtifact,
  makePair,
  RUN,
  withManifest,
  type Pair,
} from "../unit/packaging/opening/made-artifacts.ts";
import { KIB } from "../unit/packaging/sample-content.ts";

const inFolder = useTemporaryFolder();
let kept = "";
let keyPath = "";
let mine: Pair;

beforeAll(async () => {
  mine = await makePair();
  kept = await mkdtemp(join(tmpdir(), "quayside-keys-"));
  keyPath = join(kept, "client.key");
  await writeFile(keyPath, mine.keyPem);
});

afterAll(async () => {
  await rm(kept, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

async function decrypt(...args: readonly string[]): Promise<Ran> {
  const { terminal, out, notes } = recorder();
  const deps = { terminal, clock: systemClock, calls: {} as ServiceCalls, commands: COMMANDS };
  const argv = ["--settings", "/nowhere/service.yml", "decrypt", ...args];
  const code = await runProgram({ ...deps, version: "1.2.3" }, argv);
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}

const samples = withManifest(dataFiles(200 * KIB));

describe("quayside decrypt", () => {
  it("lists the files with their records and sizes", async () => {
    const [path = ""] = await makeArtifact(inFolder(), mine, { samples, hasIndex: true });
    const { code, out, notes } = await decrypt(path, "--key", keyPath, "--out", inFolder("out"));
    expect({ code, notes }).toEqual({ code: 0, notes: "" });
    const lines = out.split("\n");
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe(BASE);
    expect(lines[1]).toMatch(/^file +records +size$/);
    expect(lines[2]).toMatch(/interaction\/Interaction-\S+ +[\d ]+ +204\.8 kB$/);
    expect(lines[6]).toMatch(/^4 files, [\d ]+ records, [\d.]+ kB: all as the manifest says$/);
    expect(await readdir(inFolder("out"))).toEqual([BASE]);
  });

  it("writes one JSON document", async () => {
    const [path = ""] = await makeArtifact(inFolder(), mine, { samples });
    const { out } = await decrypt(path, "--key", keyPath, "--out", inFolder("out"), "--json");
    const { artifacts } = JSON.parse(out) as { artifacts: readonly { files: readonly object[] }[] };
    expect(artifacts).toMatchObject([
      { artifact: BASE, ok: true, manifest: { run: RUN }, problems: [] },
    ]);
    expect(artifacts[0]?.files[0]).toMatchObject({
      name: samples[0]?.name,
      path: inFolder("out", samples[0]?.name ?? ""),
      bytes: samples[0]?.bytes.length,
    });
  });

  it("only checks, and leaves no file, with --verify", async () => {
    await makeArtifact(inFolder("in"), mine, { samples, splitSizeBytes: 64 * KIB, hasIndex: true });
    const { code, out } = await decrypt(inFolder("in"), "--key", keyPath, "--verify");
    expect(code).toBe(0);
    expect(out).toContain("all as the manifest says");
    const again = await decrypt(
      inFolder("in"),
      "--key",
      keyPath,
      "--verify",
      "--out",
      inFolder("out"),
    );
    expect(again.code).toBe(0);
    expect(await readdir(inFolder("out"))).toEqual([]);
  });

  it.each([["--verify"], ["--out"]])("ends with 4 when something differs (%s)", async (mode) => {
    const foreign = { name: `${BASE}/more.json`, bytes: Buffer.from("{}\n") };
    const [path = ""] = await makeArtifact(inFolder(), mine, { samples: [foreign, ...samples] });
    const how = mode === "--out" ? ["--out", inFolder("out")] : [mode];
    const { code, out, notes } = await decrypt(path, "--key", keyPath, ...how);
    expect(code).toBe(4);
    expect(notes).toContain(`E009 ${BASE}: ${foreign.name} does not belong`);
    expect(out).toMatch(/4 files, .* kB$/);
  });

  it("says when there was no manifest to compare with", async () => {
    const [path = ""] = await makeArtifact(inFolder(), mine, { samples: dataFiles() });
    const { code, out, notes } = await decrypt(path, "--key", keyPath, "--out", inFolder("out"));
    expect(code).toBe(0);
    expect(out).toContain("sizes and CRC-32 are right");
    expect(notes).toContain("has no manifest");
  });

  it("opens the others of a folder when one artifact is damaged", async () => {
    const [path = ""] = await makeArtifact(inFolder("in"), mine, { samples, base: "export-a" });
    await makeArtifact(inFolder("in"), mine, { samples, base: "export-b" });
    await truncate(path, 10_000);
    const { code, out, notes } = await decrypt(
      inFolder("in"),
      "--key",
      keyPath,
      "--verify",
      "--json",
    );
    expect(code).toBe(4);
    expect(notes).toContain("E009 export-a: export-a.zip.smime is cut off");
    const { artifacts } = JSON.parse(out) as { artifacts: readonly { artifact: string }[] };
    expect(artifacts.toSorted((a, b) => a.artifact.localeCompare(b.artifact))).toMatchObject([
      { artifact: "export-a", ok: false, error: { code: "E009" } },
      { artifact: "export-b", ok: true },
    ]);
  });

  it("refuses wrong usage with 2, before anything is opened", async () => {
    const [path = ""] = await makeArtifact(inFolder(), mine, { samples });
    const out = inFolder("out");
    expect(await decrypt(path, "--key", keyPath)).toMatchObject({ code: 2 });
    expect(await decrypt(path, "--out", out)).toMatchObject({ code: 2 });
    expect(await decrypt(inFolder("none"), "--key", keyPath, "--out", out)).toMatchObject({
      code: 2,
    });
    expect(await decrypt(path, "--key", path, "--out", out)).toMatchObject({ code: 2 });
    expect(await decrypt()).toMatchObject({ code: 2 });
  });

  it("does not overwrite, unless it is forced", async () => {
    const [path = ""] = await makeArtifact(inFolder(), mine, { samples });
    const args = [path, "--key", keyPath, "--out", inFolder("out")];
    expect((await decrypt(...args)).code).toBe(0);
    const again = await decrypt(...args);
    expect(again.code).toBe(2);
    expect(again.notes).toContain(inFolder("out", samples[0]?.name ?? ""));
    expect((await decrypt(...args, "--force")).code).toBe(0);
  });

  it("tells of its temporary file and its exit codes in its help", async () => {
    const { out } = await decrypt("--help");
    expect(out.replace(/\s+/g, " ")).toContain("the decrypted archive lies there meanwhile");
    expect(out).toContain("Exit codes: 0 done");
  });
});

describe("progress", () => {
  it("is a bar with bytes, rate and estimate", () => {
    const progress = { step: "decrypting", doneBytes: 1e9, totalBytes: 4e9 } as const;
    const line = progressLine(progress, 10_000, "export-a");
    expect(line).toBe(
      "[######------------------]  decrypting  1.0 GB of 4.0 GB  100.0 MB/s  30 s left  export-a",
    );
  });

  it("makes no estimate from nothing", () => {
    const nothing = { step: "unpacking", doneBytes: 0, totalBytes: 0 } as const;
    expect(progressLine(nothing, 5_000, "a")).toBe(`[${"#".repeat(24)}]  unpacking  0 B of 0 B  a`);
  });
});
