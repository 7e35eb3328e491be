/** A table of 1,000,000 rows x 12 to a CSV file in the client's folder, against `sqlite3 -csv`. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COLUMNS, directoryCsv } from "../data.ts";
import { Daemon, until } from "../daemon.ts";
import { inTurn, median, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

const DEFINITION = `name: people
key: [ExternalId]
columns:
${COLUMNS.map((name) => `  - { name: ${name}, type: text }\n`).join("")}
importer: { enabled: true }
displacer: { enabled: true }
`;
const JOB = { Source: "data-displacer", Database: "people", Run: "once", Timeframe: "all" };

export async function displacerCase(rounds: number, rows = 1_000_000): Promise<CaseResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  const daemon = new Daemon();
  try {
    await fill(daemon, (await directoryCsv(rows)).path);
    let round = 0;
    const { a, b } = await inTurn(
      rounds,
      () => displaceOnce(daemon, `people${++round}`),
      () => selectOnce(daemon, join(folder, "people.csv")),
    );
    const version = spawnSync("sqlite3", ["--version"]).stdout.toString().split(" ")[0] ?? "";
    return [
      {
        name: `displacer, ${rows.toLocaleString("en")} rows x ${COLUMNS.length} to a CSV file, from the command to the file`,
        against: `sqlite3 -csv -header (${version}), the same SELECT into a file`,
        goal: 1,
        better: "less",
        ours: `${seconds(a).toFixed(2)} s (peak ${median(a.map((one) => one.peakMiB ?? 0)).toFixed(0)} MiB)`,
        theirs: `${seconds(b).toFixed(2)} s`,
        ratio: seconds(a) / seconds(b),
        note: "hashed, synced and renamed; ours with the start of the command line",
      },
    ];
  } finally {
    await daemon.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The daemon goes on afterwards, freshly started, so that the import counts for nothing. */
async function fill(daemon: Daemon, path: string): Promise<void> {
  const definitions = join(daemon.folder, "config/databases");
  mkdirSync(definitions, { recursive: true });
  writeFileSync(join(definitions, "people.yml"), DEFINITION);
  daemon.prepare("DataImporter/people", path, "people.csv");
  await daemon.start();
  await daemon.release("DataImporter/people", "people.csv");
  await daemon.results("DataImporter/people", 1);
}

async function displaceOnce(daemon: Daemon, name: string): Promise<Measured> {
  const job = join(daemon.folder, "job.json");
  writeFileSync(job, JSON.stringify({ ...JOB, Title: name, FileName: name }));
  const file = join(daemon.folder, "exchange/Share", `${name}.csv`);
  const elapsed = await timed(async () => {
    daemon.command("jobs", "add", job);
    await until(async () => existsSync(file));
  });
  if (statSync(file).size === 0) throw new Error("the file is empty");
  return { seconds: elapsed, peakMiB: daemon.peakMiB() };
}

async function selectOnce(daemon: Daemon, path: string): Promise<Measured> {
  const out = openSync(path, "w");
  const select = `SELECT ${COLUMNS.join(", ")} FROM people`;
  const elapsed = await timed(async () => {
    const store = join(daemon.folder, "var/quayside.db");
    execFileSync("sqlite3", ["-readonly", "-csv", "-header", store, select], {
      stdio: ["ignore", out, "inherit"],
    });
  });
  closeSync(out);
  return { seconds: elapsed };
}
