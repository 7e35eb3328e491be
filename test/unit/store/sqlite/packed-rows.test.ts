/** Packed rows: what is written is read again, and SQLite takes it in as it says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fillKeys,
  type PackedRows,
  RowPacker,
  unpackRow,
} from "../../../../src/store/packed-rows.ts";
import { Database } from "../../../../src/store/sqlite/database.ts";

const TABLE = {
  dataset: "T",
  table: "T",
  places: ["$id", "Name", "Size", "", "$created", "$modified", "$row"],
};

type Value = string | number | null;

function pack(rows: readonly (readonly [Value, Value])[], spare?: ArrayBuffer): PackedRows {
  const packer = new RowPacker(TABLE, () => spare);
  for (const [at, values] of rows.entries()) {
    packer.begin();
    packer.integer(0);
    for (const value of values) {
      if (value === null) packer.nothing(1);
      else if (typeof value === "string") packer.text(value);
      else if (Number.isSafeInteger(value) && value >= 0) packer.integer(value);
      else packer.float(value);
    }
    packer.nothing(1);
    packer.keys();
    packer.integer(at + 2);
  }
  return packer.take();
}

function openTable(): Database {
  const db = new Database(":memory:", { readOnly: false });
  db.exec(`CREATE TABLE T (Id INTEGER PRIMARY KEY, Name TEXT UNIQUE, Size REAL, Other TEXT,
    CreatedKey INTEGER, ModifiedKey INTEGER, SourceRow INTEGER)`);
  return db;
}

describe("packed rows", () => {
  it("are read again as they were written, whatever their texts and numbers", () => {
    const long = fc.nat(40_000).map((length) => "é".repeat(length));
    const value = fc.oneof(
      fc.string(),
      long,
      fc.maxSafeNat(),
      fc.double({ noNaN: true }).map((number) => number + 0),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 5 }), (rows) => {
        const packed = pack(rows);
        const read = rows.map((_, row) =>
          unpackRow(TABLE, packed.bytes, packed.marks[2 * row] ?? 0, ["Size", "$delete", "Name"]),
        );
        expect(read).toEqual(
          rows.map(([name, size], row) => ({ row: row + 2, values: [size, null, name] })),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("go into a table with ids and audit keys of any size", () => {
    const db = openTable();
    const packed = pack([["a", 1.5], ["b", null]]); // prettier-ignore
    fillKeys(packed, 2 ** 40, 2 ** 33 + 1);
    expect(db.insertChanges(packed.bytes)).toBe(2);
    expect(db.statement("SELECT * FROM T").all()).toEqual([
      [2 ** 40, "a", 1.5, null, 2 ** 33 + 1, 2 ** 33 + 1, 2],
      [2 ** 40 + 1, "b", null, null, 2 ** 33 + 1, 2 ** 33 + 1, 3],
    ]);
    db.close();
  });

  it("whose key is taken are left out, and the others go in", () => {
    const db = openTable();
    db.exec("INSERT INTO T (Id, Name) VALUES (1, 'b')");
    const packed = pack([["a", 1], ["b", 2], ["c", 3], ["a", 4]]); // prettier-ignore
    fillKeys(packed, 10, 1);
    expect(db.insertChanges(packed.bytes)).toBe(2);
    expect(db.statement("SELECT Id, Name FROM T ORDER BY Id").all()).toEqual([
      [1, "b"],
      [10, "a"],
      [12, "c"],
    ]);
    db.close();
  });

  it("that do not fit onto the disk are an error to try again after", () => {
    const db = openTable();
    db.exec("PRAGMA max_page_count = 20; BEGIN IMMEDIATE");
    const packed = pack(Array.from({ length: 500 }, (_, i) => [`${"x".repeat(300)}${i}`, null]));
    fillKeys(packed, 1, 1);
    expect(() => db.insertChanges(packed.bytes)).toThrow(expect.objectContaining({ code: "S004" }));
    db.rollback();
    expect(db.value("SELECT count(*) FROM T")).toBe(0);
    db.close();
  });
});
