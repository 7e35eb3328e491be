/** One moment of the store on SQLite, for an export: a connection of its own with an open transaction. */
import type { ImportTypeSpec } from "../../dataset-spec.ts";
import type {
  AuditRange,
  ContentColumns,
  ContentSelection,
  ExportSnapshot,
  Page,
  RecordSelection,
  SheetRow,
  SheetSelection,
  StatisticsRow,
  StatisticsSelection,
  TableSelection,
} from "../../export-snapshot.ts";
import { Database } from "../database.ts";
import { layoutsOf, type Layouts } from "../layout.ts";
import { contentColumns, contentLines } from "./content-lines.ts";
import { csvLine } from "./csv-text.ts";
import { countDeleted, deletedKeys } from "./deleted-rows.ts";
import { recordLine } from "./record-line.ts";
import { countOf, pagesOf, type Rows } from "./row-pages.ts";
import { SelectedRows } from "./selected-rows.ts";
import { countSheetRows, sheetRows } from "./sheet-rows.ts";
import { countStatistics, statisticsRows } from "./statistics.ts";
import { countPart, linesOf } from "./table-lines.ts";

export interface SnapshotOptions {
  /** Path of the store's file. */
  readonly path: string;
  readonly types: readonly ImportTypeSpec[];
}

/**
 * From now on everything is read as it is now, while imports go on: the write-ahead log keeps what
 * they replace until the snapshot is disposed of.
 * @throws {OperatorError} S002, S005 @throws {TransientError} S006
 */
export function openSnapshot({ path, types }: SnapshotOptions): ExportSnapshot {
  const layouts = layoutsOf(types);
  const db = new Database(path, { readOnly: true });
  try {
    // Tables are read once, from their start to their end: a larger cache is filled and not used.
    db.exec("PRAGMA cache_size = -4096; BEGIN");
    // The transaction gets its moment with the first thing that it reads.
    const auditKey = Number(db.value("SELECT coalesce(max(AUDIT_KEY), 0) FROM CTL_AUDIT_LOG"));
    return new SqliteSnapshot(db, layouts, auditKey);
  } catch (error) {
    db.close();
    throw error;
  }
}

class SqliteSnapshot implements ExportSnapshot {
  readonly auditKey: number;
  readonly #db: Database;
  readonly #layouts: Layouts;
  readonly #selected: SelectedRows;

  constructor(db: Database, layouts: Layouts, auditKey: number) {
    this.#db = db;
    this.#layouts = layouts;
    this.#selected = new SelectedRows(db, layouts, auditKey);
    this.auditKey = auditKey;
  }

  count(selection: RecordSelection): number {
    return countOf(this.#db, this.#selected.rowsOf(selection));
  }

  *jsonLines(selection: RecordSelection): Generator<Page> {
    const rows = this.#selected.rowsOf(selection);
    const line = recordLine(this.#selected.layout(selection.dataset), this.#layouts);
    yield* pagesOf(this.#db, { ...rows, line, end: "char(10)" });
  }

  countRows({ parts, audit = {} }: TableSelection): number {
    return parts.reduce((sum, part) => sum + countPart(this.#source, part, audit), 0);
  }

  *csv({ columns, parts, audit = {} }: TableSelection): Generator<Page> {
    yield { bytes: Buffer.from(csvLine(columns)), records: 0 };
    for (const part of parts) {
      if (part.kind === "rows") {
        const text = part.rows.map(csvLine).join("");
        yield { bytes: Buffer.from(text), records: part.rows.length };
      } else {
        yield* pagesOf(this.#db, linesOf(this.#source, part, audit));
      }
    }
  }

  contentColumns(dataset: string): ContentColumns {
    return contentColumns(this.#selected.layout(dataset), this.#layouts);
  }

  countContent(selection: ContentSelection): number {
    return countOf(this.#db, this.#contentRows(selection));
  }

  *content(selection: ContentSelection): Generator<Page> {
    const layout = this.#selected.layout(selection.dataset);
    const rows = this.#contentRows(selection);
    yield* pagesOf(this.#db, contentLines(rows, layout, this.#layouts, selection));
  }

  deletedKeys(dataset: string, changes: AuditRange): IterableIterator<readonly string[]> {
    return deletedKeys(this.#db, dataset, changes);
  }

  countDeleted(dataset: string, changes: AuditRange): number {
    return countDeleted(this.#db, dataset, changes);
  }

  statistics(selection: StatisticsSelection): IterableIterator<StatisticsRow> {
    return statisticsRows(this.#db, selection);
  }

  countStatistics(selection: StatisticsSelection): number {
    return countStatistics(this.#db, selection);
  }

  sheetRows(selection: SheetSelection): IterableIterator<SheetRow> {
    const layout = this.#selected.layout(selection.dataset);
    return sheetRows(this.#db, this.#layouts, layout, selection);
  }

  countSheetRows(dataset: string): number {
    return countSheetRows(this.#db, this.#selected.layout(dataset));
  }

  #contentRows({ dataset, changes }: ContentSelection): Rows {
    return this.#selected.rowsOf({ dataset, ...(changes ? { audit: changes } : {}) });
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  get #source() {
    return { db: this.#db, layouts: this.#layouts, selected: this.#selected };
  }
}
