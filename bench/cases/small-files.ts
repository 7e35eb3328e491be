/** 10,000 one-row files dropped at once, against a shell loop that moves and imports each. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Daemon } from "../daemon.ts";
import { inTurn, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

function writeFiles(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const path = join(folder, `file-${String(i).padStart(5, "0")}.csv`);
    writeFileSync(
      path,
      `ExternalId,LastName,PhoneWork\nE-${i},Person ${i},+3584012${10_000 + i}\n`,
    );
    utimesSync(path, 1_700_000_000 + i, 1_700_000_000 + i);
  }
}

async function importFiles(count: number): Promise<Measured> {
  const daemon = new Daemon();
  try {
    writeFiles(join(daemon.automatic, "Directory"), count);
    const elapsed = await timed(async () => {
      await daemon.start();
      await daemon.results("Directory", count);
    });
    return { seconds: elapsed, peakMiB: daemon.peakMiB() };
  } finally {
    await daemon.end();
  }
}

const LOOP = `cd "$1" && mkdir InProcess History
sqlite3 ../shell.db 'CREATE TABLE Directory (ExternalId TEXT UNIQUE, LastName TEXT, PhoneWork TEXT)'
for f in *.csv; do
  mv "$f" InProcess/ && sqlite3 ../shell.db ".import --csv --skip 1 InProcess/$f Directory" && mv "InProcess/$f" History/
done`;

async function loopInShell(count: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  try {
    writeFiles(join(folder, "drop"), count);
    const elapsed = await timed(async () => {
      const { status } = spawnSync("sh", ["-c", LOOP, "sh", join(folder, "drop")]);
      if (status !== 0) throw new Error("the shell loop failed");
    });
    return { seconds: elapsed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function smallFilesCase(rounds: number, count = 10_000): Promise<CaseResult[]> {
  const { a, b } = await inTurn(
    rounds,
    () => importFiles(count),
    () => loopInShell(count),
  );
  return [
    {
      name: `${count.toLocaleString("en")} one-row files at once, each with its History`,
      against: "shell loop: mv, sqlite3 .import, mv for each file",
      goal: 5,
      better: "more",
      ours: `${seconds(a).toFixed(1)} s`,
      theirs: `${seconds(b).toFixed(1)} s`,
      ratio: seconds(b) / seconds(a),
      note: `${Math.round(count / seconds(a))} files a second`,
    },
  ];
}
