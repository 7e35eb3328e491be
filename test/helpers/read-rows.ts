/** Files of one test written and read back through the port of the readers. */
import { writeFile } from "node:fs/promises";
import { openRows } from "../../src/formats/open-rows.ts";
import {
  DEFAULT_LIMITS,
  type Cell,
  type ReadLimits,
  type ReadOptions,
  type Row,
  type RowSource,
} from "../../src/formats/rows.ts";

export interface ReadSettings {
  readonly limits?: Partial<ReadLimits>;
  readonly encodingFallback?: ReadOptions["encodingFallback"];
}

export interface ReadSheet {
  readonly name: string | undefined;
  readonly hidden: boolean;
  readonly names: readonly string[] | undefined;
  readonly rows: readonly Row[];
}

/** Opens a file with the default limits but for the given ones. */
export async function openWith(path: string, settings: ReadSettings = {}): Promise<RowSource> {
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  return await openRows(path, { limits, encodingFallback: settings.encodingFallback ?? "none" });
}

/** All sheets of a file with all their rows, and the notes for the log. */
export async function readAll(
  path: string,
  settings: ReadSettings = {},
): Promise<{ readonly sheets: readonly ReadSheet[]; readonly notes: readonly string[] }> {
  await using source = await openWith(path, settings);
  const sheets: ReadSheet[] = [];
  for (const [index, { name, hidden }] of source.sheets.entries()) {
    const sheet = source.read(index);
    const rows: Row[] = [];
    for await (const batch of sheet.batches) rows.push(...batch);
    sheets.push({ name, hidden, names: sheet.names, rows });
  }
  return { sheets, notes: [...source.notes] };
}

/** Writes the content, reads the first sheet back. */
export async function readBack(
  path: string,
  content: string | Buffer,
  settings: ReadSettings = {},
): Promise<ReadSheet> {
  await writeFile(path, content);
  const { sheets } = await readAll(path, settings);
  const [first] = sheets;
  if (first === undefined) throw new Error("no sheet");
  return first;
}

/** Rows as lists of texts: `number:358` for a typed cell, `!R017` behind the cells of a fault. */
export function texts(rows: readonly Row[]): (string | null)[][] {
  return rows.map((row) => [
    ...row.cells.map(cellAsText),
    ...(row.fault === undefined ? [] : [`!${row.fault.code}`]),
  ]);
}

function cellAsText(cell: Cell): string | null {
  return cell === null || typeof cell === "string" ? cell : `${cell.kind}:${cell.text}`;
}
