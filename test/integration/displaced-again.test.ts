/** What the Displacer writes is what the Importer and the Updater take: the same table on the other side. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { contentPages } from "../../src/export/content-pages.ts";
import type { ContentSelection } from "../../src/store/export-snapshot.ts";
import type { SqlValue } from "../../src/store/sqlite/database.ts";
import { openSnapshot } from "../../src/store/sqlite/exports/open-snapshot.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { importText, typesOf } from "../helpers/database-files.ts";
import { textOf } from "../helpers/snapshots.ts";
import {
  HARD_ROWS,
  insertStock,
  makeStock,
  stock,
  stockRows,
  stockTypes,
} from "../helpers/some-tables.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const { importer, updater } = typesOf(stock);
const FORMATS = ["csv", "xml"] as const;

function displaced(folder: string, selection: Omit<ContentSelection, "dataset">): string {
  using snapshot = openSnapshot({ path: join(folder, "store.db"), types: stockTypes });
  return textOf(contentPages(snapshot, { dataset: "stock", ...selection }));
}

function auditKeyOf(folder: string): number {
  using snapshot = openSnapshot({ path: join(folder, "store.db"), types: stockTypes });
  return snapshot.auditKey;
}

/** Made once for each test: opening a store costs more than all else here. */
let template: string;
beforeEach(async () => {
  template = at("template.db");
  await makeStock(template, at("w"));
});

type Type = typeof importer;

/** Every row goes in, or the test fails with what is wrong with it. */
async function take(folder: string, type: Type, name: string, text: string): Promise<void> {
  const path = join(folder, "store.db");
  await using store = await openSqliteStore({
    path,
    types: stockTypes,
    workFolder: join(folder, "w"),
  });
  const { verdict, issues } = await importText({ store, folder }, type, name, text);
  const errors = issues.filter(({ severity }) => severity === "error");
  expect({ errors, rejected: verdict.rows.rejected }).toEqual({ errors: [], rejected: 0 });
}

/** Pairs of folders, each with a store: of this side and of the client. */
async function twoSides<T>(act: (ours: string, theirs: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(at("sides-"));
  const [ours, theirs] = [await mkdtemp(join(folder, "a-")), await mkdtemp(join(folder, "b-"))];
  try {
    for (const side of [ours, theirs]) await copyFile(template, join(side, "store.db"));
    return await act(ours, theirs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rowsOf = (folder: string) => stockRows(join(folder, "store.db"));

/** Texts that no file can bring in are left out: control characters, what means null or unchanged, errors of spreadsheets. */
const text = fc
  .string({ unit: "binary", maxLength: 12 })
  .filter((one) => !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Cs}/u.test(one))
  .filter((one) => !/^\\[NU]$|^#/.test(one))
  // Of blanks with a line break XML readers take none for data.
  .filter((one) => !/^\s*[\r\n]\s*$/.test(one));
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const row = fc.tuple(
  fc.constantFrom("A", "a", "B;C", 'Q"', "Ä,"),
  fc.integer({ min: -2, max: 9 }),
  orNull(fc.oneof(text, fc.constantFrom("a\nb", "a\r\nb", 'x "y", z', " b ", "<&>]]>", "🙂", ""))),
  orNull(fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0)),
  orNull(fc.constantFrom(0, 1)),
  orNull(fc.constantFrom("2026-02-28", "1969-12-31")),
  orNull(fc.constantFrom("00:00", "24:00")),
  orNull(fc.constantFrom("2026-03-01T10:14:59.999Z", "1901-01-01T00:00:00.000Z")),
  orNull(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map(String)),
);
const table = fc.uniqueArray(row, {
  selector: ([site, article]) => `${site}|${article}`,
  minLength: 1,
  maxLength: 30,
});

describe.each(FORMATS)("a table that was displaced as %s", (format) => {
  it("is the same when it has been imported elsewhere, whatever its rows are", async () => {
    await twoSides(async (ours, theirs) => {
      insertStock(join(ours, "store.db"), 1, HARD_ROWS);
      await take(theirs, importer, `a.${format}`, displaced(ours, { format }));
      expect(rowsOf(theirs)).toEqual(rowsOf(ours));
    });
  });

  it("is the same for any rows, and again when what changed was fed to the Updater", async () => {
    const cases = fc.asyncProperty(table, table, async (before, after) => {
      await twoSides(async (ours, theirs) => {
        insertStock(join(ours, "store.db"), 1, before);
        await take(theirs, importer, `a.${format}`, displaced(ours, { format }));
        expect(rowsOf(theirs)).toEqual(rowsOf(ours));
        await twoSides(async (other) => {
          insertStock(join(other, "store.db"), 1, after);
          await take(ours, importer, `b.force.${format}`, displaced(other, { format }));
        });
        const changes = { after: 1, upTo: auditKeyOf(ours) };
        const delta = displaced(ours, { format, changes });
        if (/<RECORD|\n./.test(delta)) await take(theirs, updater, `c.${format}`, delta);
        expect(rowsOf(theirs)).toEqual(rowsOf(ours));
        const wanted: readonly (readonly SqlValue[])[] = after;
        expect(rowsOf(ours)).toHaveLength(wanted.length);
      });
    });
    await fc.assert(cases, { numRuns: 3, endOnFailure: true });
  });
});
