/** Writes rejected files of real sources, with the import types as shipped. */
import { fileURLToPath } from "node:url";
import type { RowIssue } from "../../src/core/issue.ts";
import { loadImportTypes } from "../../src/datasets/load-types.ts";
import { writeRejected } from "../../src/drop/rejected.ts";
import { openRows } from "../../src/formats/open-rows.ts";
import { DEFAULT_LIMITS, type ReadOptions } from "../../src/formats/rows.ts";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";

export const reading: ReadOptions = { limits: DEFAULT_LIMITS, encodingFallback: "none" };
const configPath = fileURLToPath(new URL("../../config", import.meta.url));
export const shippedTypes = await loadImportTypes(configPath, {});

export function typeOf(name: string): ImportTypeSpec {
  return shippedTypes.find(({ type }) => type === name)!;
}

export function issue(row: number, more: Partial<RowIssue> = {}): RowIssue {
  return { code: "R002", severity: "error", row, message: "is wrong", ...more };
}

export interface RejectOptions {
  /** Skills by default. */
  readonly type?: string | ImportTypeSpec;
  readonly addTo?: string;
  readonly isWhole?: boolean;
}

/** Writes the rejected file of `path` beside it; answers its name and rows. */
export async function reject(
  path: string,
  issues: readonly RowIssue[],
  { type = "Skills", ...more }: RejectOptions = {},
): Promise<{ name: string; rows: number } | undefined> {
  await using source = await openRows(path, reading);
  return await writeRejected({
    source,
    issues: (async function* () {
      yield* issues;
    })(),
    stemPath: path,
    type: typeof type === "string" ? typeOf(type) : type,
    ...more,
  });
}
