/** What a file of rows is made of: columns that each know how to take their cell from a row. */

/**
 * text: anything. phone: may begin with a plain `+`. number: a number, in a workbook too.
 */
export type ColumnKind = "text" | "phone" | "number";

export type Cell = string | number | undefined;

export interface Column<Row> {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly of: (row: Row) => Cell;
}

export type Table<Row> = readonly Column<Row>[];

export function text<Row>(name: string, of: (row: Row) => string | undefined): Column<Row> {
  return { name, kind: "text", of };
}

export function phone<Row>(name: string, of: (row: Row) => string | undefined): Column<Row> {
  return { name, kind: "phone", of };
}

export function number<Row>(name: string, of: (row: Row) => number | undefined): Column<Row> {
  return { name, kind: "number", of };
}
