/** One bad row at every edge, and how many are too many: what is good goes in, what is bad comes back. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import { FEED_BATCH } from "../../src/store/feed.ts";
import { type Importer, openImporter } from "../helpers/importing.ts";
import { reject, typeOf } from "../helpers/rejecting.ts";

const ROWS = 3 * FEED_BATCH;
const EDGES = [1, 2, FEED_BATCH - 1, FEED_BATCH, FEED_BATCH + 1, 2 * FEED_BATCH, ROWS - 1, ROWS];

let folder = "";
let importer: Importer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-test-"));
  importer = await openImporter(join(folder, "work"));
});
afterEach(async () => {
  await importer[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** `count` people of whom those with these positions, from 1, have a number that is none. */
function people(key: string, count: number, bad: readonly number[]): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const phone = bad.includes(i + 1) ? "12x" : `+35840${String(1_000_000 + i)}`;
    return `${key}-${i + 1},Person,${phone}`;
  });
  return `ExternalId,LastName,PhoneWork\n${rows.join("\n")}\n`;
}

async function importText(
  name: string,
  content: string,
  type: ImportTypeSpec = typeOf("Directory"),
) {
  await writeFile(join(folder, name), content);
  return await importer.importFile(type, join(folder, name), name);
}

describe("a bad row", () => {
  it.each(EDGES)(
    `X7: number %i of ${ROWS} - all others go in, and the mended one follows`,
    async (at) => {
      const first = await importText("p.csv", people("a", ROWS, [at]));
      expect(first.verdict.rows).toMatchObject({ total: ROWS, created: ROWS - 1, rejected: 1 });
      expect(first.issues.map(({ code, row }) => [code, row])).toEqual([["R005", at + 1]]);
      const rejected = await reject(join(folder, "p.csv"), first.issues, { type: "Directory" });
      const text = await readFile(join(folder, rejected?.name ?? ""), "utf8");
      expect(text.split("\r\n").slice(1)).toEqual([
        expect.stringMatching(`^a-${at},Person,12x,R005,.*,${at + 1}$`),
        "",
      ]);
      const second = await importText("again.csv", text.replace("12x", "+358401234567"));
      expect(second.verdict.rows).toMatchObject({ total: 1, created: 1 });
    },
  );

  it("X7: at all edges at once - all come back, in the order of the file", async () => {
    const { verdict, issues } = await importText("p.csv", people("a", ROWS, EDGES));
    expect(verdict.rows).toMatchObject({ created: ROWS - EDGES.length, rejected: EDGES.length });
    expect(issues.map(({ row }) => row)).toEqual(EDGES.map((at) => at + 1));
    expect(await reject(join(folder, "p.csv"), issues, { type: "Directory" })).toMatchObject({
      rows: EDGES.length,
    });
  });

  it("X7: twins of which the second stands in another batch - the second is rejected with R008, naming the first", async () => {
    const content = people("a", ROWS, []).replace(`a-${ROWS},`, "a-1,");
    const { verdict, issues } = await importText("p.csv", content);
    expect(verdict.rows).toMatchObject({ created: ROWS - 1, rejected: 1 });
    expect(issues).toMatchObject([
      { code: "R008", row: ROWS + 1, message: expect.stringContaining("2") as string },
    ]);
  });
});

describe("maxRejected", () => {
  it.each([
    [2, "Failed", "F014 R005", 0],
    [3, "PartiallySucceeded", "R005", ROWS - 3],
    [4, "PartiallySucceeded", "R005", ROWS - 3],
    [0, "Failed", "F014 R005", 0],
  ])("X7: of %i where 3 rows are bad - %s", async (maxRejected, status, codes, created) => {
    const type = { ...typeOf("Directory"), maxRejected };
    const { verdict } = await importText("p.csv", people("a", ROWS, [1, FEED_BATCH, ROWS]), type);
    expect([
      verdict.status,
      Object.keys(verdict.codes).sort().join(" "),
      verdict.rows.created,
    ]).toEqual([status, codes, created]);
    expect((await importer.records("Directory")).length).toBe(Math.min(created, 1_000));
  });

  it("X7: of 0 where no row is bad - Succeeded", async () => {
    const type = { ...typeOf("Directory"), maxRejected: 0 };
    const { verdict } = await importText("p.csv", people("a", 3, []), type);
    expect(verdict.status).toBe("Succeeded");
  });
});
