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
import { until } from "../helpers/until.ts";

const inFolder = useTemporaryFolder();
const ROUNDS = 200;
const SIZE_BYTES = 300_000;
/** Of so many versions the reader has seen the last before the next one comes, however slow it is. */
const SEEN_EVERY = 5;

/** What a reader in a thread of its own has seen. */
interface Sights {
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
const [stop, seen] = [0, 1];
const shared = new Int32Array(workerData.shared);
let partial = 0, gaps = 0, isThere = false;
const versions = new Set();
while (Atomics.load(shared, stop) === 0) {
  const names = readdirSync(workerData.root).filter((name) => name.startsWith("export-"));
  if (isThere && names.length !== 1) gaps += 1;
  try {
    const bytes = readFileSync(workerData.root + "/export-1.zip.smime");
    isThere = true;
    const whole = Buffer.alloc(workerData.size, bytes[0]);
    if (bytes.equals(whole)) versions.add(bytes[0]); else partial += 1;
    Atomics.store(shared, seen, bytes[0]);
  } catch { if (isThere) gaps += 1; }
}
parentPort.postMessage({ partial, gaps, versions: versions.size });
`;

async function watched(settings: DestinationSettings, root: string): Promise<Sights> {
  await mkdir(root, { recursive: true });
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const workerData = { root, size: SIZE_BYTES, shared: shared.buffer };
  const reader = new Worker(READER, { eval: true, workerData });
  const told = once(reader, "message");
  try {
    await using destination = await openImpatient(settings);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const content = Buffer.alloc(SIZE_BYTES, round);
      const file = await localFile(inFolder("work"), "export-1.zip.smime", content);
      await destination.publish(file);
      if (round % SEEN_EVERY > 0) continue;
      await until(`version ${round} to be read`, () => Atomics.load(shared, 1) === round);
    }
  } finally {
    Atomics.store(shared, 0, 1);
  }
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
      expect(sights.versions).toBeGreaterThanOrEqual(ROUNDS / SEEN_EVERY);
    });

    it("U3: 200 publications and replacements in a folder - never a part, never a gap", async () => {
      const path = inFolder("Share");
      const sights = await watched({ type: "folder", name: "share", path }, path);
      expect(sights).toMatchObject({ partial: 0, gaps: 0 });
      expect(sights.versions).toBeGreaterThanOrEqual(ROUNDS / SEEN_EVERY);
    });
  },
);
