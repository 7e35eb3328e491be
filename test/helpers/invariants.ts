/**
 * The one checker of the standing invariants of the import line, used after every fault:
 * C conservation, V verdict, E effect once, L liveness. Throws with what it found.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { until } from "./until.ts";
import type { ResultFile, Workspace } from "./workspace.ts";

/** A file that was dropped, and what must have become of it. */
export interface Dropped {
  readonly type: string;
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly status: ResultFile["status"];
}

export interface Expected {
  readonly dropped: readonly Dropped[];
  /** Table -> rows that it must hold, by the columns given, in any order. */
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

const SIDECAR = /\.(log|result|err|rejected\.csv|rejected\.xlsx)$/;
const hashOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

/** L: InProcess and the drop folders are empty within a minute; then C, V and E. */
export async function checkInvariants(workspace: Workspace, expected: Expected): Promise<void> {
  const types = [...new Set(expected.dropped.map(({ type }) => type))];
  await until("InProcess and the drop folders to be empty", async () => {
    for (const type of types) {
      if ((await filesIn(workspace.folder(type))).length > 0) return false;
      if ((await filesIn(workspace.folder(type, "InProcess"))).length > 0) return false;
    }
    return (await countResults(workspace, types)) >= expected.dropped.length;
  });
  await until("all runs to be closed in the ledger", () => openRuns(workspace) === 0);
  for (const type of types) await checkHistory(workspace, type, expected);
  checkStore(workspace, expected);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

async function countResults(workspace: Workspace, types: readonly string[]): Promise<number> {
  const names = await Promise.all(types.map((type) => filesIn(workspace.folder(type, "History"))));
  return names.flat().filter((name) => name.endsWith(".result")).length;
}

function countEach(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** C and V: each file is in History once, with one verdict that all its files and the ledger agree on. */
async function checkHistory(workspace: Workspace, type: string, expected: Expected): Promise<void> {
  const folder = workspace.folder(type, "History");
  const names = await filesIn(folder);
  const problems: string[] = [];
  const leftovers = names.filter((name) => name.startsWith("."));
  if (leftovers.length > 0) problems.push(`temporary files in History: ${leftovers.join(", ")}`);
  const sources = names.filter((name) => !SIDECAR.test(name) && !name.startsWith("."));
  const hashes = await Promise.all(
    sources.map(async (name) => hashOf(await readFile(join(folder, name)))),
  );
  const wanted = expected.dropped.filter((file) => file.type === type);
  const wantedHashes = wanted.map(({ content }) => hashOf(content));
  const [found, expectedCopies] = [countEach(hashes), countEach(wantedHashes)];
  for (const [index, file] of wanted.entries()) {
    const hash = wantedHashes[index] ?? "";
    const [copies, same] = [found.get(hash) ?? 0, expectedCopies.get(hash) ?? 0];
    if (copies !== same) problems.push(`${file.name}: ${copies} copies in History, not ${same}`);
  }
  if (sources.length !== wanted.length) {
    problems.push(
      `${sources.length} sources in History, not ${wanted.length}: ${names.join(", ")}`,
    );
  }
  const byHash = new Map<string, Dropped[]>(wantedHashes.map((hash) => [hash, []]));
  for (const [index, file] of wanted.entries()) byHash.get(wantedHashes[index] ?? "")?.push(file);
  const there = new Set(names);
  for (const source of sources) {
    problems.push(...(await checkVerdict(workspace, { type, source, names: there, byHash })));
  }
  if (problems.length > 0) throw new Error(`${type}: ${problems.join("\n")}`);
}

interface Archived {
  readonly type: string;
  readonly source: string;
  /** Everything in History. */
  readonly names: ReadonlySet<string>;
  /** Files of this type that were dropped, by their content. */
  readonly byHash: ReadonlyMap<string, readonly Dropped[]>;
}

async function checkVerdict(workspace: Workspace, archived: Archived): Promise<string[]> {
  const { type, source, names, byHash } = archived;
  const problems: string[] = [];
  if (!names.has(`${source}.log`)) problems.push(`${source} has no .log`);
  if (!names.has(`${source}.result`)) return [`${source} has no .result`];
  const result = JSON.parse(await workspace.read(type, `${source}.result`)) as ResultFile;
  const same = byHash.get(result.sha256) ?? [];
  // A name too long for History is cut there: then the content alone tells.
  const file = same.find(({ name }) => source.endsWith(name)) ?? same[0];
  if (file?.status !== result.status) {
    problems.push(`${source}: ${result.status}, not ${file?.status ?? "a file that was dropped"}`);
  }
  const { total, ...parts } = result.rows;
  const sum = Object.values(parts).reduce((a, b) => a + b, 0);
  if (total !== sum) problems.push(`${source}: total ${total ?? "?"} is not the sum ${sum}`);
  const hasErr = names.has(`${source}.err`);
  if (hasErr !== (result.status !== "Succeeded")) problems.push(`${source}: .err ${hasErr}`);
  for (const name of Object.values(result.files)) {
    if (!names.has(name)) problems.push(`${source}: ${name} is named in .result but missing`);
  }
  return problems;
}

function openRuns(workspace: Workspace): number {
  const database = openStore(workspace);
  try {
    return count(database, "Run WHERE State <> 'Archived'");
  } finally {
    database.close();
  }
}

type Database = InstanceType<typeof DatabaseSync>;

function openStore(workspace: Workspace): Database {
  const path = join(workspace.path, "var/quayside.db");
  return new DatabaseSync(path, { readOnly: true, timeout: 60_000 });
}

function count(database: Database, from: string): number {
  const row = database.prepare(`SELECT count(*) AS n FROM ${from}`).get() as { n: number };
  return row.n;
}

/** E: the tables hold just what applying each file once gives, and each file has one run. */
function checkStore(workspace: Workspace, expected: Expected): void {
  const database = openStore(workspace);
  try {
    for (const [table, rows] of Object.entries(expected.tables)) {
      const columns = Object.keys(rows[0] ?? { Id: 0 });
      const found = database.prepare(`SELECT ${columns.join(", ")} FROM "${table}"`).all();
      const key = (row: object): string => JSON.stringify(Object.entries(row).sort());
      const got = found.map((row) => key(row as object)).sort();
      const want = rows.map(key).sort();
      if (JSON.stringify(got) !== JSON.stringify(want)) {
        const extra = got.filter((row) => !want.includes(row)).slice(0, 3);
        const lost = want.filter((row) => !got.includes(row)).slice(0, 3);
        throw new Error(
          `${table}: ${got.length} records, not ${want.length}; extra ${extra.join()}; lost ${lost.join()}`,
        );
      }
    }
    const runs = count(database, "Run");
    if (runs !== expected.dropped.length) {
      throw new Error(`${runs} runs in the ledger for ${expected.dropped.length} files`);
    }
  } finally {
    database.close();
  }
}
