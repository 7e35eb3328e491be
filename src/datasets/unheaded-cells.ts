/** Cells that stand in a column without a heading: nobody knows what they mean, so they are warned of. */
import type { RowIssue } from "../core/issue.ts";
import type { Row } from "../formats/rows.ts";
import { columnLetters } from "../formats/xlsx/cell-address.ts";

/** Looks at one row after the other, until it has found such a cell; then it is silent. */
export function watchUnheadedCells(
  headings: readonly (string | null)[],
  sheet: string | undefined,
): (row: Row) => RowIssue | undefined {
  const blank = headings.flatMap((heading, index) =>
    (heading ?? "").trim() === "" ? [index] : [],
  );
  let isDone = false;
  return (row) => {
    if (isDone || row.fault || (blank.length === 0 && row.cells.length <= headings.length)) return;
    const index = [...blank, ...beyond(row, headings.length)].find((each) => hasText(row, each));
    if (index === undefined) return;
    isDone = true;
    return {
      code: "F018",
      severity: "warning",
      ...(sheet === undefined ? {} : { sheet }),
      row: row.number,
      value: textAt(row, index).slice(0, 200),
      message: `Column ${index + 1} (${columnLetters(index)}) has no heading, so its cells were left out.`,
    };
  };
}

function beyond({ cells }: Row, length: number): readonly number[] {
  return [...cells.keys()].slice(length);
}

function hasText(row: Row, index: number): boolean {
  return textAt(row, index).trim() !== "";
}

function textAt({ cells }: Row, index: number): string {
  const cell = cells[index] ?? "";
  return typeof cell === "string" ? cell : cell.text;
}
