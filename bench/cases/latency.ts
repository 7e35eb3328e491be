/** From the rename into the folder to `.result`, one row, idle: against inotifywait and sqlite3 doing it. */
import { spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  watch,
  writeFileSync,
} from "node:fs";
import { rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Daemon } from "../daemon.ts";
import { median, timed, type CaseResult } from "../measure.ts";

const FILES = 40;

const oneRow = (i: number): string =>
  `ExternalId,LastName,PhoneWork\nL-${i},Person ${i},+3584012${10_000 + i}\n`;

async function ours(): Promise<number[]> {
  const daemon = new Daemon();
  const source = join(daemon.folder, "one.csv");
  const times: number[] = [];
  try {
    await daemon.start();
    for (let i = 0; i < FILES; i++) {
      writeFileSync(source, oneRow(i));
      daemon.prepare("Directory", source, `one-${i}.csv`);
      const elapsed = await timed(async () => {
        await daemon.release("Directory", `one-${i}.csv`);
        await daemon.results("Directory", i + 1);
      });
      times.push(elapsed * 1000);
    }
    return times;
  } finally {
    await daemon.end();
  }
}

const LOOP = `cd "$1" && sqlite3 ../shell.db 'CREATE TABLE Directory (ExternalId TEXT UNIQUE, LastName TEXT, PhoneWork TEXT)'
inotifywait -m -q -e moved_to --format '%f' . | while read -r f; do
  mv "$f" ../InProcess/ && sqlite3 ../shell.db ".import --csv --skip 1 ../InProcess/$f Directory" && mv "../InProcess/$f" ../History/ && echo ok > "../History/$f.result"
done`;

async function theirs(): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  for (const name of ["drop", "InProcess", "History"]) mkdirSync(join(folder, name));
  const shell = spawn("sh", ["-c", LOOP, "sh", join(folder, "drop")], { detached: true });
  const times: number[] = [];
  try {
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (let i = 0; i < FILES; i++) {
      const name = `one-${i}.csv`;
      writeFileSync(join(folder, name), oneRow(i));
      utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000);
      const result = `${name}.result`;
      const seen = new Promise<void>((resolve) => {
        const watcher = watch(join(folder, "History"), () => {
          if (!readdirSync(join(folder, "History")).includes(result)) return;
          watcher.close();
          resolve();
        });
      });
      const elapsed = await timed(async () => {
        await rename(join(folder, name), join(folder, "drop", name));
        await seen;
      });
      times.push(elapsed * 1000);
    }
    return times;
  } finally {
    if (shell.pid !== undefined) process.kill(-shell.pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function latencyCase(): Promise<CaseResult[]> {
  if (spawnSync("inotifywait", ["--help"]).error) {
    console.log("latency: left out, inotifywait (inotify-tools) is not installed");
    return [];
  }
  // The first files of both sides warm caches and code up.
  const a = (await ours()).slice(10);
  const b = (await theirs()).slice(10);
  return [
    {
      name: "latency: rename into the folder to .result, one row, idle",
      against: "inotifywait + sqlite3 .import",
      goal: 1.5,
      better: "less",
      ours: `${median(a).toFixed(1)} ms`,
      theirs: `${median(b).toFixed(1)} ms`,
      ratio: median(a) / median(b),
      note: "ours has log, ledger and synced files",
    },
  ];
}
