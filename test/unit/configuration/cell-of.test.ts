import { describe, expect, it } from "vitest";
import { cellOf } from "../../../src/configuration/cell-of.ts";
import type { ColumnSpec } from "../../../src/store/dataset-spec.ts";

function column(more: Partial<ColumnSpec> = {}): ColumnSpec {
  const flags = { required: false, unique: false, immutable: false, secret: false } as const;
  const rest = { internal: false, transient: false, aliases: [], note: "n" } as const;
  return { name: "C", kind: "text", ...flags, ...rest, ...more };
}

describe("the cell of a stored value", () => {
  it.each([
    ["=1+1", "=1+1"],
    ["'a", "'a"],
    ["~a", "~a"],
    ["~", "\\~"],
    ["\\~", "\\\\~"],
    ["\\\\~", "\\\\\\~"],
  ])("of a text %j is %j, with a backslash only where a tilde would clear", (stored, cell) => {
    expect(cellOf(stored, column(), false)).toBe(cell);
  });

  it.each([
    ["a;b", "a;b"],
    ["~", "~;"],
    ["\\\\~", "\\\\~;"],
    ["#N/A", "#N/A;"],
  ])(
    "of a list %j is %j, an empty item behind what would be read as something else",
    (stored, cell) => {
      expect(cellOf(stored, column({ kind: "list" }), false)).toBe(cell);
    },
  );

  it("of nothing is empty, and a tilde where empty would be the default", () => {
    expect(cellOf(null, column(), false)).toBeNull();
    expect(cellOf(null, column({ default: 10, kind: "int" }), false)).toBe("~");
    expect(cellOf(null, column({ default: "Include" }), true)).toBeNull();
  });

  it("of a truth is TRUE or FALSE, of a number its digits", () => {
    expect([1, 0].map((value) => cellOf(value, column({ kind: "bool" }), false))).toEqual([
      "TRUE",
      "FALSE",
    ]);
    expect(cellOf(-1, column({ kind: "int", default: -1 }), false)).toBe("-1");
  });
});
