/** 1,000,000 operations over a table of 1,000,000 records, against a prepared SQL script in sqlite3. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { Daemon } from "../daemon.ts";
import { inTurn, median, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

const COLUMNS = ["No", "Name", "Mail", "Phone", "Street", "City", "Segment", "Score"] as const;
const DEFINITION = `name: customers
key: [No]
columns:
${COLUMNS.map((name) => `  - { name: ${name}, type: ${name === "Score" ? "integer" : "text"} }\n`).join("")}
importer: { enabled: true }
updater: { enabled: true }
`;

interface Inputs {
  /** The former content, and the operations, as our module takes them. */
  readonly contentPath: string;
  readonly operationsPath: string;
  /** The same for sqlite3: a table that is filled, and the statements. */
  readonly tablePath: string;
  readonly scriptPath: string;
}

/** @param records of the table, and as many operations: 60 % U, 30 % I, 10 % D. */
export async function updaterCase(rounds: number, records = 1_000_000): Promise<CaseResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  try {
    const inputs = await prepare(folder, records);
    const { a, b } = await inTurn(
      rounds,
      () => updateByFile(inputs),
      () => updateByScript(inputs),
    );
    const count = records.toLocaleString("en");
    return [
      {
        name: `updater, ${count} operations over ${count} records, from the drop to .result`,
        against: "sqlite3, a prepared script of statements in one transaction, no validation",
        goal: 1,
        better: "less",
        ours: `${seconds(a).toFixed(2)} s (peak ${median(a.map((m) => m.peakMiB ?? 0)).toFixed(0)} MiB)`,
        theirs: `${seconds(b).toFixed(2)} s`,
        ratio: seconds(a) / seconds(b),
        note: "60 % U, 30 % I, 10 % D; 8 columns",
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function updateByFile({ contentPath, operationsPath }: Inputs): Promise<Measured> {
  const daemon = new Daemon();
  const definitions = join(daemon.folder, "config/databases");
  mkdirSync(definitions, { recursive: true });
  writeFileSync(join(definitions, "customers.yml"), DEFINITION);
  try {
    const [importer, updater] = ["DataImporter/customers", "DataUpdater/customers"];
    daemon.prepare(importer, contentPath, "content.csv");
    daemon.prepare(updater, operationsPath, "operations.csv");
    await daemon.start();
    await daemon.release(importer, "content.csv");
    await daemon.results(importer, 1);
    const elapsed = await timed(async () => {
      await daemon.release(updater, "operations.csv");
      await daemon.results(updater, 1);
    });
    return { seconds: elapsed, peakMiB: daemon.peakMiB() };
  } finally {
    await daemon.end();
  }
}

async function updateByScript({ tablePath, scriptPath }: Inputs): Promise<Measured> {
  const path = `${tablePath}.copy`;
  copyFileSync(tablePath, path);
  const elapsed = await timed(async () => {
    shell(path, scriptPath);
  });
  rmSync(path);
  return { seconds: elapsed };
}

function shell(databasePath: string, scriptPath: string): void {
  const input = openSync(scriptPath, "r");
  const { status, stderr } = spawnSync("sqlite3", ["-bail", databasePath], {
    stdio: [input, "ignore", "pipe"],
  });
  closeSync(input);
  if (status !== 0) throw new Error(`sqlite3 failed: ${stderr.toString()}`);
}

async function prepare(folder: string, records: number): Promise<Inputs> {
  const inputs = {
    contentPath: join(folder, "content.csv"),
    operationsPath: join(folder, "operations.csv"),
    tablePath: join(folder, "table.db"),
    scriptPath: join(folder, "operations.sql"),
  };
  await write(inputs.contentPath, content(records));
  await write(inputs.operationsPath, operationLines(records));
  await write(inputs.scriptPath, statements(records));
  const filling = join(folder, "table.sql");
  writeFileSync(
    filling,
    `PRAGMA journal_mode = WAL;
CREATE TABLE customers (Id INTEGER PRIMARY KEY, ${COLUMNS.join(" TEXT, ")} INTEGER);
CREATE TABLE incoming (${COLUMNS.join(", ")});
.mode csv
.import --skip 1 ${inputs.contentPath} incoming
INSERT INTO customers (${COLUMNS.join(", ")}) SELECT * FROM incoming;
DROP TABLE incoming;
CREATE UNIQUE INDEX customersByNo ON customers (No);
`,
  );
  shell(inputs.tablePath, filling);
  return inputs;
}

function valuesOf(no: number, version: string): readonly string[] {
  const [key, digits] = [`C-${no}`, String(no).padStart(7, "0")];
  const mail = `${version}.${no}@example.com`;
  const place = [`${no % 200} Harbour Street`, `City ${no % 1000}`, `S${no % 7}`];
  return [key, `${version} ${no}`, mail, `+35840${digits}`, ...place, String(no % 100)];
}

function* content(records: number): Generator<string> {
  yield COLUMNS.join(",");
  for (let no = 0; no < records; no++) yield valuesOf(no, "first").join(",");
}

/** Spread over the whole table; no record is deleted and updated. */
function* operations(records: number): Generator<readonly [string, number]> {
  for (let i = 0; i < records; i++) {
    const no = (i * 7919) % records;
    const kind = i % 10;
    if (kind < 6) yield ["U", no];
    else if (kind < 9) yield ["I", records + i];
    else yield ["D", no];
  }
}

function* operationLines(records: number): Generator<string> {
  yield ["operation", ...COLUMNS].join(",");
  for (const [operation, no] of operations(records)) {
    yield [operation, ...valuesOf(no, "second")].join(",");
  }
}

function* statements(records: number): Generator<string> {
  yield "BEGIN;";
  for (const [operation, no] of operations(records)) {
    const values = valuesOf(no, "second").map((value) => `'${value}'`);
    const set = COLUMNS.slice(1).map((name, at) => `${name}=${values[at + 1] ?? ""}`);
    if (operation === "U") {
      yield `UPDATE customers SET ${set.join(",")} WHERE No=${values[0] ?? ""};`;
    } else if (operation === "D") yield `DELETE FROM customers WHERE No=${values[0] ?? ""};`;
    else yield `INSERT INTO customers (${COLUMNS.join(",")}) VALUES (${values.join(",")});`;
  }
  yield "COMMIT;";
}

async function write(path: string, lines: Iterable<string>): Promise<void> {
  const stream = createWriteStream(path);
  let block = "";
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length < 1_000_000) continue;
    if (!stream.write(block)) await once(stream, "drain");
    block = "";
  }
  stream.end(block);
  await finished(stream);
}
