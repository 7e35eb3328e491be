/** CSV of 1,000,000 rows x 12: validated and stored, against the import of the sqlite3 shell. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COLUMNS, directoryCsv } from "../data.ts";
import { Daemon } from "../daemon.ts";
import { inTurn, median, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

export async function importCsv(path: string): Promise<Measured> {
  const daemon = new Daemon();
  try {
    daemon.prepare("Directory", path, "directory.csv");
    await daemon.release("Directory", "directory.csv");
    const elapsed = await timed(async () => {
      await daemon.start();
      await daemon.results("Directory", 1);
    });
    return { seconds: elapsed, peakMiB: daemon.peakMiB(), cpuSeconds: daemon.cpuSeconds() };
  } finally {
    await daemon.end();
  }
}

/** The same columns and the same unique index; no validation, no ledger, no report. */
async function importWithShell(path: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  const columns = COLUMNS.map((name) =>
    name === "ExternalId" ? `${name} TEXT UNIQUE` : `${name} TEXT`,
  );
  const script = `PRAGMA journal_mode=WAL;
CREATE TABLE Directory (${columns.join(", ")});
.mode csv
.import --skip 1 ${path} Directory
`;
  try {
    const elapsed = await timed(async () => {
      const { status } = spawnSync("sqlite3", [join(folder, "shell.db")], { input: script });
      if (status !== 0) throw new Error("sqlite3 failed");
    });
    return { seconds: elapsed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function csvCase(rounds: number): Promise<CaseResult[]> {
  const { path, bytes } = await directoryCsv(1_000_000);
  const small = await directoryCsv(100_000);
  const { a, b } = await inTurn(
    rounds,
    () => importCsv(path),
    () => importWithShell(path),
  );
  const littleOnes: Measured[] = [];
  for (let i = 0; i < rounds; i++) littleOnes.push(await importCsv(small.path));
  const version = spawnSync("sqlite3", ["--version"]).stdout.toString().split(" ")[0] ?? "";
  const peak = median(a.map((m) => m.peakMiB ?? 0));
  const smallPeak = median(littleOnes.map((m) => m.peakMiB ?? 0));
  return [
    {
      name: `CSV, 1,000,000 x 12 (${Math.round(bytes / 1e6)} MB), from start of the daemon to .result`,
      against: `sqlite3 ${version} .import, same unique index, no validation`,
      goal: 1,
      better: "less",
      ours: `${seconds(a).toFixed(2)} s (CPU ${median(a.map((m) => m.cpuSeconds ?? 0)).toFixed(1)} s)`,
      theirs: `${seconds(b).toFixed(2)} s`,
      ratio: seconds(a) / seconds(b),
      note: "",
    },
    {
      name: "peak memory at 1,000,000 rows",
      against: "at 100,000 rows",
      goal: 1.15,
      better: "less",
      ours: `${peak.toFixed(0)} MiB`,
      theirs: `${smallPeak.toFixed(0)} MiB`,
      ratio: peak / smallPeak,
      note: "all threads; goal also < 250 MB",
    },
  ];
}
