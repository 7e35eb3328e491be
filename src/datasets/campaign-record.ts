/** The one record that a whole file is about: a campaign, and what its customers inherit. */
import path from "node:path";
import type { Row, Sheet } from "../formats/rows.ts";
import { CLEAR, type SheetSpec } from "../store/dataset-spec.ts";
import type { FeedMessage } from "../store/feed.ts";
import type { CheckContext } from "./check-context.ts";
import { createRowChecker } from "./check-row.ts";
import { type CheckedRows, noCheckedRows, rowsMessage } from "./checked-rows.ts";
import { Header } from "./header.ts";

export interface HeadRecord {
  readonly messages: readonly FeedMessage[];
  /** Values that the other rows of the file inherit. */
  readonly inherited: ReadonlyMap<string, string>;
  /** Zone of their date-times. */
  readonly timeZone: string;
}

export interface HeadOptions {
  readonly spec: SheetSpec;
  readonly sheet: Sheet;
  readonly context: CheckContext;
  readonly headings: readonly (string | null)[];
  /** Rows of the record's own sheet, or the first row of a flat file. */
  readonly rows: readonly Row[];
  /** False where the record stands in no row of its own. */
  readonly counted: boolean;
  readonly bytesRead: number;
}

/** @throws {InputError} F008. */
export function headRecord(options: HeadOptions): HeadRecord {
  const { spec, sheet, context, rows, counted, bytesRead } = options;
  const { dataset } = spec;
  const [key = ""] = dataset.key;
  const ownName = path.parse(context.fileName).name;
  const header = new Header({ dataset, sheet: sheet.name, freeColumns: 0 });
  header.extend(options.headings);
  const checker = createRowChecker({
    ...{ dataset, header, grows: false, sheet: sheet.name, context },
    defaults: new Map([[key, ownName]]),
  });
  const checked = noCheckedRows();
  checked.issues.push(...header.issues);
  const [first, ...others] = rows;
  if (first) checker.check(first, checked);
  for (const row of others) surplus(row.number, first?.number ?? 0, sheet.name, checked);
  const columns = checker.plan.map(({ name }) => name);
  const values = checked.values[0] ?? checked.wrong[0]?.values ?? [];
  const textOf = (name: string): string | undefined => {
    const value = values[columns.indexOf(name)];
    return typeof value === "string" && value !== CLEAR ? value : undefined;
  };
  return {
    messages: [
      { kind: "sheet", sheet: sheet.name, dataset: dataset.name, columns, counted },
      rowsMessage(checked, bytesRead),
    ],
    inherited: new Map(spec.inherited.map((name) => [name, textOf(name) ?? ownName])),
    timeZone: textOf("TimeZone") ?? context.timeZone,
  };
}

function surplus(row: number, first: number, sheet: string | undefined, into: CheckedRows): void {
  into.rejected++;
  into.issues.push({
    code: "R008",
    severity: "error",
    ...(sheet === undefined ? {} : { sheet }),
    row,
    message: `The sheet holds one record, which stands in row ${first}.`,
  });
}
