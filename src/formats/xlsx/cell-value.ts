/** From what a cell element holds to the cell of a row. */
import type { Cell } from "../rows.ts";
import type { NumberFormat } from "./number-format.ts";
import { PLAIN } from "./number-format.ts";
import { canonicalNumber, paddedText, percentText } from "./number-text.ts";
import { unescapeText } from "./rich-text.ts";
import { serialHours, serialMoment, serialTime } from "./serial-date.ts";

export interface CellSource {
  /** The attribute `t`: `s`, `str`, `inlineStr`, `b`, `e`, `d`, `n`. */
  readonly type: string;
  /** The index of the style, as the attribute `s` has it. */
  readonly style: string;
  /** Text of `<v>`; undefined without that element. */
  readonly value: string | undefined;
  /** Text of `<is>`; undefined without that element. */
  readonly inline: string | undefined;
  /** Text of `<f>`; undefined without that element. */
  readonly formula: string | undefined;
}

export interface CellContext {
  readonly formats: readonly NumberFormat[];
  readonly is1904: boolean;
  /** Texts by number; undefined where there is none. */
  sharedText(index: number): string | undefined;
}

/** The cell, or null for an empty one; undefined when it names a shared text that isn't there. */
export function cellValue(source: CellSource, context: CellContext): Cell | undefined {
  const { type, value, inline, formula } = source;
  if (type === "inlineStr" && inline !== undefined) return inline === "" ? null : inline;
  if (value === undefined || (value === "" && type !== "str")) {
    return formula === undefined ? null : { kind: "formula", text: `=${formula}` };
  }
  switch (type) {
    case "s":
      return sharedCell(value, context);
    case "str":
    case "inlineStr":
      return value === "" ? null : unescapeText(value);
    case "b":
      return { kind: "boolean", text: value.trim() === "0" ? "FALSE" : "TRUE" };
    case "e":
      return { kind: "error", text: value };
    case "d":
      return isoCell(value.trim());
    default:
      return numberCell(value, context.formats[Number(source.style)] ?? PLAIN, context.is1904);
  }
}

function sharedCell(value: string, context: CellContext): Cell | undefined {
  const text = context.sharedText(Number(value));
  return text === "" ? null : text;
}

/** A date as text (`t="d"`): `2024-02-29T10:00:00Z`, of which the offset means nothing. */
function isoCell(value: string): Cell {
  const parts = /^(?:(\d{4}-\d\d-\d\d))?T?(?:(\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?)?Z?$/.exec(value);
  const [, date, clock, fraction] = parts ?? [];
  if (date === undefined && clock === undefined) return value;
  if (clock === undefined) return { kind: "date", text: date ?? "" };
  const seconds = clock.length === 5 ? `${clock}:00` : clock;
  const millis = (fraction ?? "").slice(0, 3).padEnd(3, "0");
  const time = millis === "000" ? seconds : `${seconds}.${millis}`;
  if (date === undefined) return { kind: "time", text: time };
  return { kind: "datetime", text: `${date}T${time}` };
}

function numberCell(raw: string, format: NumberFormat, is1904: boolean): Cell {
  switch (format.kind) {
    case "plain":
      return { kind: "number", text: canonicalNumber(raw) };
    case "percent":
      return { kind: "number", text: percentText(raw) };
    case "padded":
      return { kind: "number", text: paddedText(raw, format.digits) };
    case "date":
    case "time":
    case "datetime":
    case "duration":
      return momentCell(raw, format, is1904) ?? { kind: "number", text: canonicalNumber(raw) };
  }
}

type MomentFormat = Exclude<NumberFormat, { kind: "plain" | "percent" | "padded" }>;

/** Undefined for a number that is no date: it stays the number that it is. */
function momentCell(raw: string, format: MomentFormat, is1904: boolean): Cell | undefined {
  const serial = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(serial)) return undefined;
  const hasFraction = format.kind !== "date" && format.hasFraction;
  if (format.kind === "time" || (format.kind === "duration" && serial < 1)) {
    const time = serialTime(serial, hasFraction);
    return time === undefined ? undefined : { kind: "time", text: time };
  }
  if (format.kind === "duration") return serialHours(serial);
  const moment = serialMoment(serial, is1904, hasFraction);
  if (moment === undefined) return undefined;
  const { date, time } = moment;
  return format.kind === "date"
    ? { kind: "date", text: date }
    : { kind: "datetime", text: `${date}T${time}` };
}
