/** Content of a client's table as files, read by other programs. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { contentPages } from "../../src/export/content-pages.ts";
import type { ContentSelection, ExportSnapshot } from "../../src/store/export-snapshot.ts";
import { openSnapshot } from "../../src/store/sqlite/exports/open-snapshot.ts";
import { textOf } from "../helpers/snapshots.ts";
import {
  changeStock,
  COLUMNS,
  HARD_ROWS,
  insertStock,
  makeStock,
  stockTypes,
} from "../helpers/some-tables.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const opened: ExportSnapshot[] = [];

afterEach(() => {
  for (const snapshot of opened.splice(0)) snapshot[Symbol.dispose]();
});

function snapshot(): ExportSnapshot {
  const one = openSnapshot({ path: at("store.db"), types: stockTypes });
  opened.push(one);
  return one;
}

async function prepare(): Promise<void> {
  await makeStock(at("store.db"), at("work"));
  insertStock(at("store.db"), 1, HARD_ROWS);
}

function textFor(selection: Omit<ContentSelection, "dataset">): string {
  return textOf(contentPages(snapshot(), { dataset: "stock", ...selection }));
}

const READ_CSV = `import csv, json, sys
print(json.dumps(list(csv.reader(open(sys.argv[1], encoding="utf-8", newline="")))))`;
const READ_XML = `import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
print(json.dumps([root.tag, [[r.tag, r.get("ACTION"), [[c.tag, c.text or ""] for c in r]] for r in root]]))`;

function python(script: string, text: string): unknown {
  writeFileSync(at("file"), text);
  const out = execFileSync("python3", ["-c", script, at("file")], { encoding: "utf8" });
  return JSON.parse(out) as unknown;
}

/** As texts: what another program should see. */
function shown(row: (typeof HARD_ROWS)[number]): string[] {
  return row.map((value, column) => {
    if (value === null) return "\\N";
    return COLUMNS[column] === "SOLD" ? String(value === 1) : String(value);
  });
}

/** Numbers are compared as numbers: 1e21 has many spellings. */
function asRead(cells: readonly string[]): readonly string[] {
  const price = COLUMNS.indexOf("PRICE");
  return cells.map((cell, column) =>
    column === price && cell !== "\\N" ? String(Number(cell)) : cell,
  );
}

describe("the content of a client's table", () => {
  it("is read by Python's csv exactly as it is kept", async () => {
    await prepare();
    const [header, ...rows] = python(READ_CSV, textFor({ format: "csv" })) as string[][];
    expect(header).toEqual(COLUMNS);
    expect(rows.map(asRead)).toEqual(HARD_ROWS.map(shown));
  });

  it("is read by Python's XML parser exactly as it is kept", async () => {
    await prepare();
    const [root, records] = python(READ_XML, textFor({ format: "xml" })) as [
      string,
      [string, string | null, [string, string][]][],
    ];
    expect(root).toBe("dataroot");
    expect(records.map(([tag, action]) => [tag, action])).toEqual(
      HARD_ROWS.map(() => ["RECORD", null]),
    );
    expect(records.map(([, , fields]) => fields.map(([name]) => name))).toEqual(
      HARD_ROWS.map(() => COLUMNS),
    );
    expect(records.map(([, , fields]) => asRead(fields.map(([, text]) => text)))).toEqual(
      HARD_ROWS.map(shown),
    );
  });

  it("as what changed says I, U and D, deletions first", async () => {
    await prepare();
    insertStock(at("store.db"), 3, [["B", 1, "new", null, null, null, null, null, null]]);
    changeStock(
      at("store.db"),
      `UPDATE stock SET NOTE = 'changed', ModifiedKey = 2 WHERE ARTICLE = 2;
       DELETE FROM stock WHERE ARTICLE = 1 AND SITE = 'A';
       INSERT INTO Tombstone VALUES (1, 'stock', 90, NULL, 'before' || char(31) || '1'),
         (2, 'stock', 91, NULL, 'A' || char(31) || '1'), (3, 'stock', 92, NULL, 'A' || char(31) || '1'),
         (3, 'other', 1, NULL, 'x')`,
    );
    const changes = { after: 1, upTo: 3 };
    const [header, ...rows] = python(READ_CSV, textFor({ format: "csv", changes })) as string[][];
    expect(header).toEqual(["operation", ...COLUMNS]);
    expect(rows.map((row) => row.slice(0, 4))).toEqual([
      ["D", "A", "1", ""],
      ["U", "A", "2", "changed"],
      ["I", "B", "1", "new"],
    ]);
    expect(rows.every((row) => row.length === COLUMNS.length + 1)).toBe(true);
    const [, records] = python(READ_XML, textFor({ format: "xml", changes })) as [
      string,
      [string, string, [string, string][]][],
    ];
    expect(records.map(([, action, fields]) => [action, ...fields.slice(0, 2)])).toEqual([
      ["D", ["SITE", "A"], ["ARTICLE", "1"]],
      ["U", ["SITE", "A"], ["ARTICLE", "2"]],
      ["I", ["SITE", "B"], ["ARTICLE", "1"]],
    ]);
  });

  it("as the first delta is all of it, as insertions", async () => {
    await prepare();
    const text = textFor({ format: "csv", changes: { upTo: 1 } });
    const [, ...rows] = python(READ_CSV, text) as string[][];
    expect(rows.map(([operation]) => operation)).toEqual(HARD_ROWS.map(() => "I"));
  });

  it("leaves records out of XML that hold characters which XML has not, and counts them", async () => {
    await prepare();
    const bad = ["Z", 1, "a\uffffb", null, null, null, null, null, null];
    insertStock(at("store.db"), 2, [bad, ["Z", 2, "good", null, null, null, null, null, null]]);
    const pages = [...contentPages(snapshot(), { dataset: "stock", format: "xml" })];
    expect(pages.reduce((sum, { leftOut = 0 }) => sum + leftOut, 0)).toBe(1);
    expect(pages.reduce((sum, { records }) => sum + records, 0)).toBe(HARD_ROWS.length + 1);
    const [, records] = python(READ_XML, textOf(pages)) as [string, unknown[]];
    expect(records).toHaveLength(HARD_ROWS.length + 1);
    const lone = { dataset: "stock", format: "xml", changes: { after: 1 } } as const;
    changeStock(at("store.db"), "DELETE FROM stock WHERE SITE = 'Z' AND ARTICLE = 2");
    expect([...snapshot().content(lone)]).toEqual([
      { bytes: Buffer.alloc(0), records: 0, leftOut: 1 },
    ]);
  });

  it("is counted before it is read", async () => {
    await prepare();
    changeStock(
      at("store.db"),
      "INSERT INTO Tombstone VALUES (2, 'stock', 91, NULL, 'A' || char(31) || '9'), (3, 'stock', 92, NULL, 'A' || char(31) || '9')",
    );
    const one = snapshot();
    expect(one.countContent({ dataset: "stock", format: "csv" })).toBe(HARD_ROWS.length);
    expect(one.countDeleted("stock", { after: 1 })).toBe(1);
    expect(one.countDeleted("stock", { after: 1, upTo: 1 })).toBe(0);
    expect([...one.deletedKeys("stock", { after: 1 })]).toEqual([["A", "9"]]);
  });
});
