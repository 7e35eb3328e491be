import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dieAt, makeArmedBuild } from "../helpers/armed-build.ts";
import { run } from "../helpers/exporting.ts";
import { missingPython } from "../helpers/spreadsheet-programs.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

const TYPE = "ExportJob";
const CHATS = {
  Title: "Chats",
  Source: "contact-history",
  Type: "interaction",
  Run: "daily 02:00",
  Timeframe: "last day",
};
const HEADER = "Action,Title,Source,Type,Run,Timeframe\r\n";

const noPython = await missingPython();

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

interface SavedJob {
  readonly id: string;
  readonly state: string;
  readonly definition: Readonly<Record<string, unknown>> & { readonly title: string };
}

/** The jobs in the catalogue, as they are on the disk. */
async function jobs(): Promise<readonly SavedJob[]> {
  const text = await readFile(join(workspace.path, "var/catalogue.json"), "utf8").catch(() => "");
  return text === "" ? [] : (JSON.parse(text) as { jobs: SavedJob[] }).jobs;
}

const titles = async (): Promise<readonly string[]> =>
  (await jobs()).map(({ definition }) => definition.title);

function line(action: string, title: string, more = "contact-history,interaction,daily 02:00,all") {
  return `${action},${title},${more}\r\n`;
}

describe("files of jobs", () => {
  it("may be JSON, YAML, CSV and JSON Lines", async () => {
    await workspace.start();
    const yaml = `Title: From YAML\nSource: info-mart\nRun: weekly Mon 02:00\nTimeframe: delta\n`;
    const lines = [1, 2].map((n) => `${JSON.stringify({ ...CHATS, Title: `Line ${n}` })}\n`);
    const files = [
      ["a.json", JSON.stringify([{ ...CHATS, MediaTypes: ["email", "chat"] }])],
      ["b.yml", `${yaml}---\n${yaml.replace("From YAML", "Second")}`],
      ["c.yaml", yaml.replace("From YAML", "Third")],
      ["d.csv", HEADER + line("", "From CSV")],
      ["e.jsonl", lines.join("")],
    ] as const;
    for (const [name, content] of files) await workspace.drop(TYPE, name, content);
    for (const [name] of files) {
      expect([name, (await workspace.result(TYPE, name)).status]).toEqual([name, "Succeeded"]);
    }
    const expected = ["Chats", "From YAML", "Second", "Third", "From CSV", "Line 1", "Line 2"];
    expect(await titles()).toEqual(expected);
    expect((await jobs())[0]?.definition["mediaTypes"]).toEqual(["email", "chat"]);
    const { rows } = await workspace.result(TYPE, "b.yml");
    expect(rows).toMatchObject({ total: 2, created: 2, rejected: 0 });
  });

  it.skipIf(noPython !== undefined)(
    "may be workbooks, of which bad rows come back as a workbook",
    async () => {
      const path = join(workspace.path, "jobs.xlsx");
      const script = `
import openpyxl, datetime, sys
book = openpyxl.Workbook()
book.active.title = "Notes"
book.active.append(["see the other sheet"])
jobs = book.create_sheet("Jobs")
jobs.append(["Title", "Source", "Type", "Run", "Timeframe", "From", "SkipEmpty"])
jobs.append(["Good", "contact-history", "contact", "daily 02:00", "all", datetime.date(2026, 1, 31), True])
jobs.append(["Bad", "contact-history", "contact", "hourly 5", "all", None, False])
book.save(sys.argv[1])`;
      await run("/usr/bin/python3", ["-c", script, path]);
      await workspace.start();
      await workspace.drop(TYPE, "jobs.xlsx", await readFile(path));
      const result = await workspace.result(TYPE, "jobs.xlsx");
      expect(result).toMatchObject({
        status: "PartiallySucceeded",
        codes: { R003: 1 },
        sheets: { Jobs: { total: 2, created: 1, rejected: 1 } },
      });
      expect((await jobs()).map(({ definition }) => definition)).toMatchObject([
        { title: "Good", from: "2026-01-31", skipEmpty: true },
      ]);
      const rejected = join(workspace.folder(TYPE, "History"), result.files["rejected"] ?? "");
      const read = `
import openpyxl, sys, json
sheet = openpyxl.load_workbook(sys.argv[1]).active
print(json.dumps([sheet.title] + [list(row) for row in sheet.iter_rows(values_only=True)]))`;
      const { stdout } = await run("/usr/bin/python3", ["-c", read, rejected]);
      const [title, header, row, ...more] = JSON.parse(stdout) as unknown[];
      expect([title, more]).toEqual(["Jobs", []]);
      expect(header).toEqual(expect.arrayContaining(["Title", "ErrorCode", "SourceRow"]));
      expect(row).toEqual(expect.arrayContaining(["Bad", "hourly 5", "R003", "3"]));
    },
  );

  it("bring back what is wrong, and take it again once it is mended", async () => {
    await workspace.start();
    const bad = { ...CHATS, Title: "Bad", Run: "sometimes", MediaTypes: ["email", "chat"] };
    await workspace.drop(TYPE, "two.json", JSON.stringify([CHATS, bad, 7]));
    const result = await workspace.result(TYPE, "two.json");
    expect(result.status).toBe("PartiallySucceeded");
    expect(result.rows).toMatchObject({ total: 3, created: 1, rejected: 2 });
    expect(await workspace.read(TYPE, result.files["err"] ?? "")).toBe("R002");
    const log = await workspace.read(TYPE, result.files["log"] ?? "");
    expect(log).toContain('row 2, column Run, value "sometimes": Run is wrong');
    const csv = await workspace.read(TYPE, result.files["rejected"] ?? "");
    expect(csv).toContain("email;chat");
    const [header = "", row = ""] = csv.split("\r\n");
    await workspace.drop(TYPE, "mended.csv", `${header}\r\n${row.replace("sometimes", "once")}`);
    expect((await workspace.result(TYPE, "mended.csv")).rows).toMatchObject({ created: 1 });
    expect(await titles()).toEqual(["Chats", "Bad"]);
  });

  it("update, suspend, resume, clone and delete jobs", async () => {
    await workspace.start();
    const steps = [
      ["1.csv", HEADER + ["A", "B", "C"].map((title) => line("create", title)).join("")],
      [
        "2.csv",
        HEADER +
          line("update", "A", ",,,last week") +
          line("update", "A", ",,,last week") +
          line("suspend", "B", ",,,") +
          line("delete", "C", ",,,") +
          line("delete", "C", ",,,"),
      ],
      ["3.csv", `Action,Title\r\nresume,B\r\nclone,A\r\n`],
    ] as const;
    for (const [name, content] of steps) await workspace.drop(TYPE, name, content);
    const changed = await workspace.result(TYPE, "2.csv");
    expect(changed.rows).toMatchObject({ updated: 2, unchanged: 1, deleted: 1, rejected: 1 });
    expect(changed.codes).toEqual({ J002: 1 });
    expect((await workspace.result(TYPE, "3.csv")).rows).toMatchObject({ updated: 1, created: 1 });
    const saved = await jobs();
    expect(saved.map(({ definition: { title }, state }) => [title, state]).slice(0, 2)).toEqual([
      ["A", "Active"],
      ["B", "Active"],
    ]);
    expect(saved).toHaveLength(3);
    expect(saved[0]?.definition["timeframe"]).toMatchObject({ kind: "last", unit: "weeks" });
  });

  it("are taken in their order, also when they come together", async () => {
    const names = ["1.json", "2.csv", "3.json"];
    await workspace.drop(TYPE, "1.json", JSON.stringify({ ...CHATS, Title: "One" }));
    await workspace.drop(TYPE, "2.csv", `Action,Title,Timeframe\r\nupdate,One,all\r\n`);
    await workspace.drop(TYPE, "3.json", JSON.stringify({ Action: "delete", Title: "One" }));
    await workspace.start();
    const results = [];
    for (const name of names) results.push((await workspace.result(TYPE, name)).rows);
    expect(results).toMatchObject([{ created: 1 }, { updated: 1 }, { deleted: 1 }]);
    expect(await jobs()).toEqual([]);
  });

  it("change nothing when they are checked, or when the file is of no use", async () => {
    const path = join(workspace.path, "job.csv");
    await writeFile(path, HEADER + line("", "Good") + line("run", "Nobody", ",,,"));
    const check = await workspace.quayside("check", path, "--type", "exportjob", "--json");
    expect(check.code).toBe(4);
    expect(JSON.parse(check.stdout)).toMatchObject({
      status: "PartiallySucceeded",
      rows: { total: 2, created: 1, rejected: 1 },
      issues: [{ code: "J002", row: 3, column: "Title", value: "Nobody" }],
    });
    await workspace.start();
    await workspace.drop(TYPE, "broken.yml", "Title: [");
    const result = await workspace.result(TYPE, "broken.yml");
    expect(result).toMatchObject({ status: "Failed", codes: { F010: 1 }, rows: { total: 0 } });
    expect(await jobs()).toEqual([]);
  });

  it("are imported by command, and stand in history with their issues", async () => {
    await workspace.start();
    const path = join(workspace.path, "job.json");
    await writeFile(path, JSON.stringify([CHATS, { ...CHATS, Title: "Bad", Timeframe: "soon" }]));
    const { code, stdout } = await workspace.quayside("import", path, "--type", TYPE, "--json");
    expect(code).toBe(4);
    const { runs } = JSON.parse(stdout) as { runs: { id: string }[] };
    const shown = await workspace.quayside("history", "show", runs[0]?.id ?? "");
    expect(shown.stdout).toContain("Timeframe");
    expect(shown.stdout).toContain("R002");
  });

  it("are refused row by row when the user lacks the right export", async () => {
    const settings = await readFile(workspace.settingsPath, "utf8");
    await writeFile(workspace.settingsPath, settings.replace(", export]", "]"));
    await workspace.start();
    await workspace.drop(TYPE, "job.json", JSON.stringify(CHATS));
    const result = await workspace.result(TYPE, "job.json");
    expect(result).toMatchObject({
      status: "Failed",
      rows: { total: 1, rejected: 1 },
      codes: { A001: 1, F013: 1 },
    });
    const log = await workspace.read(TYPE, result.files["log"] ?? "");
    expect(log).toContain("lacks the right export");
    expect(await workspace.read(TYPE, result.files["rejected"] ?? "")).toContain("A001");
    expect(await jobs()).toEqual([]);
  });
});

describe("a daemon that is killed while it imports a file of jobs", () => {
  let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
  beforeAll(async () => {
    armed = await makeArmedBuild();
  });
  afterAll(() => armed.remove());

  const CONTENT = HEADER + line("", "First") + line("", "Second") + line("", "Third", ",,,");
  const ROWS = { total: 3, created: 2, rejected: 1 };

  async function expectOnce(name: string): Promise<void> {
    const result = await workspace.result(TYPE, name);
    expect(result).toMatchObject({ status: "PartiallySucceeded", rows: ROWS });
    expect(await workspace.read(TYPE, result.files["rejected"] ?? "")).toContain("Third");
    expect(await titles()).toEqual(["First", "Second"]);
    expect(await workspace.results(TYPE)).toHaveLength(1);
  }

  it.each([
    "claim.rename:after",
    "claim.ledger:after",
    "catalogue.write:before",
    "catalogue.write:after",
    "apply.commit:before",
    "apply.commit:after",
    "report.rejected:before",
    "report.result:before",
    "archive.ledger:before",
  ])("at %s has each job once and tells it rightly", async (moment) => {
    await workspace.drop(TYPE, "jobs.csv", CONTENT);
    await dieAt(workspace, armed.mainPath, moment);
    await workspace.start();
    await expectOnce("jobs.csv");
  });

  it("three times before the verdict tells what the catalogue holds", async () => {
    await workspace.drop(TYPE, "jobs.csv", CONTENT);
    for (let i = 0; i < 3; i++) await dieAt(workspace, armed.mainPath, "apply.commit:before");
    await workspace.start();
    await expectOnce("jobs.csv");
  });

  it("three times before the catalogue is written puts the file aside", async () => {
    await workspace.drop(TYPE, "jobs.csv", CONTENT);
    for (let i = 0; i < 3; i++) await dieAt(workspace, armed.mainPath, "catalogue.write:before");
    await workspace.start();
    const result = await workspace.result(TYPE, "jobs.csv");
    expect(result).toMatchObject({ status: "Failed", codes: { F017: 1 } });
    expect(await jobs()).toEqual([]);
  });

  it("between two files goes on with the second, in their order", async () => {
    await workspace.drop(TYPE, "1.json", JSON.stringify(CHATS));
    await workspace.drop(TYPE, "2.csv", `Action,Title\r\nsuspend,Chats\r\n`);
    await dieAt(workspace, armed.mainPath, "catalogue.write:before:2");
    await workspace.start();
    expect((await workspace.result(TYPE, "2.csv")).rows).toMatchObject({ updated: 1 });
    expect((await workspace.result(TYPE, "1.json")).rows).toMatchObject({ created: 1 });
    expect((await jobs()).map(({ state }) => state)).toEqual(["Suspended"]);
  });

  it("with a run to queue queues it once", async () => {
    await workspace.start();
    // No run of its own comes between, at whatever hour this is.
    await workspace.drop(TYPE, "1.json", JSON.stringify({ ...CHATS, Run: "cron 0 0 1 1 *" }));
    await workspace.result(TYPE, "1.json");
    await workspace.stop();
    await workspace.drop(TYPE, "2.csv", `Action,Title\r\nrun,Chats\r\n`);
    await dieAt(workspace, armed.mainPath, "apply.commit:before");
    await workspace.start();
    expect((await workspace.result(TYPE, "2.csv")).rows).toMatchObject({ updated: 1 });
    const [job] = await jobs();
    const runs = await until("the run to be queued", async () => {
      const { stdout } = await workspace.quayside("history", "--job", job?.id ?? "", "--json");
      const { exports } = JSON.parse(stdout) as { exports: unknown[] };
      return exports.length > 0 ? exports : undefined;
    });
    expect(runs).toHaveLength(1);
  });
});
