/** What becomes of made-up files, told in short: many of them go into one store, for speed. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { RowIssue } from "../../src/core/issue.ts";
import { DEFAULT_LIMITS, type ReadLimits, type ReadOptions } from "../../src/formats/rows.ts";
import { type Importer, openImporter } from "./importing.ts";
import { typeOf } from "./rejecting.ts";

/** Status, codes in order, and rows that went in. */
export type Outcome = readonly [status: string, codes: string, applied: number];

export function refused(code: string): Outcome {
  return ["Failed", code, 0];
}

/** Only rows that are wrong in the file: nothing of it went in. */
export function unusable(code: string): Outcome {
  return ["Failed", `F013 ${code}`, 0];
}

export function taken(rows: number): Outcome {
  return ["Succeeded", "", rows];
}

export interface Setting {
  readonly limits?: Partial<ReadLimits>;
  readonly encodingFallback?: ReadOptions["encodingFallback"];
  /** Heap of the reading thread: little, so that what grows with a file is found out. */
  readonly heapMb?: number;
}

export interface Told {
  readonly outcome: Outcome;
  readonly issues: readonly RowIssue[];
}

export type Tell = (type: string, name: string, content: string | Buffer) => Promise<Told>;

/**
 * Call it at the top of a test file. Stores are kept by their setting. A row that another file has
 * brought already counts as applied, and that a content came before (F012) is not told.
 */
export function useStores(): (setting?: Setting) => Tell {
  const importers = new Map<string, Promise<Importer>>();
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "quayside-test-"));
  });
  afterAll(async () => {
    for (const importer of importers.values()) await (await importer)[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return (setting = {}) => {
    const { limits, encodingFallback = "none", heapMb = 96 } = setting;
    const key = JSON.stringify([limits, encodingFallback, heapMb]);
    const reading = { limits: { ...DEFAULT_LIMITS, ...limits }, encodingFallback };
    return async (type, name, content) => {
      const importer = importers.get(key) ?? openImporter(join(folder, key), { heapMb, reading });
      importers.set(key, importer);
      await writeFile(join(folder, name), content);
      const told = await (await importer).importFile(typeOf(type), join(folder, name), name);
      const { status, rows, codes } = told.verdict;
      const others = Object.keys(codes).filter((code) => code !== "F012");
      const applied = rows.created + rows.updated + rows.unchanged;
      return { outcome: [status, others.sort().join(" "), applied], issues: told.issues };
    };
  };
}
