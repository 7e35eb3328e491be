/** What a client sees that looks at the share all the time. */
import { mkdir } from "node:fs/promises";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { DestinationSettings } from "../../src/transfer/destination.ts";
import { localFile } from "../helpers/local-files.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { openImpatient } from "../helpers/publishing.ts";
import { startSftpServer } from "../helpers/sftp-server.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const ROUNDS = 200;
const SIZE_BYTES = 300_000;

/** What a reader in a thread of its own has seen. */
interface Sights {
  readonly reads: number;
  /** Contents that were not of one kind of byte, or not complete. */
  readonly partial: number;
  /** Times that the name was not there after it had been there once. */
  readonly gaps: number;
  readonly versions: number;
}

/** Reads the file in a tight loop, as fast as it can, until it is told to stop. */
const READER = `
const { parentPort, workerData } = require("node:worker_threads");
const { readFileSync, readdirSync } = require("node:fs");
const stop = new Int32Array(workerData.stop);
let reads = 0, partial = 0, gaps = 0, isThere = false;
const versions = new Set();
while (Atomics.load(stop, 0) === 0) {
  const names = readdirSync(workerData.root).filter((name) => name.startsWith("export-"));
  if (isThere && names.length !== 1) gaps += 1;
  try {
    const bytes = readFileSync(workerData.root + "/export-1.zip.smime");
    isThere = true;
    reads += 1;
    const whole = Buffer.alloc(workerData.size, bytes[0]);
    if (bytes.equals(whole)) versions.add(bytes[0]); else partial += 1;
  } catch { if (isThere) gaps += 1; }
}
parentPort.postMessage({ reads, partial, gaps, versions: versions.size });
`;

async function watched(settings: DestinationSettings, root: string): Promise<Sights> {
  await mkdir(root, { recursive: true });
  const stop = new SharedArrayBuffer(4);
  const reader = new Worker(READER, { eval: true, workerData: { root, size: SIZE_BYTES, stop } });
  const told = once(reader, "message");
  await using destination = await openImpatient(settings);
  for (let round = 0; round < ROUNDS; round += 1) {
    const content = Buffer.alloc(SIZE_BYTES, round + 1);
    const file = await localFile(inFolder("work"), "export-1.zip.smime", content);
    await destination.publish(file);
  }
  Atomics.store(new Int32Array(stop), 0, 1);
  const [sights] = (await told) as [Sights];
  return sights;
}

describe.skipIf(opensshMissing !== undefined)(
  "a reader that polls the share in a tight loop",
  () => {
    it("U3: 200 publications and replacements by SFTP - never a part, never a gap", async () => {
      await using server = await startSftpServer(inFolder("server"));
      const sights = await watched(server.settings, server.root);
      expect(sights).toMatchObject({ partial: 0, gaps: 0 });
      expect(sights.versions).toBeGreaterThan(20);
      expect(sights.reads).toBeGreaterThan(sights.versions);
    });

    it("U3: 200 publications and replacements in a folder - never a part, never a gap", async () => {
      const path = inFolder("Share");
      const sights = await watched({ type: "folder", name: "share", path }, path);
      expect(sights).toMatchObject({ partial: 0, gaps: 0 });
      expect(sights.versions).toBeGreaterThan(20);
      expect(sights.reads).toBeGreaterThan(sights.versions);
    });
  },
);
