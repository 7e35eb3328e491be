/** What every destination must do, wherever it is: a folder, an SFTP server with and without extensions. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import type {
  Destination,
  DestinationSettings,
  LocalFile,
} from "../../src/transfer/destination.ts";
import { openDestination } from "../../src/transfer/open-destination.ts";
import { temporaryName } from "../../src/transfer/temporary-name.ts";
import { localFile, randomFile } from "../helpers/local-files.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { startSftpServer } from "../helpers/sftp-server.ts";

interface Place extends AsyncDisposable {
  /** Settings of a destination in the folder `name` of the place. */
  at(name: string): Promise<DestinationSettings>;
  readonly canReplace: boolean;
}

const PLACES: Readonly<Record<string, (folder: string) => Promise<Place>>> = {
  "a folder": async (folder) => ({
    at: async (name) => ({ type: "folder", name: "share", path: join(folder, "made", name) }),
    canReplace: true,
    [Symbol.asyncDispose]: async () => undefined,
  }),
  OpenSSH: (folder) => onServer(folder, ""),
  "OpenSSH without posix-rename and fsync": (folder) => onServer(folder, "-P posix-rename,fsync"),
};

async function onServer(folder: string, sftpArguments: string): Promise<Place> {
  const server = await startSftpServer(folder, { sftpArguments });
  return {
    at: async (name) => {
      const path = join(server.root, name);
      await mkdir(path);
      return { ...server.settings, path };
    },
    canReplace: sftpArguments === "",
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Without OpenSSH the folder is left. */
const places = Object.entries(PLACES).filter(
  ([name]) => opensshMissing === undefined || !name.startsWith("OpenSSH"),
);

describe.each(places)("a destination: %s", (_name, make) => {
  let common: string;
  let place: Place;
  let tests = 0;
  let folder: string;
  let root: string;
  let destination: Destination;

  beforeAll(async () => {
    common = await mkdtemp(join(tmpdir(), "quayside-test-"));
    place = await make(join(common, "place"));
  });
  afterAll(async () => {
    await place[Symbol.asyncDispose]();
    await rm(common, { recursive: true, force: true });
  });
  beforeEach(async () => {
    tests += 1;
    folder = join(common, `test-${tests}`);
    const settings = await place.at(`share-${tests}`);
    root = settings.path;
    const { signal } = new AbortController();
    destination = await openDestination(settings, { clock: systemClock, signal });
  });
  afterEach(async () => {
    await destination[Symbol.asyncDispose]();
  });

  const there = (name: string): Promise<Buffer> => readFile(join(root, name));
  const given = (name: string, sizeBytes: number): Promise<LocalFile> =>
    randomFile(join(folder, "work"), name, sizeBytes);
  const changed = (file: LocalFile): Promise<LocalFile> =>
    randomFile(join(folder, "work-again"), file.name, file.sizeBytes);
  const refusal = async (act: Promise<unknown>): Promise<unknown> =>
    await act.then(
      () => "done",
      (error: unknown) => (error as { code?: string }).code ?? error,
    );

  it.each([0, 1, 32_768, 300_000, 5_000_003])(
    "publishes %d bytes as they are",
    async (sizeBytes) => {
      const file = await given("export-1.zip.smime", sizeBytes);
      await destination.publish(file);
      expect((await there(file.name)).equals(await readFile(file.path))).toBe(true);
      expect(await readdir(root)).toEqual([file.name]);
    },
  );

  it("tells the bytes that have arrived, up to all of them", async () => {
    const file = await given("export-1.zip.smime", 3_000_000);
    const told: number[] = [];
    await destination.publish(file, (bytes) => told.push(bytes));
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(3_000_000);
    expect(told.length).toBeGreaterThan(3);
  });

  it("publishes many files at the same time", async () => {
    const files = await Promise.all(
      Array.from({ length: 40 }, (_, i) => given(`export-${i}.zip.smime`, 10_000 + i)),
    );
    await Promise.all(files.map((file) => destination.publish(file)));
    for (const file of files) {
      expect((await there(file.name)).equals(await readFile(file.path))).toBe(true);
    }
    expect(await readdir(root)).toHaveLength(40);
  });

  it("does not send again what stands there", async () => {
    const file = await given("export-1.zip.smime", 3_000_000);
    await destination.publish(file);
    const told: number[] = [];
    await destination.publish(file, (bytes) => told.push(bytes));
    expect(told).toEqual([3_000_000]);
    expect(await readdir(root)).toEqual([file.name]);
  });

  it("replaces a file of the name in one step, or leaves it alone", async () => {
    const file = await given("export-1.index.json", 1_000);
    await destination.publish(file);
    const next = await changed(file);
    const outcome = await refusal(destination.publish(next));
    const kept = place.canReplace ? next : file;
    expect(outcome).toBe(place.canReplace ? "done" : "P006");
    expect((await there(file.name)).equals(await readFile(kept.path))).toBe(true);
    expect(await readdir(root)).toEqual([file.name]);
  });

  it("never replaces a file of somebody else where it is told so, and knows its own again", async () => {
    const file = { ...(await given("stock.csv", 1_000)), keepsOthers: true };
    await destination.publish(file);
    await destination.publish(file);
    const other = { ...(await changed(file)), keepsOthers: true };
    expect(await refusal(destination.publish(other))).toBe("P006");
    expect((await there(file.name)).equals(await readFile(file.path))).toBe(true);
    expect(await readdir(root)).toEqual([file.name]);
  });

  it("goes on where a former try broke off", async () => {
    const file = await given("export-1.zip.smime", 8_000_000);
    const start = (await readFile(file.path)).subarray(0, 6_000_000);
    await writeFile(join(root, temporaryName(file)), start);
    const told: number[] = [];
    await destination.publish(file, (bytes) => told.push(bytes));
    expect(told[0]).toBeGreaterThan(3_000_000);
    expect((await there(file.name)).equals(await readFile(file.path))).toBe(true);
    expect(await readdir(root)).toEqual([file.name]);
  });

  it("begins anew when what a former try left is not the start of the file", async () => {
    const file = await given("export-1.zip.smime", 8_000_000);
    await writeFile(join(root, temporaryName(file)), Buffer.alloc(6_000_000, "x"));
    const told: number[] = [];
    await destination.publish(file, (bytes) => told.push(bytes));
    expect(told[0]).toBe(0);
    expect((await there(file.name)).equals(await readFile(file.path))).toBe(true);
  });

  it("begins anew when what a former try left is longer than the file", async () => {
    const file = await given("export-1.zip.smime", 400_000);
    const longer = Buffer.concat([await readFile(file.path), Buffer.alloc(10)]);
    await writeFile(join(root, temporaryName(file)), longer);
    await destination.publish(file);
    expect((await there(file.name)).equals(await readFile(file.path))).toBe(true);
  });

  it("fills holes that a former try left near its end", async () => {
    const file = await given("export-1.zip.smime", 4_000_000);
    const left = await readFile(file.path);
    left.fill(0, 2_500_000, 3_000_000);
    await writeFile(join(root, temporaryName(file)), left);
    await destination.publish(file);
    expect((await there(file.name)).equals(await readFile(file.path))).toBe(true);
  });

  it("refuses with P006 a name that a folder has", async () => {
    const file = await given("export-1.zip.smime", 10);
    await mkdir(join(root, file.name));
    expect(await refusal(destination.publish(file))).toBe("P006");
    expect(await readdir(root)).toEqual([file.name]);
  });

  it("does not publish through a link of the name", async () => {
    const file = await given("export-1.zip.smime", 10);
    const target = join(folder, "elsewhere");
    await writeFile(target, "mine");
    await symlink(target, join(root, file.name));
    expect(await refusal(destination.publish(file))).toBe("P006");
    expect(await readFile(target, "utf8")).toBe("mine");
  });

  it("fails for a local file that is not what it should be, and publishes nothing", async () => {
    const file = await given("export-1.zip.smime", 10);
    const wrong = { ...file, sizeBytes: 11 };
    await expect(destination.publish(wrong)).rejects.toThrow("has 10 bytes and should have 11");
    expect(await destination.stat(file.name)).toBeUndefined();
  });

  it("tells size, and nothing of what is not there or is no file", async () => {
    const file = await given("export-1.zip.smime", 1_234);
    await destination.publish(file);
    await mkdir(join(root, "export-2"));
    expect(await destination.stat(file.name)).toEqual({ name: file.name, sizeBytes: 1_234 });
    expect(await destination.stat("export-2")).toBeUndefined();
    expect(await destination.stat("export-3")).toBeUndefined();
  });

  it("reads what was published", async () => {
    const file = await given("export-1.zip.smime", 1_500_000);
    await destination.publish(file);
    const blocks: Buffer[] = [];
    for await (const block of destination.read(file.name)) blocks.push(block);
    expect(Buffer.concat(blocks).equals(await readFile(file.path))).toBe(true);
  });

  it("can be read in part", async () => {
    const file = await given("export-1.zip.smime", 1_500_000);
    await destination.publish(file);
    let readBytes = 0;
    for await (const block of destination.read(file.name)) {
      readBytes += block.length;
      break;
    }
    expect(readBytes).toBeGreaterThan(0);
    expect(await destination.stat(file.name)).toBeDefined();
  });

  it("refuses with P005 to read what is not there", async () => {
    const reading = async (): Promise<void> => {
      for await (const block of destination.read("export-9")) expect(block).toBeUndefined();
    };
    expect(await refusal(reading())).toBe("P005");
  });

  it("deletes what was published, again without complaint", async () => {
    const file = await given("export-1.zip.smime", 10);
    await destination.publish(file);
    await destination.remove(file.name);
    await destination.remove(file.name);
    expect(await readdir(root)).toEqual([]);
  });

  it("sweeps temporary names of the given artifacts, and nothing else", async () => {
    const hash = "0123456789ab";
    const others = [
      "export-1.zip.smime",
      ".export-2.zip.smime.0123456789ab.quayside-tmp",
      ".export-1.zip.smime.mine",
      ".export-1.zip.smime.copy.quayside-tmp",
      "export-1.zip.smime.0123456789ab.quayside-tmp",
      ".export-1.zip.smime.more.0123456789ab.quayside-tmp",
    ];
    const ours = `.export-1.zip.smime.${hash}.quayside-tmp`;
    for (const name of [...others, ours]) await localFile(root, name, "x");
    await destination.sweep([]);
    expect(existsSync(join(root, ours))).toBe(true);
    await destination.sweep(["export-1.zip.smime", "export-3"]);
    expect((await readdir(root)).sort()).toEqual([...others].sort());
  });

  it("probes without leaving a trace", async () => {
    const { ok, detail } = await destination.probe();
    expect(ok).toBe(true);
    expect(detail).toContain(root);
    expect(await readdir(root)).toEqual([]);
  });

  it("says with P005 that the folder is missing, and does not make it", async () => {
    const file = await given("export-1.zip.smime", 10);
    await rm(root, { recursive: true });
    expect(await refusal(destination.publish(file))).toBe("P005");
    expect(await destination.probe()).toMatchObject({ ok: false });
    expect((await destination.probe()).detail).toContain("P005");
    expect(existsSync(root)).toBe(false);
  });
});
