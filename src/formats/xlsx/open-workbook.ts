/** An .xlsx file as a source of rows. */
import type { FileScan } from "../encoding.ts";
import type { PlainTaker, ReadLimits, Row, RowSource, Sheet } from "../rows.ts";
import { openParts, type ZipParts } from "../zip-parts.ts";
import type { CellContext } from "./cell-value.ts";
import { partBytes } from "./part-text.ts";
import { openItems } from "./plain-items.ts";
import { readSharedStrings } from "./shared-strings.ts";
import { SheetRows } from "./sheet-rows.ts";
import type { StringTable } from "./string-table.ts";
import { readStyles } from "./styles.ts";
import { readWorkbook, type WorkbookSheet } from "./workbook.ts";

/** @throws {InputError} F003 F009 F010 */
export async function openWorkbook(
  path: string,
  scan: FileScan,
  limits: ReadLimits,
): Promise<RowSource> {
  const parts = await openParts(path, limits);
  try {
    return await openSource(parts, scan, limits);
  } catch (error) {
    await parts[Symbol.asyncDispose]();
    throw error;
  }
}

/** Where a sheet that is being read takes the offer of the short way. */
interface Offer {
  take?: (taker: PlainTaker) => void;
}

async function openSource(parts: ZipParts, scan: FileScan, limits: ReadLimits): Promise<RowSource> {
  const { sheets, is1904, stylesPart, sharedStringsPart } = await readWorkbook(parts);
  const formats = await readStyles(parts, stylesPart);
  const notes = [`date system: ${is1904 ? "1904" : "1900"}, as the workbook says`];
  let strings: Promise<StringTable> | undefined;

  async function* batches(sheet: WorkbookSheet, plain: Offer): AsyncGenerator<readonly Row[]> {
    strings ??= readSharedStrings(parts, sharedStringsPart, limits);
    const table = await strings;
    const context: CellContext = {
      formats,
      is1904,
      sharedText: (index) => table.at(index),
    };
    const rows = new SheetRows(context, limits);
    const parser = openItems(sheet.part, { parent: "sheetData", item: "row" }, rows);
    plain.take = (taker) => {
      rows.offer(taker, table);
    };
    for await (const bytes of partBytes(parts, sheet.part)) {
      for (let isFull = parser.write(bytes); ; isFull = parser.write()) {
        yield* rows.take(false);
        if (!isFull) break;
      }
    }
    parser.end();
    yield* rows.take(true);
    if (rows.hiddenRows > 0) {
      notes.push(`sheet ${sheet.name}: ${rows.hiddenRows} hidden rows were read like the others`);
    }
  }

  return {
    format: "xlsx",
    sha256: scan.sha256,
    bytes: scan.bytes,
    notes,
    sheets: sheets.map(({ name, hidden }) => ({ name, hidden })),
    read(sheetIndex): Sheet {
      const sheet = sheets[sheetIndex];
      if (sheet === undefined) throw new RangeError(`there is no sheet ${sheetIndex}`);
      const { name, hidden } = sheet;
      const plain: Offer = {};
      return {
        ...{ name, hidden, names: undefined, batches: batches(sheet, plain) },
        offerPlain: (taker) => plain.take?.(taker),
      };
    },
    bytesRead: () => parts.bytesRead(),
    async [Symbol.asyncDispose]() {
      await parts[Symbol.asyncDispose]();
      if (strings === undefined) return;
      const [table] = await Promise.allSettled([strings]);
      if (table.status === "fulfilled") table.value[Symbol.dispose]();
    },
  };
}
