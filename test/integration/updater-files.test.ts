/** Files of the Data Updater, read, checked and stored. */
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { importer, updater, useClientsStore } from "../helpers/clients-store.ts";
import { databaseOf, importText, typesOf } from "../helpers/database-files.ts";

const { take, records, tombstones, inFolder } = useClientsStore();

describe("an update by operation", () => {
  it("applies each row to what the rows before it have left, and counts by operation", async () => {
    await take(importer, "No,Name,Mail\n1,a,m\n2,b,m\n");
    const { verdict, short } = await take(
      updater,
      "Action,No,Name\nI,3,c\nupdate,3,C\nD,3,\nInsert,3,cc\nu,1,A\ni,2,x\nU,9,y\nd,8,\nX,1,\n,1,\nD,,\nDELETE,2,\nU,1,A\n",
    );
    expect(verdict.operations).toEqual({
      inserted: 2,
      updated: 3,
      deleted: 2,
      notInserted: 1,
      notUpdated: 3,
      notDeleted: 2,
    });
    expect(verdict.rows).toEqual({
      total: 13,
      created: 2,
      updated: 2,
      unchanged: 1,
      deleted: 2,
      skipped: 1,
      rejected: 5,
    });
    expect(short).toEqual([
      "R009 7 No",
      "R018 8 No",
      "R018 9 No",
      "R019 10 operation",
      "R019 11 operation",
      "R020 12 No",
    ]);
    expect(await records()).toEqual(["1=A,m,-,-,-", "3=cc,-,-,-,-"]);
    // What the file itself created leaves no trace.
    expect(tombstones()).toEqual(["2 2"]);
  });

  it("inserts what it should update, where that is allowed", async () => {
    const upserting = { ...updater, rules: { module: "updater", upsert: true } as const };
    const { verdict } = await take(upserting, "operation,No,Name\nU,1,a\nU,1,b\nU,2,\n");
    expect(verdict.operations).toMatchObject({ inserted: 1, updated: 1, notUpdated: 1 });
    expect(await records()).toEqual(["1=b,-,-,-,-"]);
  });

  it("takes XML with the operation as an attribute; a missing field stays as it is", async () => {
    await take(importer, "No,Name,Mail,Vip\n1,a,m,1\n2,b,m,1\n3,c,m,1\n");
    const { verdict } = await take(
      updater,
      '<?xml version="1.0" encoding="utf-8"?><dataroot><RECORD ACTION="U"><No>1</No><Mail>x@y</Mail></RECORD>' +
        '<RECORD ACTION="u"><No>2</No><Mail/><Vip></Vip></RECORD><RECORD ACTION="D"><No>3</No></RECORD>' +
        '<RECORD ACTION="I"><No>4</No><Name>d</Name><Mail xsi:nil="true"/></RECORD></dataroot>',
      "clients.xml",
    );
    expect(verdict).toMatchObject({ status: "Succeeded", rows: { total: 4 } });
    expect(await records()).toEqual(["1=a,x@y,1,-,-", "2=b,,-,-,-", "4=d,-,-,-,-"]);
  });

  it("does not look at the other cells of a record that it deletes", async () => {
    await take(importer, "No,Name\n1,a\n2,b\n");
    const { verdict } = await take(updater, "op,No,Born\nD,1,not a date\n");
    expect(verdict.operations).toMatchObject({ deleted: 1 });
  });

  it("leaves a cell \\U as it is", async () => {
    await take(importer, "No,Name,Mail\n1,a,m\n");
    await take(updater, "op,No,Name,Mail\nU,1,\\U,x\n");
    expect(await records()).toEqual(["1=a,x,-,-,-"]);
  });

  it.each(["No,Name\n1,a\n", "operation,Name\nI,a\n"])(
    "needs the operation and the key in the header",
    async (text) => {
      expect((await take(updater, text)).verdict.errors).toEqual(["F007"]);
    },
  );

  it("of which nothing may be kept did none of its operations", async () => {
    const strict = { ...updater, maxRejected: 0 };
    const { verdict } = await take(strict, "op,No,Name\nI,1,a\nU,2,b\nD,3,\n");
    expect(verdict).toMatchObject({ status: "Failed", errors: ["F014", "R018"] });
    expect(verdict.operations).toEqual({
      inserted: 0,
      updated: 0,
      deleted: 0,
      notInserted: 1,
      notUpdated: 1,
      notDeleted: 1,
    });
  });
});

describe("a key of several columns", () => {
  const composite = databaseOf(`
name: lines
key: [Order, Line, Price]
columns:
  - { name: Order, type: int64 }
  - { name: Line, type: integer }
  - { name: Price, type: decimal }
  - { name: Text, type: text }
importer: { enabled: true, shrinkGuard: 100% }
updater: { enabled: true }
`);
  const types = typesOf(composite);

  it("finds a record by all of them, whatever their types", async () => {
    const folder = inFolder(".");
    await using own = await openSqliteStore({
      path: inFolder("lines.db"),
      types: [types.importer, types.updater],
      workFolder: inFolder("work"),
    });
    const files = { store: own, folder };
    await importText(
      files,
      types.importer,
      "a.csv",
      "Order,Line,Price,Text\n1,1,1.50,a\n1,2,1.5,b\n",
    );
    const second = await importText(
      files,
      types.updater,
      "b.csv",
      "op,Order,Line,Price,Text\nU,01,1.0,1.5,A\nD,1,2,1.500,\nI,1,3,1,c\nI,1,,1,d\n",
    );
    expect(second.verdict.operations).toMatchObject({ updated: 1, deleted: 1, inserted: 1 });
    expect(second.short).toEqual(["R020 5 Line"]);
    const third = await importText(
      files,
      types.importer,
      "c.csv",
      "Order,Line,Price,Text\n1,3,1.0,c\n",
    );
    expect(third.verdict.rows).toMatchObject({ unchanged: 1, deleted: 1, created: 0 });
  });
});
