/** A large query of PostgreSQL becomes a file at the pace of the disk, with flat memory. */
import { createReadStream } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { openSource } from "../../src/fetch/open-source.ts";
import { postgresMissing, startPostgres, type PostgresServer } from "../helpers/postgres-server.ts";

const ROWS = 1_000_000;
const QUERY = `SELECT g AS customer_no, 'Customer ' || g AS name, repeat('x', 60) AS note FROM generate_series(1, ${ROWS}) g`;

describe.skipIf(postgresMissing)("a million rows of PostgreSQL", () => {
  let folder: string;
  let server: PostgresServer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "quayside-test-"));
    await chmod(folder, 0o755);
    server = await startPostgres(join(folder, "server"));
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it("are written whole, and take no more memory than a few thousand", async () => {
    const urlPath = join(folder, "url");
    await writeFile(urlPath, server.url());
    const { signal } = new AbortController();
    const settings = { type: "postgres", name: "crm", urlPath } as const;
    await using source = await openSource(settings, { clock: systemClock, signal });
    const path = join(folder, "out.csv");
    const before = process.memoryUsage().rss;
    let highest = 0;
    let calls = 0;
    const onBytes = (): void => {
      calls += 1;
      if (calls % 10_000 === 0) highest = Math.max(highest, process.memoryUsage().rss);
    };
    const read = { kind: "query", query: QUERY } as const;
    await source.fetch({ name: "out.csv" }, read, { path, onBytes });
    // The content is about 85 MB; what is not freed would show many times over.
    expect((highest - before) / 2 ** 20).toBeLessThan(120);
    let lines = 0;
    let last = "";
    for await (const line of createInterface({ input: createReadStream(path) })) {
      lines += 1;
      last = line;
    }
    expect(lines).toBe(ROWS + 1);
    expect(last).toBe(`${ROWS},Customer ${ROWS},${"x".repeat(60)}`);
  });
});
