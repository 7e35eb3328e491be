/** The workbook of a campaign: sheets Customers, Attempts, ScriptResults and Summary, row by row. */
import { CELL_CHARS } from "../../formats/excel-text.ts";
import { WorkbookStream } from "../../formats/excel-writer.ts";
import type { RowFile } from "./csv-file.ts";
import { summaryCharts, summarySheet } from "./summary-sheet.ts";
import type { Summary } from "./summary.ts";
import type { Cell, Table } from "./table.ts";

const CUT = "... (cut: a cell holds no more; all of it is in the csv)";

export class WorkbookFile implements AsyncDisposable {
  readonly #stream: WorkbookStream;

  /** @param endedAt goes into the properties of the document: the same at every attempt. */
  constructor(path: string, endedAt: Date) {
    this.#stream = new WorkbookStream(path, { createdAt: endedAt });
  }

  /** Begins the next sheet; rows of `write` go there until another is begun. */
  async sheet<Row>(name: string, table: Table<Row>): Promise<Pick<RowFile<Row>, "write">> {
    const numbers = table.flatMap(({ kind }, index) => (kind === "number" ? [index] : []));
    const header = table.map((column) => column.name);
    await this.#stream.beginSheet(name, header, new Set(numbers));
    return {
      write: async (rows) => {
        for (const row of rows) await this.#stream.write(table.map(({ of }) => held(of(row))));
      },
    };
  }

  /** Adds the summary with its charts; the file is whole when this has resolved. */
  async finish(summary: Summary): Promise<void> {
    const { header, numbers, rows } = summarySheet(summary);
    await this.#stream.beginSheet("Summary", header, numbers);
    for (const row of rows) await this.#stream.write(row.map(held));
    this.#stream.addCharts(summaryCharts(summary));
    await this.#stream.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream[Symbol.asyncDispose]();
  }
}

/** Excel calls a workbook damaged that has a longer cell. */
function held(cell: Cell): string | number | null {
  if (typeof cell !== "string" || cell.length <= CELL_CHARS) return cell ?? null;
  const kept = cell.slice(0, CELL_CHARS - CUT.length);
  // Not through the middle of a character of two units.
  return kept.replace(/[\ud800-\udbff]$/, "") + CUT;
}
