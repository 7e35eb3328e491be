/** Reads single cells as a kind of column, with all that is said about them. */
import { coerceOf } from "../../src/datasets/coerce.ts";
import { createPhoneNormaliser } from "../../src/datasets/phone.ts";
import type { Cell, TypedCell } from "../../src/formats/rows.ts";
import type { ColumnSpec } from "../../src/store/dataset-spec.ts";
import { column } from "./store-specs.ts";
import { describe, expect, it } from "vitest";

export type Filled = Exclude<Cell, null>;

const normalisePhone = createPhoneNormaliser("FI");
export const typed = (kind: TypedCell["kind"], text: string): TypedCell => ({ kind, text });
export const json = (value: unknown): TypedCell => typed("json", JSON.stringify(value));

/** The value, or what was said of the cell, as `R002 the message`. */
export function read(more: Partial<ColumnSpec>, cell: Filled, verbatim = false): unknown {
  const said: string[] = [];
  const value = coerceOf(column(more.name ?? "Column", more), { normalisePhone, verbatim })(cell, {
    zone: "Europe/Helsinki",
    error: (code, message) => {
      said.push(`${code} ${message}`);
      return null;
    },
    warn: (code, message) => said.push(`warning ${code} ${message}`),
  });
  return said.length === 0 ? value : value === null ? said : [...said, value];
}

/** Each cell and its value; a text in a list is the issue. */
export function reads(
  title: string,
  more: Partial<ColumnSpec>,
  cases: readonly [Filled, unknown][],
): void {
  describe(title, () => {
    it.each(cases)("%j reads as %j", (cell, value) => {
      expect(read(more, cell)).toEqual(value);
    });
  });
}

export const BLANK: [Filled, unknown] = ["  ", null];
