/** The verdict over one imported file, from what the rows came to: a pure function. */
import type { ErrorCode } from "../core/codes.ts";
import type { RowCounts } from "../core/issue.ts";
import type { ImportTypeSpec } from "./dataset-spec.ts";
import { noOperations, type OperationCounts, type RunStatus, type Verdict } from "./run.ts";

/** What became of the rows of a file, before anybody judged it. */
export interface RunFindings {
  readonly sha256: string;
  readonly bytes: number;
  readonly notes: readonly string[];
  readonly rows: RowCounts;
  readonly sheets: Readonly<Record<string, RowCounts>>;
  /** Of a Data Updater only. */
  readonly operations?: Readonly<OperationCounts> | undefined;
  readonly warnings: number;
  /** Issues by code, warnings included. */
  readonly codes: Readonly<Record<string, number>>;
  /** Distinct codes of the issues that are errors. */
  readonly errors: readonly ErrorCode[];
  /** Names of the essential sheets without a usable row. */
  readonly emptySheets: readonly string[];
  readonly refused?: FileFault | undefined;
  /** Set when rows were changed and the change may be kept. */
  readonly auditKey?: number | undefined;
  readonly decidedAt: string;
}

export interface FileFault {
  readonly code: ErrorCode;
  readonly message: string;
}

type Rules = Pick<ImportTypeSpec, "unit" | "maxRejected">;

/**
 * Judges a file. A failed file changes nothing: what had been created, updated, deleted or found
 * unchanged counts as skipped, so that `total` stays the sum of the other six.
 */
export function decideVerdict(rules: Rules, found: RunFindings): Verdict {
  const fault = found.refused ?? faultOf(rules, found);
  const status: RunStatus = fault
    ? "Failed"
    : found.rows.rejected > 0
      ? "PartiallySucceeded"
      : "Succeeded";
  return {
    status,
    sha256: found.sha256,
    bytes: found.bytes,
    rows: fault ? nothingKept(found.rows) : { ...found.rows },
    sheets: mapCounts(found.sheets, (rows) => (fault ? nothingKept(rows) : { ...rows })),
    ...(found.operations ? { operations: operationsOf(found.operations, fault) } : {}),
    warnings: found.warnings,
    codes: fault ? withCode(found.codes, fault.code) : { ...found.codes },
    errors: fault ? [fault.code, ...without(found.errors, fault.code)] : [...found.errors].sort(),
    ...(fault ? { message: fault.message } : {}),
    ...(fault || found.auditKey === undefined ? {} : { auditKey: found.auditKey }),
    decidedAt: found.decidedAt,
    notes: found.notes,
  };
}

function faultOf(rules: Rules, found: RunFindings): FileFault | undefined {
  const { total, rejected } = found.rows;
  if (total === 0) {
    return { code: "F013", message: "The file has no row of values; nothing was changed." };
  }
  if (rejected === total) {
    return { code: "F013", message: `None of ${counted(total)} is usable; nothing was changed.` };
  }
  const [empty] = found.emptySheets;
  if (empty !== undefined) {
    return { code: "F013", message: `${empty} has no usable row; nothing was changed.` };
  }
  if (rules.unit === "file" && rejected > 0) {
    const message = `${counted(rejected)} of ${total} rejected: this type is all or nothing; nothing was changed.`;
    return { code: "F014", message };
  }
  if (rules.maxRejected !== undefined && rejected > rules.maxRejected) {
    const message = `${counted(rejected)} of ${total} rejected, maxRejected is ${rules.maxRejected}; nothing was changed.`;
    return { code: "F014", message };
  }
  return undefined;
}

function nothingKept(rows: RowCounts): RowCounts {
  const kept = rows.created + rows.updated + rows.unchanged + rows.deleted + rows.skipped;
  const { total, rejected } = rows;
  return { total, created: 0, updated: 0, unchanged: 0, deleted: 0, skipped: kept, rejected };
}

function operationsOf(
  found: Readonly<OperationCounts>,
  fault: FileFault | undefined,
): OperationCounts {
  if (!fault) return { ...found };
  return {
    ...noOperations(),
    notInserted: found.inserted + found.notInserted,
    notUpdated: found.updated + found.notUpdated,
    notDeleted: found.deleted + found.notDeleted,
  };
}

function mapCounts(
  sheets: Readonly<Record<string, RowCounts>>,
  change: (rows: RowCounts) => RowCounts,
): Record<string, RowCounts> {
  return Object.fromEntries(Object.entries(sheets).map(([name, rows]) => [name, change(rows)]));
}

function withCode(codes: Readonly<Record<string, number>>, code: string): Record<string, number> {
  return { ...codes, [code]: (codes[code] ?? 0) + 1 };
}

function without(codes: readonly ErrorCode[], code: ErrorCode): ErrorCode[] {
  return codes.filter((other) => other !== code).sort();
}

function counted(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}
