import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileSchema } from "../../src/core/json-schema.ts";
import { dieAt, makeArmedBuild } from "../helpers/armed-build.ts";
import { missingPython } from "../helpers/spreadsheet-programs.ts";
import { Workspace } from "../helpers/workspace.ts";

const IMPORTER = "DataImporter/customers";
const UPDATER = "DataUpdater/customers";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

/** Defines the database beside the settings. */
async function define(columns: readonly string[]): Promise<void> {
  const folder = join(workspace.path, "config/databases");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "customers.yml"),
    `name: customers
key: [ENTITY_ID]
columns:
${columns.map((column) => `  - { ${column} }\n`).join("")}
importer: { enabled: true }
updater: { enabled: true }
displacer: { enabled: true }
`,
  );
}

const COLUMNS = [
  "name: ENTITY_ID, type: text",
  "name: NAME, type: text, required: true",
  "name: EMAIL, type: text, length: 40",
  "name: SINCE, type: date",
];

async function customers(): Promise<readonly Record<string, unknown>[]> {
  const { stdout } = await workspace.quayside("records", "customers", "--format", "jsonl");
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const ids = async (): Promise<readonly unknown[]> =>
  (await customers()).map(({ ENTITY_ID }) => ENTITY_ID).sort();

const content = (count: number): string =>
  `ENTITY_ID,NAME,EMAIL,SINCE\n${Array.from({ length: count }, (_, n) => `${n},Name ${n},n${n}@example.com,2026-01-02\n`).join("")}`;

/** The one row that the store answers. */
function stored(sql: string): unknown {
  const path = join(workspace.path, "var/quayside.db");
  const database = new DatabaseSync(path, { readOnly: true, timeout: 60_000 });
  try {
    return { ...(database.prepare(sql).get() as object) };
  } finally {
    database.close();
  }
}

/** A real workbook of an updater, with a real date cell. */
function workbook(path: string): void {
  const script = `
import datetime, openpyxl
book = openpyxl.Workbook()
sheet = book.active
sheet.append(["Action", "ENTITY_ID", "NAME", "SINCE"])
sheet.append(["I", "x1", "From Excel", datetime.date(2025, 12, 31)])
sheet.append(["U", "1", "Renamed", None])
book.save("${path}")
`;
  execFileSync("/usr/bin/python3", ["-c", script]);
}

describe("files for a database", () => {
  it("become its content, change it, and come back to be mended", async ({ skip }) => {
    const missing = await missingPython();
    if (missing !== undefined) skip(missing);
    await define(COLUMNS);
    await workspace.start();
    await workspace.drop(IMPORTER, "full.csv", content(10));
    const full = await workspace.result(IMPORTER, "full.csv");
    expect([full.status, full.rows["created"]]).toEqual(["Succeeded", 10]);

    await workspace.drop(
      UPDATER,
      "changes.xml",
      '<?xml version="1.0" encoding="utf-8"?><dataroot><RECORD ACTION="U"><ENTITY_ID>1</ENTITY_ID><EMAIL>a@b.c</EMAIL></RECORD>' +
        '<RECORD ACTION="D"><ENTITY_ID>9</ENTITY_ID></RECORD><RECORD ACTION="U"><ENTITY_ID>77</ENTITY_ID><EMAIL>late@b.c</EMAIL></RECORD></dataroot>',
    );
    const changes = await workspace.result(UPDATER, "changes.xml");
    expect(changes.status).toBe("PartiallySucceeded");
    const document = JSON.parse(
      await workspace.read(UPDATER, `${changes.files["source"] ?? ""}.result`),
    ) as { operations: unknown };
    const schema = await readFile("schemas/result.schema.json", "utf8");
    expect(compileSchema(JSON.parse(schema) as object)(document)).toEqual([]);
    expect(document.operations).toEqual({
      inserted: 0,
      updated: 1,
      deleted: 1,
      notInserted: 0,
      notUpdated: 1,
      notDeleted: 0,
    });

    // The record that was not there yet: the rejected row goes in as it came back, with I for U.
    const rejected = await workspace.read(UPDATER, changes.files["rejected"] ?? "");
    expect(rejected).toContain("ACTION,ENTITY_ID,EMAIL,ErrorCode,ErrorMessage,SourceRow");
    await workspace.drop(
      UPDATER,
      "mended.csv",
      rejected
        .replace("ACTION,ENTITY_ID,EMAIL", "ACTION,ENTITY_ID,EMAIL,NAME")
        .replace("U,77,late@b.c", "I,77,late@b.c,Late"),
    );
    expect((await workspace.result(UPDATER, "mended.csv")).status).toBe("Succeeded");

    workbook(join(workspace.path, "changes.xlsx"));
    const command = await workspace.quayside(
      ...["import", "changes.xlsx", "--type", "dataupdater/CUSTOMERS"],
    );
    expect([command.code, command.stdout]).toEqual([0, expect.stringContaining("2 rows")]);
    expect(await ids()).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "77", "8", "x1"]);
    const records = await customers();
    expect(records.find((record) => record["ENTITY_ID"] === "1")).toMatchObject({
      NAME: "Renamed",
      EMAIL: "a@b.c",
    });
    expect(records.find((record) => record["ENTITY_ID"] === "x1")).toMatchObject({
      SINCE: "2025-12-31",
      EMAIL: null,
    });
  });

  it("that would remove too much fail, until they are forced", async () => {
    await define(COLUMNS);
    await workspace.start();
    await workspace.drop(IMPORTER, "full.csv", content(10));
    await workspace.result(IMPORTER, "full.csv");
    await writeFile(join(workspace.path, "half.csv"), content(5));
    const line = ["import", "half.csv", "--type", IMPORTER];
    const refused = await workspace.quayside(...line);
    expect([refused.code, refused.stdout]).toEqual([4, expect.stringContaining("5 of 10 records")]);
    expect(await ids()).toHaveLength(10);
    const forced = await workspace.quayside(...line, "--force");
    expect([forced.code, forced.stdout]).toEqual([0, expect.stringContaining("half.force.csv")]);
    expect(await ids()).toHaveLength(5);
    const checked = await workspace.quayside("check", "half.csv", "--type", IMPORTER);
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining("5 unchanged")]);
  });

  it("have models, under names that every system takes, and folders in any case", async () => {
    await define(COLUMNS);
    await mkdir(join(workspace.automaticPath, "dataimporter/CUSTOMERS"), { recursive: true });
    await workspace.start();
    const models = await readdir(join(workspace.path, "exchange/Examples and Templates"));
    expect(models).toEqual(
      expect.arrayContaining(["DataImporter customers.xlsx", "DataUpdater customers.csv"]),
    );
    expect(await readdir(join(workspace.automaticPath, "dataimporter/CUSTOMERS"))).toEqual(
      expect.arrayContaining(["History", "InProcess"]),
    );
    const template = await workspace.quayside("template", UPDATER, "--csv");
    expect(template.code).toBe(0);
    const [header] = (await readFile(join(workspace.path, "DataUpdater customers.csv"), "utf8"))
      .replace("\ufeff", "")
      .split("\r\n");
    expect(header).toMatch(/^operation.ENTITY_ID.NAME.EMAIL.SINCE$/);
  });

  it("find a table that follows its definition, or a daemon that says why it can't", async () => {
    await define(COLUMNS);
    await workspace.start();
    await workspace.drop(IMPORTER, "full.csv", content(3));
    await workspace.result(IMPORTER, "full.csv");
    await workspace.stop();
    await define([...COLUMNS, "name: SCORE, type: integer"]);
    await workspace.start();
    await workspace.drop(UPDATER, "score.csv", "operation,ENTITY_ID,SCORE\nU,1,7\n");
    expect((await workspace.result(UPDATER, "score.csv")).rows["updated"]).toBe(1);
    expect(await customers()).toContainEqual(
      expect.objectContaining({ ENTITY_ID: "1", NAME: "Name 1", SCORE: 7 }),
    );
    await workspace.stop();
    await define(COLUMNS.map((column) => column.replace("SINCE, type: date", "SINCE, type: time")));
    workspace.spawn();
    const { code, stdout } = await workspace.ended();
    expect([code, stdout]).toEqual([3, expect.stringContaining("customers.SINCE: the type")]);
    await define([...COLUMNS, "name: SCORE, type: integer"]);
    await workspace.start();
    expect(await customers()).toHaveLength(3);
  });
});

it("a daemon that is killed while a file replaces the content has the old one, then the new one", async () => {
  const armed = await makeArmedBuild();
  try {
    await define(COLUMNS);
    await workspace.start();
    await workspace.drop(IMPORTER, "old.csv", content(10));
    await workspace.result(IMPORTER, "old.csv");
    await workspace.stop();
    await workspace.drop(IMPORTER, "new.csv", content(9).replaceAll("Name", "New"));
    await dieAt(workspace, armed.mainPath, "apply.commit:before");
    const inProcess = workspace.folder(IMPORTER, "InProcess");
    expect(stored("SELECT count(*) AS n FROM customers WHERE NAME LIKE 'Name%'")).toEqual({
      n: 10,
    });
    expect(stored("SELECT count(*) AS n FROM customers")).toEqual({ n: 10 });
    expect(stored("SELECT count(*) AS n FROM Tombstone")).toEqual({ n: 0 });
    expect(await readdir(inProcess)).toEqual(["new.csv"]);
    await workspace.start();
    const result = await workspace.result(IMPORTER, "new.csv");
    expect(result.rows).toMatchObject({ total: 10, updated: 9, deleted: 1 });
    expect((await customers()).every(({ NAME }) => String(NAME).startsWith("New"))).toBe(true);
  } finally {
    await armed.remove();
  }
});
