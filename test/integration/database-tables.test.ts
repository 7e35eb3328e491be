/** Definitions of databases that change between two starts. */
import { describe, expect, it } from "vitest";
import { databaseOf, importText, typesOf } from "../helpers/database-files.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { StoredRecord } from "../../src/store/store.ts";

const inFolder = useTemporaryFolder();

const COLUMNS = "{ name: No, type: text }, { name: Name, type: text, length: 10 }";
const defined = (columns = COLUMNS, more = "key: [No]", name = "clients"): string =>
  `{ name: ${name}, ${more}, columns: [${columns}],
     importer: { enabled: true, shrinkGuard: 100% }, updater: { enabled: true } }`;

/** Starts with this definition, imports the text if there is one, and gives the records. */
async function start(yaml: string, text?: string): Promise<readonly StoredRecord[]> {
  const { importer, updater } = typesOf(databaseOf(yaml));
  const types = [importer, updater];
  const path = inFolder("store.db");
  await using store = await openSqliteStore({ path, types, workFolder: inFolder("work") });
  if (text !== undefined) {
    const { verdict } = await importText({ store, folder: inFolder(".") }, importer, "a.csv", text);
    expect(verdict.status).toBe("Succeeded");
  }
  const dataset = importer.sheets[0]?.dataset.name ?? "";
  return await store.records({ dataset, where: [], limit: 10 });
}

async function refusalOf(yaml: string): Promise<string> {
  try {
    await start(yaml);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof ConfigError ? `${error.code} ${error.message} ${error.hint ?? ""}` : "";
  }
  return "";
}

const FIRST = "No,Name\n1,a\n2,bcde\n";

describe("the table of a database", () => {
  it("gains the columns that its definition gains", async () => {
    await start(defined(), FIRST);
    const [record] = await start(
      defined(`${COLUMNS}, { name: Age, type: integer, required: true }`),
    );
    expect(record).toMatchObject({ No: "1", Name: "a", Age: null });
  });

  it("keeps a column that its definition has lost, unseen, and shows it when it is back", async () => {
    await start(defined(), FIRST);
    const [record] = await start(defined("{ name: No, type: text }"));
    expect(record).not.toHaveProperty("Name");
    expect((await start(defined()))[0]).toMatchObject({ No: "1", Name: "a" });
  });

  it("refuses a lost column that comes back with another type", async () => {
    await start(defined(), FIRST);
    await start(defined("{ name: No, type: text }"));
    expect(
      await refusalOf(defined("{ name: No, type: text }, { name: Name, type: date }")),
    ).toContain("clients.Name: the type of the column can't be changed from text to date");
  });

  it("takes longer texts, and shorter ones that hold every value", async () => {
    await start(defined(), FIRST);
    await start(defined("{ name: No, type: text }, { name: Name, type: text, length: 4 }"));
    await start(defined("{ name: No, type: text }, { name: Name, type: text }"));
    expect(
      await refusalOf(defined("{ name: No, type: text }, { name: Name, type: text, length: 3 }")),
    ).toContain("clients.Name: a length of 3 does not hold 1 of its values, which have up to 4");
  });

  it("turns values of any type into texts, and whole numbers into larger kinds", async () => {
    const types = (a: string, b: string, c: string, d: string, e: string): string =>
      defined(
        `{ name: No, type: text }, { name: A, type: ${a} }, { name: B, type: ${b} },
         { name: C, type: ${c} }, { name: D, type: ${d} }, { name: E, type: ${e} }`,
      );
    await start(
      types("integer", "decimal", "boolean", "date", "integer"),
      "No,A,B,C,D,E\n1,7,2,yes,2026-01-02,5\n2,-1,2.5,no,,6\n",
    );
    const [one, two] = await start(types("text", "text", "text", "text", "decimal"));
    expect(one).toMatchObject({ A: "7", B: "2", C: "TRUE", D: "2026-01-02", E: 5 });
    expect(two).toMatchObject({ A: "-1", B: "2.5", C: "FALSE", D: null, E: 6 });
  });

  it("refuses what would change values, all of it at once, and loses nothing", async () => {
    await start(defined(`${COLUMNS}, { name: Age, type: integer }`), "No,Name,Age\n1,a,3\n");
    const refusal = await refusalOf(
      defined(
        "{ name: No, type: int64 }, { name: Name, type: date }, { name: Age, type: boolean }",
        "key: [No, Name]",
      ),
    );
    expect(refusal).toMatch(/^C004 /);
    expect(refusal).toContain("clients: the key can't be changed; it is [No], not [No, Name]");
    expect(refusal).toContain("clients.No: the type of a column of the key can't be changed");
    expect(refusal).toContain("clients.Name: the type of a column of the key");
    expect(refusal).toContain(
      "clients.Age: the type of the column can't be changed from integer to boolean",
    );
    expect(refusal).toContain("give the database another name");
    const [record] = await start(defined(`${COLUMNS}, { name: Age, type: integer }`));
    expect(record).toMatchObject({ No: "1", Name: "a", Age: 3 });
  });

  it("without a record is made anew, whatever has changed", async () => {
    await start(defined());
    await start(
      defined("{ name: Id, type: integer }, { name: Name, type: date }", "key: [Id]"),
      "Id,Name\n5,2026-01-01\n",
    );
    expect(await start(defined("{ name: Id, type: integer }", "key: [Id]"))).toMatchObject([
      { Id: 5 },
    ]);
  });

  it("stays when its definition is removed, and is not taken over by a name in another case", async () => {
    await start(defined(), FIRST);
    await start(defined(COLUMNS, "key: [No]", "others"));
    expect(await refusalOf(defined(COLUMNS, "key: [No]", "Clients"))).toContain(
      "Clients: the database is called clients",
    );
    expect(await start(defined())).toHaveLength(2);
  });
});
