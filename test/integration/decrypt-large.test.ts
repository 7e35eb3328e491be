/** Artifacts that no memory holds, disks that do not hold them, and processes that end too early. */
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readdir, readFile, rm, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeFile } from "node:fs/promises";
import { volumeName, type ArchiveFile } from "../../src/packaging/archive.ts";
import { encrypt } from "../../src/packaging/envelope.ts";
import { packArchive } from "../../src/packaging/pack-archive.ts";
import { mountRefused, SmallDisk } from "../helpers/faults/small-disk.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";
import {
  BASE,
  dataFiles,
  makeArtifact,
  makePair,
  openOne,
  withManifest,
  type Pair,
} from "../unit/packaging/opening/made-artifacts.ts";
import { KIB, MIB, MODIFIED, noise } from "../unit/packaging/sample-content.ts";

const run = promisify(execFile);
const inFolder = useTemporaryFolder();
const child = fileURLToPath(
  new URL("../unit/packaging/opening/decrypt-in-child.ts", import.meta.url),
);
let mine: Pair;

beforeAll(async () => {
  mine = await makePair();
});

beforeEach(async () => {
  await writeFile(inFolder("client.key"), mine.keyPem);
});

/** An artifact of noise, which no packer shrinks, written as a stream. */
async function writeLarge(megabytes: number, splitSizeBytes: number): Promise<number> {
  const block = noise(MIB);
  function* blocks(): Generator<Buffer> {
    for (let i = 0; i < megabytes; i++) yield block;
  }
  async function* files(): AsyncGenerator<ArchiveFile> {
    yield { name: "large.bin", modifiedAt: MODIFIED, content: blocks() };
    yield { name: "small.txt", modifiedAt: MODIFIED, content: [Buffer.from("end")] };
  }
  const count = Math.ceil((megabytes * MIB + 10_000) / splitSizeBytes);
  const options = { level: 0, splitSizeBytes, form: count > 1 ? "split" : "auto" } as const;
  const envelope = { recipients: [mine.certificate], encryption: "smime-aes256-cbc" } as const;
  for await (const { number, content } of packArchive(files(), options)) {
    await using file = await open(inFolder(`${volumeName(BASE, number, count)}.smime`), "w");
    for await (const bytes of encrypt(content, envelope)) await file.writeFile(bytes);
  }
  return count;
}

function args(...more: readonly string[]): readonly string[] {
  const key = ["--key", inFolder("client.key")];
  return ["--import", "tsx", child, "decrypt", inFolder(`${BASE}.zip.smime`), ...key, ...more];
}

async function peakMb(...more: readonly string[]): Promise<number> {
  const { stderr } = await run(process.execPath, args(...more));
  return Number(/peak ([\d.]+) MB/.exec(stderr)?.[1]);
}

async function removeArtifact(): Promise<void> {
  for (const name of await readdir(inFolder())) {
    if (name !== "client.key") await rm(inFolder(name), { recursive: true });
  }
}

describe("memory", () => {
  it("does not grow with the artifact: 600 MB in one file, and in volumes", async () => {
    await writeLarge(30, 1024 * MIB);
    const small = await peakMb("--verify", "--out", inFolder());
    await removeArtifact();
    await writeLarge(600, 1024 * MIB);
    const large = await peakMb("--out", inFolder("out"));
    expect((await stat(inFolder("out", "large.bin"))).size).toBe(600 * MIB);
    await removeArtifact();
    await writeLarge(300, 50 * MIB);
    const split = await peakMb("--verify", "--out", inFolder());
    expect(Math.max(large, split)).toBeLessThan(small * 1.35);
    expect(Math.max(large, split)).toBeLessThan(250);
  });
});

describe("120 volumes", () => {
  it("are joined, in whatever order they are named", async () => {
    const samples = withManifest(dataFiles(12 * MIB));
    const paths = await makeArtifact(inFolder("in"), mine, {
      samples,
      splitSizeBytes: 64 * KIB,
      hasIndex: true,
    });
    expect(paths.length).toBeGreaterThanOrEqual(120);
    const { problems } = await openOne(paths.toReversed(), mine.opening, inFolder("out"));
    expect(problems).toEqual([]);
    for (const { name, bytes } of samples) {
      expect((await readFile(inFolder("out", name))).equals(bytes), name).toBe(true);
    }
  });
});

/** Names in the folder `out` and below. */
async function left(): Promise<readonly string[]> {
  const found = await readdir(inFolder("out"), { recursive: true }).catch(() => []);
  return found.filter((name) => name !== ".filler").sort();
}

describe("a process that is stopped", () => {
  /** Sends the signal while the large file is being unpacked: the process stands still there until it has it. */
  async function stopped(signal: "SIGKILL" | "SIGINT"): Promise<number | null> {
    await writeLarge(150, 1024 * MIB);
    const running = spawn(process.execPath, args("--out", inFolder("out")), {
      env: { ...process.env, STANDS_STILL_AT: inFolder("out", ".large.bin.quayside.tmp") },
      stdio: "ignore",
    });
    const ended = once(running, "exit");
    await until("the file to be unpacked", () => {
      if (running.exitCode !== null) throw new Error(`it ended with ${running.exitCode}`);
      return stateOf(running.pid ?? 0).startsWith("T");
    });
    running.kill(signal);
    running.kill("SIGCONT");
    await ended;
    return running.exitCode;
  }

  /** As ps tells it: T is stopped. */
  function stateOf(pid: number): string {
    return execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
  }

  it.skipIf(process.platform === "win32")(
    "by force leaves nothing of the decrypted archive",
    async () => {
      await stopped("SIGKILL");
      expect(await left()).toEqual([".large.bin.quayside.tmp"]);
      await peakMb("--out", inFolder("out"));
      expect(await left()).toEqual(["large.bin", "small.txt"]);
    },
  );

  it("by Ctrl+C leaves nothing unfinished, and ends with 5", async () => {
    expect(await stopped("SIGINT")).toBe(5);
    expect(await left()).toEqual([]);
  });
});

describe.skipIf(mountRefused !== undefined)("a disk", () => {
  const samples = withManifest(dataFiles(600 * KIB));

  it.each([
    ["for the decrypted archive", 200, "The decrypted archive needs 1 MB"],
    ["for what is in it", 1_200, "What is in the archive needs 2 MB"],
  ])("without room %s is found out beforehand", async (_, sizeKb, text) => {
    const paths = await makeArtifact(inFolder("in"), mine, { samples });
    const disk = new SmallDisk(inFolder("out"), sizeKb);
    try {
      const opened = openOne(paths, mine.opening, inFolder("out"));
      await expect(opened).rejects.toMatchObject({ code: "S004", name: "TransientError" });
      await expect(opened).rejects.toThrow(text);
      expect(await left()).toEqual([]);
    } finally {
      disk.unmount();
    }
  });

  it.each(["decrypting", "unpacking"] as const)("that fills up while %s is named", async (step) => {
    const paths = await makeArtifact(inFolder("in"), mine, { samples });
    const disk = new SmallDisk(inFolder("out"), 8_000);
    let isFull = false;
    try {
      const opened = openOne(paths, mine.opening, inFolder("out"), {
        onProgress: (progress) => {
          if (isFull || progress.step !== step) return;
          isFull = true;
          disk.fill();
        },
      });
      const hint = expect.stringContaining("another disk") as string;
      await expect(opened).rejects.toMatchObject({ code: "S004", hint });
      expect(
        (await left()).filter((name) => !name.startsWith(BASE) || name.endsWith(".tmp")),
      ).toEqual([]);
    } finally {
      disk.unmount();
    }
  });
});
