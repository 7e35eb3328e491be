/**
 * Publication to an OpenSSH server on this machine: one large file, and many small ones. Against
 * OpenSSH's own sftp in batch mode, once with the same promises (each file on the disk, then renamed)
 * and once without the sync, which is what it does when it is not asked.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LocalFile } from "../../src/transfer/destination.ts";
import { type SftpServer, startSftpServer } from "../../test/helpers/sftp-server.ts";
import { inTurn, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

/** A process of its own, as the daemon's thread does it; prints its peak memory in KiB. */
const PUBLISH = `
import { readFileSync } from "node:fs";
import { systemClock } from "${dist}core/clock.js";
import { openDestination } from "${dist}transfer/open-destination.js";
const { settings, files } = JSON.parse(readFileSync(0, "utf8"));
const { signal } = new AbortController();
const destination = await openDestination(settings, { clock: systemClock, signal });
await Promise.all(files.map((file) => destination.publish(file)));
await destination[Symbol.asyncDispose]();
console.log(process.resourceUsage().maxRSS);
`;

interface Upload {
  readonly name: string;
  readonly goal: number;
  readonly files: readonly LocalFile[];
}

export async function uploadCase(rounds: number): Promise<CaseResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  try {
    await using server = await startSftpServer(join(folder, "server"));
    const uploads = [
      { name: "SFTP upload, 1 GB", goal: 0.75, files: [largeFile(folder, 1024)] },
      { name: "SFTP upload, 1,000 x 10 KB", goal: 0.6, files: smallFiles(folder, 1_000) },
    ];
    const results: CaseResult[] = [];
    for (const upload of uploads) {
      results.push(await compare(server, upload, { rounds, isSynced: true }));
      results.push(await compare(server, upload, { rounds, isSynced: false }));
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(
  server: SftpServer,
  { name, goal, files }: Upload,
  { rounds, isSynced }: { readonly rounds: number; readonly isSynced: boolean },
): Promise<CaseResult> {
  const { a, b } = await inTurn(
    rounds,
    () => publish(server, files),
    () => batch(server, files, isSynced),
  );
  const peakMiB = Math.round(Math.max(...a.map((one) => one.peakMiB ?? 0)));
  const [version = ""] = spawnSync("ssh", ["-V"], { encoding: "utf8" }).stderr.split(",");
  return {
    name: `${name}, synced and renamed`,
    against: `sftp -b, ${isSynced ? "put -f" : "put without sync"}, rename (${version.trim()})`,
    goal,
    better: "less",
    ours: `${seconds(a).toFixed(2)} s`,
    theirs: `${seconds(b).toFixed(2)} s`,
    ratio: seconds(a) / seconds(b),
    note: `peak ${peakMiB} MiB`,
  };
}

async function publish(server: SftpServer, files: readonly LocalFile[]): Promise<Measured> {
  empty(server);
  const input = JSON.stringify({ settings: server.settings, files });
  let peakMiB = 0;
  const elapsed = await timed(async () => {
    const args = ["--input-type=module", "--eval", PUBLISH];
    peakMiB = Number(execFileSync(process.execPath, args, { input, encoding: "utf8" })) / 1024;
  });
  return { seconds: elapsed, peakMiB };
}

async function batch(
  server: SftpServer,
  files: readonly LocalFile[],
  isSynced: boolean,
): Promise<Measured> {
  empty(server);
  const put = isSynced ? "put -f" : "put";
  const lines = files.map(({ path, name }) => `${put} ${path} .${name}\nrename .${name} ${name}\n`);
  const args = [
    ...["-q", "-b", "-", "-P", String(server.port), "-i", server.settings.privateKeyPath ?? ""],
    ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"],
    ...["-o", "LogLevel=ERROR", `${server.settings.host}:${server.root}`],
  ];
  const elapsed = await timed(async () => {
    execFileSync("sftp", args, { input: lines.join(""), stdio: ["pipe", "ignore", "inherit"] });
  });
  return { seconds: elapsed };
}

function empty({ root }: SftpServer): void {
  rmSync(root, { recursive: true });
  mkdirSync(root);
}

function largeFile(folder: string, mebibytes: number): LocalFile {
  const path = join(folder, "large");
  const block = randomBytes(2 ** 20);
  const hash = createHash("sha256");
  const file = openSync(path, "w");
  for (let i = 0; i < mebibytes; i += 1) {
    block.writeUInt32LE(i);
    hash.update(block);
    writeSync(file, block);
  }
  closeSync(file);
  const sha256 = hash.digest("hex");
  return { path, name: "export-large.zip.smime", sizeBytes: mebibytes * 2 ** 20, sha256 };
}

function smallFiles(folder: string, count: number): readonly LocalFile[] {
  mkdirSync(join(folder, "small"));
  return Array.from({ length: count }, (_, i) => {
    const path = join(folder, "small", String(i));
    const bytes = randomBytes(10_000);
    writeFileSync(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { path, name: `export-${i}.zip.smime`, sizeBytes: bytes.length, sha256 };
  });
}
