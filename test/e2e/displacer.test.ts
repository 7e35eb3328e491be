/** Tables and statistics on their way to the client, through the built program. */
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientsMissing } from "../helpers/client-programs.ts";
import {
  addJob,
  endedExport,
  giveCertificate,
  openArtifact,
  publishedNames,
  run,
  sharePath,
} from "../helpers/exporting.ts";
import { copiesOf, type Prepared } from "../helpers/prepared-workspace.ts";
import { untilSwept } from "../helpers/published.ts";
import {
  changeStock,
  COLUMNS,
  HARD_ROWS,
  insertStock,
  stockRows,
  TABLE,
} from "../helpers/some-tables.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let filled: Prepared;
let workspace: Workspace;

beforeAll(async () => {
  const original = await Workspace.create();
  await giveTable(original);
  await original.start();
  await original.stop();
  insertStock(join(original.path, "var/quayside.db"), 1, HARD_ROWS);
  filled = copiesOf(original);
});
afterAll(() => filled.remove());
beforeEach(async () => {
  workspace = await filled.copy();
  await workspace.start();
});
afterEach(async () => {
  await workspace.remove();
});

async function giveTable({ path }: Workspace): Promise<void> {
  await mkdir(join(path, "config/databases"), { recursive: true });
  await writeFile(join(path, "config/databases/stock.yml"), TABLE);
}

const DISPLACE = { Source: "data-displacer", Database: "stock", Run: "once", Timeframe: "all" };

async function displaced(fields: Readonly<Record<string, unknown>>) {
  const job = await addJob(workspace, fields);
  const ended = await endedExport(workspace, job);
  expect(ended.error).toBeUndefined();
  return { job, ended };
}

const published = (): Promise<string[]> => publishedNames(sharePath(workspace));
const text = (name: string): Promise<string> => readFile(join(sharePath(workspace), name), "utf8");

describe.skipIf(clientsMissing !== undefined)("a table goes out", () => {
  it("as the file itself, whole, without a certificate and without an index", async () => {
    const { ended } = await displaced({ Title: "a", ...DISPLACE, FileName: "stock_{yyyyMMdd}" });
    const name = `stock_${ended.dueAt.slice(0, 10).replaceAll("-", "")}.csv`;
    expect(await published()).toEqual([name]);
    expect(ended).toMatchObject({ state: "Finished", artifact: "Published" });
    expect(ended.records).toEqual({ [name]: HARD_ROWS.length });
    const content = await text(name);
    expect(content.startsWith(`${COLUMNS.join(",")}\r\n`)).toBe(true);
    expect((await stat(join(sharePath(workspace), name))).size).toBe(ended.files?.[0]?.sizeBytes);
    await untilSwept(workspace);
  });

  it("as a plain zip that unzip tests, beside an index", async () => {
    const zip = { Packing: "zip", Format: "xml", FileName: "stock" };
    await displaced({ Title: "z", ...DISPLACE, ...zip });
    expect((await published()).sort()).toEqual(["stock.index.json", "stock.zip"]);
    const archive = join(sharePath(workspace), "stock.zip");
    await run("unzip", ["-tq", archive]);
    const { stdout } = await run("unzip", ["-p", archive, "stock.xml"]);
    expect(stdout).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<dataroot>\n<RECORD><SITE>A</,
    );
    const index = JSON.parse(await text("stock.index.json")) as { files: { name: string }[] };
    expect(index.files.map(({ name }) => name)).toEqual(["stock.zip"]);
  });

  it("encrypted, with a manifest, and only then a certificate is asked for", async () => {
    const encrypted = { Packing: "encrypted", FileName: "stock" };
    const refused = await addJob(workspace, { Title: "e", ...DISPLACE, ...encrypted });
    expect((await endedExport(workspace, refused)).error?.code).toBe("E001");
    const key = await giveCertificate(workspace);
    await displaced({ Title: "f", ...DISPLACE, ...encrypted });
    expect((await published()).sort()).toEqual(["stock.index.json", "stock.zip.smime"]);
    const files = await openArtifact(workspace, { base: "stock", key });
    expect([...files.keys()].sort()).toEqual(["manifest.json", "stock.csv"]);
  });

  it("under a name of its own where another artifact has it, and is listed and deleted", async () => {
    const first = await displaced({ Title: "a", ...DISPLACE, FileName: "Stock" });
    const second = await displaced({ Title: "b", ...DISPLACE, FileName: "stock" });
    expect((await published()).sort()).toEqual(["Stock.csv", "stock_2.csv"]);
    const { stdout } = await workspace.quayside("artifacts", "list", "--json");
    expect(stdout).toContain("stock_2.csv");
    const out = join(workspace.path, "in");
    await workspace.quayside("artifacts", "download", second.ended.id, "--out", out);
    expect(await readFile(join(out, "stock_2.csv"), "utf8")).toBe(await text("Stock.csv"));
    const { code } = await workspace.quayside("artifacts", "delete", first.ended.id);
    expect(code).toBe(0);
    expect(await published()).toEqual(["stock_2.csv"]);
  });

  it("never over a file of somebody else", async () => {
    await writeFile(join(sharePath(workspace), "stock.csv"), "mine");
    const job = await addJob(workspace, { Title: "a", ...DISPLACE, FileName: "stock" });
    await until("the export to be held", async () => {
      const { stdout } = await workspace.quayside("status", "--json");
      return stdout.includes("P006") || undefined;
    });
    expect(await text("stock.csv")).toBe("mine");
    await rm(join(sharePath(workspace), "stock.csv"));
    expect((await endedExport(workspace, job)).state).toBe("Finished");
    expect(await published()).toEqual(["stock.csv"]);
  });

  it("as what changed since the job's last published run", async () => {
    const delta = { ...DISPLACE, Run: "cron 0 0 1 1 *", Timeframe: "delta", FileName: "d" };
    const job = await addJob(workspace, { Title: "d", ...delta });
    const again = async () => {
      expect((await workspace.quayside("jobs", "run", "d")).code).toBe(0);
      return await endedExport(workspace, job);
    };
    await again();
    expect((await text("d.csv")).split("\r\n")[1]).toMatch(/^I,A,1,/);
    await workspace.stop();
    const store = join(workspace.path, "var/quayside.db");
    insertStock(store, 2, [["N", 1, "new", null, null, null, null, null, null]]);
    changeStock(
      store,
      "INSERT INTO Tombstone VALUES (2, 'stock', 99, NULL, 'G' || char(31) || '1')",
    );
    await workspace.start();
    await again();
    expect(await text("d_2.csv")).toBe(
      `operation,${COLUMNS.join(",")}\r\nD,G,1,,,,,,,\r\nI,N,1,new,\\N,\\N,\\N,\\N,\\N,\\N\r\n`,
    );
    await again();
    expect(await text("d_3.csv")).toBe(`operation,${COLUMNS.join(",")}\r\n`);
  });

  it("into the importer of another daemon, which then has the same records", async () => {
    await displaced({ Title: "a", ...DISPLACE, FileName: "stock" });
    const other = await Workspace.create();
    try {
      await giveTable(other);
      await other.start();
      await other.drop("DataImporter/stock", "stock.csv", await text("stock.csv"));
      const { status, rows } = await other.result("DataImporter/stock", "stock.csv");
      expect({ status, created: rows["created"] }).toEqual({
        status: "Succeeded",
        created: HARD_ROWS.length,
      });
      const [theirs, ours] = [other, workspace].map(({ path }) => join(path, "var/quayside.db"));
      expect(stockRows(theirs ?? "")).toEqual(stockRows(ours ?? ""));
    } finally {
      await other.remove();
    }
  });

  it("only from databases that there are, and that may", async () => {
    const path = join(workspace.path, "bad.json");
    await writeFile(path, JSON.stringify({ Title: "x", ...DISPLACE, Database: "stok" }));
    const { code, stdout } = await workspace.quayside("jobs", "add", path, "--json");
    expect(code).toBe(4);
    expect(stdout).toContain("did you mean stock?");
  });
});

describe.skipIf(clientsMissing !== undefined)("statistics go out", () => {
  it("as one row for each run that has ended, imports and exports alike", async () => {
    await workspace.drop("Skills", "skills.csv", 'Name\nGerman\n"broken\nDutch\n');
    await workspace.result("Skills", "skills.csv");
    await displaced({ Title: "a", ...DISPLACE });
    const events = { Statistics: "events", FileName: "stat_{yyyy}", Timeframe: "all" };
    await displaced({ Title: "s", Source: "data-exporter", Run: "once", ...events });
    const names = await published();
    const name = names.find((one) => one.startsWith("stat_runs_2")) ?? "";
    const [header = "", ...lines] = (await text(name)).trimEnd().split("\r\n");
    expect(header.startsWith("KIND,RUN,TYPE,JOB,FILE,STATUS,USER,STARTED,FINISHED")).toBe(true);
    expect(
      lines
        .map((line) => line.split(","))
        .map(([kind, , type, , , status]) => [kind, type, status]),
    ).toEqual([
      ["import", "Skills", "PartiallySucceeded"],
      ["export", "data-displacer", "Finished"],
    ]);
  });

  it("counted by day, in a zip of XML", async () => {
    await displaced({ Title: "a", ...DISPLACE });
    const counted = { Source: "data-exporter", Format: "xml", Packing: "zip", FileName: "stat" };
    await displaced({ Title: "s", Run: "once", Timeframe: "last day", ...counted });
    const archive = join(sharePath(workspace), "stat.zip");
    const { stdout } = await run("unzip", ["-p", archive, "stat_runs_per_day.xml"]);
    expect(stdout).toMatch(/<RECORD><DAY>\d{4}-\d\d-\d\d<\/DAY><KIND>export<\/KIND>/);
    expect(stdout).toContain("<RUNS>1</RUNS><FILES>1</FILES><TOTAL>8</TOTAL>");
  });
});
