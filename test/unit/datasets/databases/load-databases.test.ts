import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadDatabases } from "../../../../src/datasets/databases/load-databases.ts";
import { loadDefinitions } from "../../../../src/datasets/load-all-types.ts";
import { storedTypes } from "../../../../src/store/dataset-spec.ts";

const CONFIG = path.resolve("config");
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "databases-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function define(name: string, text: string): Promise<void> {
  await writeFile(path.join(folder, name), text);
}

async function problemsOf(act: Promise<unknown>): Promise<readonly string[]> {
  try {
    await act;
  } catch (error) {
    if (error instanceof Error) return error.message.split("\n");
    throw error;
  }
  return [];
}

const places = (): Parameters<typeof loadDefinitions>[0] => ({
  configFolder: CONFIG,
  databasesFolder: folder,
  settings: {},
});

describe("definitions of databases", () => {
  it("has an example that is a whole definition", async () => {
    const example = path.join(CONFIG, "databases", "customers.example.yml");
    await define("customers.yml", await readFile(example, "utf8"));
    const [database] = await loadDatabases(folder);
    expect(database).toMatchObject({
      name: "customers",
      key: ["customer_no"],
      importer: { enabled: true, mode: "overwrite", onDuplicate: "error", shrinkPercent: 20 },
      updater: { enabled: true, upsert: false },
      displacer: { enabled: true },
    });
    expect(database?.columns[0]).toEqual({
      name: "customer_no",
      type: "text",
      length: 20,
      required: true,
    });
  });

  it("does not read examples", async () => {
    await define("customers.example.yml", "name: [broken");
    expect(await loadDatabases(folder)).toEqual([]);
  });

  it("switches off every module that is not enabled, and keeps the table", async () => {
    await define("plain.yml", "{ name: plain, key: [A], columns: [{ name: A, type: text }] }");
    const { databases, types } = await loadDefinitions(places());
    expect(databases[0]).toMatchObject({
      importer: { enabled: false },
      updater: { enabled: false },
      displacer: { enabled: false },
    });
    const kept = types.find(({ type }) => type === "plain");
    expect(kept?.target).toBe("kept");
    expect(storedTypes(types)).toContain(kept);
  });

  it("makes an import type of each module, the updater after the importer", async () => {
    await define(
      "plain.yml",
      `{ name: plain, key: [A], columns: [{ name: A, type: int64 }, { name: Action, type: text }],
         importer: { enabled: true, mode: append, onDuplicate: update, maxRejected: 3 },
         updater: { enabled: true, upsert: true } }`,
    );
    const { types } = await loadDefinitions(places());
    const [importer, updater] = types.slice(-2);
    expect(importer).toMatchObject({
      type: "DataImporter/plain",
      onDuplicate: "last",
      maxRejected: 3,
      rules: { module: "importer", mode: "append", onExisting: "update" },
    });
    expect(updater).toMatchObject({
      type: "DataUpdater/plain",
      after: ["DataImporter/plain"],
      rules: { module: "updater", upsert: true },
    });
    // The table has a column of that name, so it is no other name of the operation.
    expect(updater?.sheets[0]?.dataset.columns[0]).toMatchObject({
      name: "operation",
      aliases: ["Op"],
    });
  });

  it("reports every problem of every file at once", async () => {
    await define(
      "a.yml",
      "{ name: 1x, key: [A], columns: [{ name: A, type: number }], colour: red }",
    );
    await define(
      "b.yml",
      `{ name: ok, key: [a], updater: { enabled: true }, columns: [
          { name: A, type: integer, length: 3 }, { name: B_C, type: text }, { name: bc, type: text },
          { name: Operation, type: text }, { name: SourceRow, type: text } ] }`,
    );
    await define("c.yml", "name: [");
    const problems = await problemsOf(loadDatabases(folder));
    expect(problems).toEqual([
      expect.stringMatching(/^databases\/a\.yml: \/: .*\(colour\)$/),
      expect.stringMatching(/^databases\/a\.yml: \/name: must match pattern/),
      expect.stringMatching(/^databases\/a\.yml: \/columns\/0\/type: .*: text, integer, decimal/),
      expect.stringMatching(/^databases\/c\.yml/),
      expect.stringMatching(/^databases\/b\.yml: \/columns\/0\/length: only a text has a length/),
      expect.stringMatching(/^databases\/b\.yml: \/columns\/2\/name: bc and B_C are the same/),
      expect.stringMatching(
        /^databases\/b\.yml: \/columns\/3\/name: Operation is a column of Quay/,
      ),
      expect.stringMatching(/^databases\/b\.yml: \/columns\/4\/name: SourceRow is a column/),
      expect.stringMatching(/^databases\/b\.yml: \/key\/0: a is no column/),
    ]);
  });

  it.each(["directory", "RUN", "calendarentry", "QUEUESSKILLS", "RunByType", "Sqlite_x"])(
    "refuses the name %s, which is taken",
    async (name) => {
      await define("x.yml", `{ name: ${name}, key: [A], columns: [{ name: A, type: text }] }`);
      const problems = await problemsOf(loadDefinitions(places()));
      expect(problems).toEqual([expect.stringContaining(`/name: ${name} is a name of`)]);
    },
  );

  it("refuses two databases whose names differ in case only", async () => {
    const text = (name: string): string =>
      `{ name: ${name}, key: [A], columns: [{ name: A, type: text }] }`;
    await define("one.yml", text("Clients"));
    await define("two.yml", text("clients"));
    const problems = await problemsOf(loadDatabases(folder));
    expect(problems).toEqual([
      "databases/two.yml: /name: clients stands in databases/one.yml already; choose another one",
    ]);
  });

  it("says which folder can't be read", async () => {
    const problems = await problemsOf(loadDatabases(path.join(folder, "away")));
    expect(problems[0]).toContain("away");
  });
});
