/** A file in memory as a RowSource, and the feed that its check makes. */
import type { CheckContext } from "../../../src/datasets/check-context.ts";
import { loadImportTypes } from "../../../src/datasets/load-types.ts";
import type { TypeSettings } from "../../../src/datasets/type-settings.ts";
import { validateRows } from "../../../src/drop/validate.ts";
import {
  type Cell,
  DEFAULT_LIMITS,
  type RowFault,
  type RowSource,
} from "../../../src/formats/rows.ts";
import type { ImportTypeSpec } from "../../../src/store/dataset-spec.ts";
import type { FeedMessage, FeedValue } from "../../../src/store/feed.ts";
import type { RowIssue } from "../../../src/core/issue.ts";

export interface MemorySheet {
  readonly name?: string;
  readonly hidden?: boolean;
  /** Field names, where the format names its fields. */
  readonly names?: string[];
  readonly rows: readonly (readonly Cell[])[];
  /** By position in `rows`. */
  readonly faults?: Readonly<Record<number, RowFault>>;
}

export function memorySource(...sheets: readonly MemorySheet[]): RowSource {
  return {
    format: sheets[0]?.name === undefined ? "csv" : "xlsx",
    notes: ["a note of the reader"],
    sha256: "0".repeat(64),
    bytes: 1234,
    sheets: sheets.map(({ name, hidden = false }) => ({ name, hidden })),
    read: (index) => {
      const { name, hidden = false, names, rows, faults = {} } = sheets[index]!;
      return {
        name,
        hidden,
        names,
        batches: (async function* () {
          if (rows.length === 0) return;
          yield rows.map((cells, position) => ({
            number: position + 1,
            cells,
            ...(faults[position] ? { fault: faults[position] } : {}),
          }));
        })(),
      };
    },
    bytesRead: () => 1234,
    [Symbol.asyncDispose]: async () => {},
  };
}

export const CONTEXT: CheckContext = {
  timeZone: "Europe/Helsinki",
  defaultCountry: "FI",
  now: new Date("2026-11-20T10:00:00Z"),
  fileName: "file.csv",
  limits: DEFAULT_LIMITS,
};

const loaded = new Map<string, Promise<readonly ImportTypeSpec[]>>();

export async function typeNamed(
  name: string,
  settings: TypeSettings = {},
): Promise<ImportTypeSpec> {
  const key = JSON.stringify(settings);
  const types = loaded.get(key) ?? loadImportTypes("config", settings);
  loaded.set(key, types);
  return (await types).find(({ type }) => type === name)!;
}

export interface FeedSheet {
  readonly dataset: string;
  readonly sheet: string | undefined;
  readonly counted: boolean;
  readonly columns: readonly string[];
  /** Records by column; what is null is left out. */
  readonly records: Readonly<Record<string, FeedValue>>[];
  readonly numbers: number[];
}

export interface Feed {
  readonly messages: readonly FeedMessage[];
  readonly sheets: readonly FeedSheet[];
  readonly issues: readonly RowIssue[];
  readonly rejected: number;
  readonly skipped: number;
  readonly refused?: Extract<FeedMessage, { kind: "refused" }>;
}

/** Checks sheets as a file of the type and sorts what comes out of it. */
export async function feedOf(
  type: string | ImportTypeSpec,
  sheets: readonly MemorySheet[],
  context: Partial<CheckContext> = {},
): Promise<Feed> {
  const spec = typeof type === "string" ? await typeNamed(type) : type;
  const messages: FeedMessage[] = [];
  for await (const message of validateRows(spec, memorySource(...sheets), {
    ...CONTEXT,
    ...context,
  })) {
    messages.push(message);
  }
  return sorted(messages);
}

function sorted(messages: readonly FeedMessage[]): Feed {
  const found: FeedSheet[] = [];
  for (const message of messages) {
    if (message.kind === "sheet") found.push({ ...message, records: [], numbers: [] });
    if (message.kind !== "rows") continue;
    const { columns, records, numbers } = found.at(-1)!;
    numbers.push(...message.numbers);
    for (const values of message.values) {
      const given = columns.map((name, index) => [name, values[index] ?? null] as const);
      records.push(Object.fromEntries(given.filter(([, value]) => value !== null)));
    }
  }
  const rows = messages.filter((message) => message.kind === "rows");
  const refused = messages.find((message) => message.kind === "refused");
  return {
    messages,
    sheets: found,
    issues: rows.flatMap(({ issues }) => issues),
    rejected: rows.reduce((sum, { rejected }) => sum + rejected, 0),
    skipped: rows.reduce((sum, { skipped }) => sum + skipped, 0),
    ...(refused ? { refused } : {}),
  };
}

/** `code row column` of each issue, for short. */
export function brief(issues: readonly RowIssue[]): readonly string[] {
  return issues.map(({ code, row, column = "-" }) => `${code} ${row} ${column}`);
}
