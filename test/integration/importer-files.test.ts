/** Files of the Data Importer, read, checked and stored. */
import { describe, expect, it } from "vitest";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import { importer, useClientsStore } from "../helpers/clients-store.ts";

const { take, records, tombstones } = useClientsStore();

const with_ = (changes: Partial<Extract<ImportTypeSpec["rules"], { module: "importer" }>>) => ({
  ...importer,
  rules: { ...importer.rules, ...changes } as NonNullable<ImportTypeSpec["rules"]>,
});

describe("cells of a client's table", () => {
  it("are kept exactly: blanks, a tilde, an empty text, and \\N as null", async () => {
    const { verdict } = await take(
      importer,
      'No,Name,Mail,Vip,Born,Big\na, x ,~,,,\nA,"  ",,yes,2026-02-28,9007199254740993\nb,n,\\N,\\N,\\N,\\N\n',
    );
    expect(verdict).toMatchObject({ status: "Succeeded", rows: { total: 3, created: 3 } });
    expect(await records()).toEqual([
      "A=  ,,1,2026-02-28,9007199254740993",
      "a= x ,~,-,-,-",
      "b=n,-,-,-,-",
    ]);
  });

  it("are checked, and a required one is never empty", async () => {
    const { short } = await take(
      importer,
      "No,Name,Mail,Vip,Born,Big\nok,n,,,,\n1,,,,,\n2,\\N,,,,\n3,n,1234567890123,,,\n" +
        "4,n,,perhaps,,\n5,n,,,03/04/2026,\n6,n,,,,1.5\n,n,,,,\n  ,n,,,,\n12345678901,n,,,,\n",
    );
    expect(short).toEqual([
      "R001 3 Name",
      "R001 4 Name",
      "R004 5 Mail",
      "R002 6 Vip",
      "R007 7 Born",
      "R002 8 Big",
      "R020 9 No",
      "R020 10 No",
      "R004 11 No",
    ]);
    expect(await records()).toEqual(["ok=n,,-,-,-"]);
  });

  it("may be absent: unchanged on update, null for a new record, R001 where required", async () => {
    await take(importer, "No,Name,Mail\n1,n,m\n");
    const { verdict, short } = await take(importer, "No,Mail\n1,new\n2,x\n");
    expect(verdict.rows).toMatchObject({ total: 2, updated: 1, rejected: 1 });
    expect(short).toEqual(["R001 3 Name"]);
    expect(await records()).toEqual(["1=n,new,-,-,-"]);
  });

  it("in a column that is not known are warned of", async () => {
    const { short, verdict } = await take(importer, "No,Name,Colour\n1,n,red\n");
    expect([short, verdict.status]).toEqual([["F018 0 Colour"], "Succeeded"]);
  });

  it.each(["Name,Mail\nn,m\n", "Vip\n1\n"])(
    "without the key column fail the file",
    async (text) => {
      expect((await take(importer, text)).verdict.errors).toEqual(["F007"]);
    },
  );

  it("of JSON tell null, an empty text and a missing field apart", async () => {
    await take(importer, "No,Name,Mail\n1,n,m\n2,n,m\n3,n,m\n");
    const rows =
      '[{"No":"1","Name":"a","Mail":null},{"No":"2","Name":"b","Mail":""},{"No":"3","Name":"c"}]';
    await take(importer, rows, "clients.json");
    expect(await records()).toEqual(["1=a,-,-,-,-", "2=b,,-,-,-", "3=c,m,-,-,-"]);
  });
});

describe("an overwriting import", () => {
  it("makes the file the content: created, updated, unchanged, deleted with tombstones", async () => {
    await take(importer, "No,Name\n1,a\n2,b\n3,c\n4,d\n5,e\n6,f\n");
    const { verdict } = await take(importer, "No,Name\n2,B\n1,a\n7,g\n3,c\n4,d\n5,e\n");
    expect(verdict.rows).toEqual({
      total: 7,
      created: 1,
      updated: 1,
      unchanged: 4,
      deleted: 1,
      skipped: 0,
      rejected: 0,
    });
    expect((await records()).map((text) => text.slice(0, 3))).toEqual([
      "1=a",
      "2=B",
      "3=c",
      "4=d",
      "5=e",
      "7=g",
    ]);
    expect(tombstones()).toEqual(["2 6"]);
  });

  it("changes nothing when the content is the same", async () => {
    await take(importer, "No,Name\n1,a\n2,b\n");
    const { verdict } = await take(importer, "No,Name\n2,b\n1,a\n");
    expect(verdict.auditKey).toBeUndefined();
    expect(verdict.rows).toMatchObject({ total: 2, unchanged: 2 });
  });

  it("refuses to shrink the content too much, unless forced", async () => {
    await take(importer, "No,Name\n1,a\n2,b\n3,c\n4,d\n5,e\n");
    const { verdict } = await take(importer, "No,Name\n1,A\n2,b\n3,c\n");
    expect(verdict).toMatchObject({ status: "Failed", errors: ["F015"] });
    expect(verdict.rows).toMatchObject({ total: 3, skipped: 3, deleted: 0 });
    expect(verdict.message).toMatch(/remove 2 of 5 records.* allows 20 %.*--force/);
    expect(await records()).toHaveLength(5);
    const forced = await take(importer, "No,Name\n1,A\n2,b\n3,c\n", "clients.force.csv");
    expect(forced.verdict.rows).toMatchObject({ updated: 1, unchanged: 2, deleted: 2, total: 5 });
    expect(await records()).toHaveLength(3);
  });

  it("keeps the records of rejected rows", async () => {
    await take(importer, "No,Name,Vip\n1,a,\n2,b,\n3,c,\n4,d,\n5,e,\n");
    const { verdict } = await take(importer, "No,Name,Vip\n1,a,\n2,b,?\n3,c,\n5,e,\n");
    expect(verdict.rows).toMatchObject({ total: 5, unchanged: 3, rejected: 1, deleted: 1 });
    expect((await records()).map((text) => text.slice(0, 1))).toEqual(["1", "2", "3", "5"]);
  });

  it("removes nothing while the key of a rejected row is not known", async () => {
    await take(importer, "No,Name\n1,a\n2,b\n");
    const { verdict } = await take(importer, "No,Name\n1,a\n,b\n", "clients.force.csv");
    expect(verdict.rows).toMatchObject({ total: 2, unchanged: 1, rejected: 1, deleted: 0 });
    expect(verdict.notes.join("\n")).toContain("1 record not in the file");
  });

  it("adds rows that come back mended, and removes none", async () => {
    await take(importer, "No,Name\n1,a\n2,b\n");
    const { verdict } = await take(
      importer,
      "No,Name,ErrorCode,ErrorMessage,SourceRow\n3,c,R001,,7\n1,A,R002,,8\n",
    );
    expect(verdict.rows).toMatchObject({ total: 2, created: 1, updated: 1, deleted: 0 });
    expect(await records()).toHaveLength(3);
  });

  it.each([
    ["error", { created: 1, rejected: 1 }, "1=a"],
    ["skip", { created: 1, skipped: 1 }, "1=a"],
    ["update", { created: 1, updated: 1 }, "1=b"],
  ] as const)(
    "with the policy %s meets a key twice in a file",
    async (onExisting, rows, record) => {
      const { verdict, short } = await take(with_({ onExisting }), "No,Name\n1,a\n1,b\n");
      expect(verdict.rows).toMatchObject(rows);
      expect(short).toEqual(onExisting === "update" ? [] : ["R008 3 No"]);
      expect((await records())[0]).toContain(record);
    },
  );

  it("notices a second row of a record that the first one left unchanged", async () => {
    await take(importer, "No,Name\n1,a\n");
    expect((await take(importer, "No,Name\n1,a\n1,b\n")).short).toEqual(["R008 3 No"]);
  });

  it("of a file without a usable row changes nothing", async () => {
    await take(importer, "No,Name\n1,a\n");
    const { verdict } = await take(importer, "No,Name\n2,\n", "clients.force.csv");
    expect(verdict).toMatchObject({ status: "Failed", errors: ["F013", "R001"] });
    expect(await records()).toHaveLength(1);
  });
});

describe("an appending import", () => {
  it.each([
    ["error", { created: 1, rejected: 1 }, ["R009 2 No"], "1=a"],
    ["skip", { created: 1, skipped: 1 }, ["R009 2 No"], "1=a"],
    ["update", { created: 1, updated: 1 }, [], "1=b"],
  ] as const)(
    "with the policy %s meets a key that is there",
    async (onExisting, rows, short, one) => {
      await take(importer, "No,Name\n1,a\n9,z\n");
      const appending = with_({ mode: "append", onExisting });
      const found = await take(appending, "No,Name\n1,b\n2,c\n");
      expect(found.verdict.rows).toMatchObject({ total: 2, deleted: 0, ...rows });
      expect(found.short).toEqual(short);
      expect((await records())[0]).toContain(one);
      expect(await records()).toHaveLength(3);
    },
  );
});
