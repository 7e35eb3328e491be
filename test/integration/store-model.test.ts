/** Random files of creates, updates, deletes and duplicates against a model in plain objects. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { noRows, type RowCounts } from "../../src/core/issue.ts";
import { CLEAR } from "../../src/store/dataset-spec.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { importRows } from "../helpers/import-file.ts";
import { StoreModel, type ModelOutcome, type SkillRow } from "../helpers/store-model.ts";
import { TYPES } from "../helpers/store-specs.ts";

let folder: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "quayside-model-"));
  store = await openSqliteStore({ path: ":memory:", types: [TYPES.Skills], workFolder: folder });
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const few = (...values: readonly string[]): fc.Arbitrary<string | null> =>
  fc.constantFrom(null, ...values);

const rowArbitrary = fc.record<SkillRow>({
  Name: few("a", "A", "b", "c", "d", "e", "f"),
  ExternalId: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, few("1", "2", "3")),
  Description: few("x", "y", CLEAR),
  $delete: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.constant("D" as const)),
});

/** Long files of new records take the path that inserts several at a time. */
const newRows = fc.integer({ min: 0, max: 40 }).map((count) =>
  Array.from({ length: count }, (_, n): SkillRow => ({
    Name: `n${n}`,
    ExternalId: null,
    Description: null,
    $delete: null,
  })),
);

const filesArbitrary = fc.array(
  fc.record({
    rows: fc
      .tuple(newRows, fc.array(rowArbitrary, { minLength: 1, maxLength: 12 }))
      .map(([many, some]) => [...many, ...some]),
    policy: fc.constantFrom("error" as const, "skip" as const, "last" as const),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Files without a usable row change nothing: then every row but the rejected ones is skipped. */
function expectedCounts(outcomes: readonly ModelOutcome[]): RowCounts {
  const rows = { ...noRows(), total: outcomes.length };
  for (const outcome of outcomes) rows[outcome.split(" ")[0] as keyof RowCounts]++;
  return rows;
}

it("holds what the model holds, and says the same of each row", async () => {
  let group = 0;
  const property = fc.asyncProperty(filesArbitrary, async (files) => {
    const prefix = `${++group}-`;
    const own = (text: string | null): string | null => (text === null ? null : prefix + text);
    const model = new StoreModel();
    for (const { rows, policy } of files) {
      const named = rows.map((row) => ({
        ...row,
        Name: own(row.Name),
        ExternalId: own(row.ExternalId),
      }));
      const outcomes = model.apply(named, policy);
      const { verdict, issues } = await importRows(
        store,
        { ...TYPES.Skills, onDuplicate: policy },
        named.map((row) => ({ ...row })),
      );
      expect(verdict.rows).toEqual(expectedCounts(outcomes));
      const codes = outcomes.flatMap((outcome) => outcome.split(" ").slice(1)).sort();
      expect(issues.map(({ code }) => code).sort()).toEqual(codes);
    }
    const records = await store.records({
      dataset: "Skills",
      where: [{ column: "Name", operator: "contains", value: prefix }],
      limit: 10_000,
    });
    const held = records
      .filter(({ Name }) => String(Name).startsWith(prefix))
      .map(({ Name, ExternalId, Description }) => ({
        name: Name,
        externalId: ExternalId,
        description: Description,
      }));
    expect(new Set(held.map((skill) => JSON.stringify(skill)))).toEqual(
      new Set(model.skills.map((skill) => JSON.stringify(skill))),
    );
  });
  await fc.assert(property, { numRuns: 150 });
});
