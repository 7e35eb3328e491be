/** A table of a real PostgreSQL becomes the content of a database, through the built daemon. */
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addJob } from "../helpers/exporting.ts";
import { addDatabase, endedFetch, fetchesOf, fetchNow } from "../helpers/fetching.ts";
import { postgresMissing, startPostgres, type PostgresServer } from "../helpers/postgres-server.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

const JOB = {
  Title: "Customers",
  Source: "data-importer",
  Database: "customers",
  Connection: "warehouse",
  Run: "cron 0 0 1 1 *",
};

describe.skipIf(postgresMissing)("a fetch from PostgreSQL", () => {
  let folder: string;
  let server: PostgresServer;
  let workspace: Workspace;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "quayside-fetch-"));
    await chmod(folder, 0o755);
    server = await startPostgres(join(folder, "server"));
    server.sql(`CREATE TABLE customers (customer_no text, name text);
      INSERT INTO customers SELECT 'C' || g, 'Customer ' || g FROM generate_series(1, 500) g;`);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    workspace = await Workspace.create(
      "sources: { warehouse: { type: postgres, urlFile: ./url } }\n",
    );
    await writeFile(join(workspace.path, "url"), server.url());
    await addDatabase(workspace);
    await workspace.start();
  });
  afterEach(() => workspace.remove());

  it("brings the table, and its url is shown nowhere", async () => {
    const job = await addJob(workspace, { ...JOB, Table: "customers" });
    const run = await fetchNow(workspace, job);
    expect(run).toMatchObject({
      state: "Completed",
      fetch: { files: [{ rows: { total: 500, created: 500 }, settled: "kept" }] },
    });
    const [result] = await workspace.results("DataImporter/customers");
    expect(result?.run).toBe(run.fetch?.files[0]?.importRun);
    const { stdout } = await workspace.quayside("doctor");
    expect(stdout).toMatch(/source warehouse.*PostgreSQL \d+.*read-only/);
    const password = encodeURIComponent("Postgres Ä 1");
    expect(workspace.log + stdout + JSON.stringify(run)).not.toContain(password);
  });

  it("a wrong query fails at once; a server that is away is Retrying until it is back", async () => {
    const wrong = await addJob(workspace, {
      ...JOB,
      Title: "Wrong",
      Query: "SELECT nothing FROM customers",
    });
    expect(await fetchNow(workspace, wrong)).toMatchObject({
      state: "Failed",
      error: { code: "P011" },
    });
    const job = await addJob(workspace, {
      ...JOB,
      Query: "SELECT * FROM customers WHERE customer_no = 'C7'",
    });
    await server.kill();
    expect((await workspace.quayside("jobs", "run", job)).code).toBe(0);
    await until("a retry", async () => (await fetchesOf(workspace, job))[0]?.state === "Retrying");
    await server.start();
    expect(await endedFetch(workspace, job)).toMatchObject({
      state: "Completed",
      fetch: { files: [{ rows: { total: 1 } }] },
    });
  });
});
