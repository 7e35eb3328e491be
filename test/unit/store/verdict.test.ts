import { describe, expect, it } from "vitest";
import { noRows, type RowCounts } from "../../../src/core/issue.ts";
import { decideVerdict, type RunFindings } from "../../../src/store/verdict.ts";

function counts(some: Partial<RowCounts>): RowCounts {
  const rows = { ...noRows(), ...some };
  rows.total = rows.created + rows.updated + rows.unchanged + rows.deleted + rows.skipped;
  rows.total += rows.rejected;
  return rows;
}

function findings(rows: Partial<RowCounts>, more: Partial<RunFindings> = {}): RunFindings {
  return {
    sha256: "ab",
    bytes: 7,
    notes: ["utf-8"],
    rows: counts(rows),
    sheets: { Users: counts(rows) },
    warnings: 2,
    codes: rows.rejected ? { R012: rows.rejected } : {},
    errors: rows.rejected ? ["R012"] : [],
    emptySheets: [],
    auditKey: 5,
    decidedAt: "2026-01-01T00:00:00.000Z",
    ...more,
  };
}

const ROWS = { unit: "rows" } as const;

describe("the verdict", () => {
  it("is Succeeded when no row was rejected, skipped ones included", () => {
    expect(decideVerdict(ROWS, findings({ created: 2, unchanged: 1, skipped: 1 }))).toEqual({
      status: "Succeeded",
      sha256: "ab",
      bytes: 7,
      rows: counts({ created: 2, unchanged: 1, skipped: 1 }),
      sheets: { Users: counts({ created: 2, unchanged: 1, skipped: 1 }) },
      warnings: 2,
      codes: {},
      errors: [],
      auditKey: 5,
      decidedAt: "2026-01-01T00:00:00.000Z",
      notes: ["utf-8"],
    });
  });

  it("is Succeeded for a file of nothing but skipped rows", () => {
    expect(decideVerdict(ROWS, findings({ skipped: 3 })).status).toBe("Succeeded");
  });

  it("is PartiallySucceeded when some rows were rejected", () => {
    const verdict = decideVerdict(ROWS, findings({ created: 2, rejected: 1 }));
    expect(verdict).toMatchObject({ status: "PartiallySucceeded", errors: ["R012"], auditKey: 5 });
    expect(verdict).not.toHaveProperty("message");
  });

  it.each([
    ["no row at all", findings({}), ROWS, "F013"],
    ["no usable row", findings({ rejected: 2 }), ROWS, "F013"],
    [
      "an essential sheet without one",
      findings({ created: 1 }, { emptySheets: ["The sheet Campaign"] }),
      ROWS,
      "F013",
    ],
    [
      "a rejected row in a file that is one unit",
      findings({ created: 9, rejected: 1 }),
      { unit: "file" } as const,
      "F014",
    ],
    [
      "more rejected rows than allowed",
      findings({ created: 9, rejected: 2 }),
      { ...ROWS, maxRejected: 1 },
      "F014",
    ],
    [
      "a refused file",
      findings({ created: 9 }, { refused: { code: "F010", message: "Cut off." } }),
      ROWS,
      "F010",
    ],
  ])("is Failed for %s", (_what, found, rules, code) => {
    const verdict = decideVerdict(rules, found);
    expect(verdict.status).toBe("Failed");
    expect(verdict.errors[0]).toBe(code);
    expect(verdict.codes[code]).toBe(1);
    expect(verdict.message).toBeDefined();
    expect(verdict).not.toHaveProperty("auditKey");
  });

  it("allows just as many rejected rows as maxRejected says", () => {
    const verdict = decideVerdict(
      { ...ROWS, maxRejected: 2 },
      findings({ created: 1, rejected: 2 }),
    );
    expect(verdict.status).toBe("PartiallySucceeded");
  });

  it("counts what a failed file had changed as skipped, in the file and in each sheet", () => {
    const found = findings({
      created: 1,
      updated: 2,
      unchanged: 3,
      deleted: 4,
      skipped: 5,
      rejected: 6,
    });
    const verdict = decideVerdict({ ...ROWS, maxRejected: 0 }, found);
    const kept = counts({ skipped: 15, rejected: 6 });
    expect(verdict.rows).toEqual(kept);
    expect(verdict.sheets).toEqual({ Users: kept });
  });
});
