/** Made-up records of the contact history with values of every kind, the same at each call. */
import { writeFile } from "node:fs/promises";
import type { ColumnSpec } from "../../src/store/dataset-spec.ts";
import type { Importer } from "./importing.ts";
import { typeOf } from "./rejecting.ts";

export type HistoryRecord = Readonly<Record<string, unknown>>;

export const KEYS = {
  Interaction: "IXNID",
  Document: "DOCUMENTID",
  Contact: "CONTACTID",
  ContactAttribute: "ID",
} as const;

export type HistoryDataset = keyof typeof KEYS;

const TEXTS = [
  "plain",
  'quotes " and \\ and /',
  "two\nlines\r\nand a\ttab",
  " blanks around ",
  "Größe, 漢字, 😀, \u2028\u2029, \u00a0",
  "a,b;c",
  "'; DROP TABLE Interaction; --",
  "null",
  "{}",
] as const;
const ATTRIBUTES = [
  {},
  { Segment: "gold", Score: 7 },
  { nested: { deep: [1, 2.5, null, true, { "k\ney": "v\u2028" }] }, "": "no name" },
] as const;

/** The n-th record: each column is left out in some records and has another value in others. */
export function historyRecord(dataset: HistoryDataset, n: number): HistoryRecord {
  const columns = typeOf(dataset).sheets[0]?.dataset.columns ?? [];
  const entries = columns
    .filter((_column, position) => (n * 7 + position * 5) % 4 !== 0)
    .map((column, position) => [column.name, valueOf(column, n + position)] as const);
  return { ...Object.fromEntries(entries), [KEYS[dataset]]: `${dataset} ${n}` };
}

function valueOf(column: ColumnSpec, n: number): unknown {
  const { kind, minimum, maximum, check } = column;
  if (kind === "int") {
    if (check === "entityType") return [0, 1, 2, 3, 5, 6, 7][n % 7];
    if (minimum !== undefined && maximum !== undefined) {
      return minimum + (n % (maximum - minimum + 1));
    }
    return [0, 1, -1, 4_711, 999_999_999_999_999, -999_999_999_999_999][n % 6];
  }
  if (kind === "datetime") {
    return new Date(Date.UTC(1999 + (n % 40), n % 12, 28, n % 24, n % 60, 59, n % 1000)).toJSON();
  }
  if (kind === "int64") return ["0", "-1", "9223372036854775807", "1262304000000"][n % 4];
  if (kind === "base64") {
    return Buffer.from(`\u0000\u00ff content ${n}`, "latin1").toString("base64");
  }
  return kind === "json" ? ATTRIBUTES[n % ATTRIBUTES.length] : TEXTS[n % TEXTS.length];
}

/** Imports records as a file of JSON Lines; fails when one of them is refused. */
export async function importRecords(
  importer: Importer,
  dataset: HistoryDataset,
  file: string,
  records: readonly HistoryRecord[],
): Promise<void> {
  await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const { verdict, issues } = await importer.importFile(typeOf(dataset), file, `${dataset}.jsonl`);
  if (verdict.status !== "Succeeded") throw new Error(JSON.stringify(issues.slice(0, 5)));
}
