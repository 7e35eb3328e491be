/** Columns that a dataset does not know, as one JSON object: attributes, or user data of an interaction. */
import type { Cell, Row } from "../formats/rows.ts";
import { DIGITS_LOST, exactText, isScientific } from "./cell-text.ts";
import { parseObject } from "./encoded.ts";
import type { FreeColumn } from "./header.ts";
import type { RowUnderCheck } from "./row-under-check.ts";

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Attributes of a customer: texts, sent back as they came; null when the row has none. */
export function attributesJson(
  row: Row,
  columns: readonly FreeColumn[],
  maxChars: number,
  report: RowUnderCheck,
): string | null {
  const members: string[] = [];
  for (const { index, key } of columns) {
    const cell = row.cells[index] ?? null;
    if (cell === null || cell === "") continue;
    const text = attributeText(cell, key, report);
    if (text === null) continue;
    if (text.length > maxChars) {
      report.report(
        "R004",
        "error",
        undefined,
        `${key}: expected at most ${maxChars} characters.`,
        text,
      );
    }
    if (typeof cell !== "string" && isScientific(text)) {
      report.report("R006", "warning", undefined, `${key}: ${DIGITS_LOST}`, cell);
    }
    members.push(`${JSON.stringify(key)}:${JSON.stringify(text)}`);
  }
  return members.length === 0 ? null : `{${members.join(",")}}`;
}

/** User data with the fields that are not known added to it; numbers and nested values stay what they are. */
export function mergedJson(
  row: Row,
  columns: readonly FreeColumn[],
  known: string | null,
  report: RowUnderCheck,
): string | null {
  const members: string[] = [];
  const own = known === null ? undefined : parseObject(known);
  for (const { index, key } of columns) {
    const cell = row.cells[index] ?? null;
    if (cell === null || cell === "") continue;
    if (own && Object.hasOwn(own, key)) continue;
    const value = jsonValue(cell, report);
    if (value !== null) members.push(`${JSON.stringify(key)}:${value}`);
  }
  if (members.length === 0) return known;
  // Joined as text: parsing and writing again would round long numbers.
  const inside = known === null ? "" : known.slice(1, -1).trim();
  return `{${inside === "" ? "" : `${inside},`}${members.join(",")}}`;
}

function attributeText(
  cell: Exclude<Cell, null>,
  key: string,
  report: RowUnderCheck,
): string | null {
  if (typeof cell !== "string" && cell.kind === "json") return cell.text;
  report.column = undefined;
  const before = report.hasError;
  const text = exactText(cell, {
    zone: report.zone,
    error: (code, message) => {
      report.report(code, "error", undefined, `${key}: ${message}`, cell);
      return null;
    },
    warn: () => undefined,
  });
  return text === null && before === report.hasError ? null : text;
}

function jsonValue(cell: Exclude<Cell, null>, report: RowUnderCheck): string | null {
  if (typeof cell !== "string") {
    if (cell.kind === "json") return cell.text;
    if (cell.kind === "boolean") return cell.text.toLowerCase();
    if (cell.kind === "number" && JSON_NUMBER.test(cell.text)) return cell.text;
  }
  report.column = undefined;
  report.cell = cell;
  const text = exactText(cell, report);
  return text === null ? null : JSON.stringify(text);
}
