/** A configuration goes from one system into another, through the built program. */
import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOT_TAKEN } from "../../src/configuration/not-taken.ts";
import { clientsMissing } from "../helpers/client-programs.ts";
import { cellsOf, makeWorkbook } from "../helpers/configuration-bench.ts";
import { addJob, endedExport, giveCertificate, run, sharePath } from "../helpers/exporting.ts";
import { untilSwept } from "../helpers/published.ts";
import { missingPython, runPython } from "../helpers/spreadsheet-programs.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { Workspace } from "../helpers/workspace.ts";

const inFolder = useTemporaryFolder();
const open: Workspace[] = [];

async function system(extra = ""): Promise<Workspace> {
  const workspace = await Workspace.create(extra);
  open.push(workspace);
  await workspace.start();
  return workspace;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((workspace) => workspace.remove()));
});

/** Fails where two workbooks differ in a sheet, its place, a cell or the type of one. */
const COMPARE = `
import sys
from openpyxl import load_workbook
one, other = (load_workbook(path) for path in sys.argv[1:])
assert one.sheetnames == other.sheetnames, (one.sheetnames, other.sheetnames)
cells = 0
for a, b in zip(one, other):
    rows = [[(c.value, c.data_type) for c in row] for row in a.iter_rows()]
    assert rows == [[(c.value, c.data_type) for c in row] for row in b.iter_rows()], a.title
    cells += sum(len(row) for row in rows)
assert cells > 100, cells
`;

const CONTENT = {
  Users: [
    {
      Login: "anna",
      FirstName: "=Anna",
      LastName: "'O\u2019Neil",
      Number: "0123",
      UserGroups: "North\\;East",
      Roles: "Agent;Supervisor",
      Queues: "Sales = more",
      Skills: "German\\=high=3",
      PresenceProfiles: "Lunch;Training",
      InitialPassword: "correct-horse",
    },
  ],
  Queues: [
    {
      Name: "Sales = more",
      Channel: "Phone",
      Address: "0401234567",
      Priority: "~",
      Calendars: "Default;Holidays",
      Skills: "German\\=high=1",
      Script: "Survey",
      TimeZone: "America/St_Johns",
    },
  ],
  Scripts: [
    {
      ScriptName: "Survey",
      ScriptType: "Interactive",
      QuestionId: "q1",
      Order: "1",
      Question: "Happy?",
      AnswerType: "YesNo",
      NextQuestion: "No=END",
      CallResult: "Yes=Successful",
    },
  ],
  Presence: [
    {
      Name: "Training",
      Type: "Absence",
      Reason: "Training",
      Duration: "90",
      Priority: "7",
      UserGroups: "North;East".replace(";", "\\;"),
    },
  ],
  Skills: [{ Name: "German=high", Description: "\\~" }],
  Calendars: [
    {
      Name: "Holidays",
      Priority: "5",
      EntryType: "YearlyDay",
      Date: "12-24",
      StartTime: "12:00",
      EndTime: "24:00",
      State: "Closed",
    },
    { Name: "Holidays", EntryType: "Date", Date: "2026-06-19" },
  ],
  UserGroups: [{ Name: "North;East", ParentGroup: "All" }, { Name: "All" }],
};

describe("a configuration", () => {
  beforeEach(async () => {
    await makeWorkbook(inFolder("typed.xlsx"), CONTENT);
  });

  it("goes into an empty system and comes back as the same workbook", async ({ skip }) => {
    await skipWithoutPrograms(skip);
    const [one, other] = await Promise.all([system(), system()]);
    await one.drop("Configuration", "typed.xlsx", await readFile(inFolder("typed.xlsx")));
    const typed = await one.result("Configuration", "typed.xlsx");
    expect(typed.status).toBe("Succeeded");
    expect(typed.codes).toEqual({ R022: 1 });
    const [first, second] = [inFolder("first.xlsx"), inFolder("second.xlsx")];
    const exported = await one.quayside("export-configuration", "--out", first);
    expect(exported).toMatchObject({ code: 0, stdout: `${first}\n` });
    await other.drop("Configuration", "first.xlsx", await readFile(first));
    const taken = await other.result("Configuration", "first.xlsx");
    expect(taken.status).toBe("Succeeded");
    expect(taken.codes).toEqual({});
    await other.stop();
    const again = await other.quayside("export-configuration", "--out", second, "--json");
    expect(JSON.parse(again.stdout)).toEqual({
      file: second,
      sheets: {
        UserGroups: 2,
        Calendars: 2,
        Skills: 1,
        PresenceProfiles: 1,
        Scripts: 1,
        Queues: 1,
        Users: 1,
      },
      issues: [],
    });
    await runPython(COMPARE, first, second);
    await noSecret(one, first);
    await publishes(one, first);
  });

  it("that an empty system would refuse is told by command and job alike, and comes all the same", async ({
    skip,
  }) => {
    await skipWithoutPrograms(skip);
    const one = await system();
    await giveCertificate(one);
    await one.drop("Configuration", "typed.xlsx", await readFile(inFolder("typed.xlsx")));
    expect((await one.result("Configuration", "typed.xlsx")).status).toBe("Succeeded");
    await one.stop();
    // As a store has it that is older than the rule that agents have a number.
    await run("sqlite3", [join(one.path, "var/quayside.db"), "UPDATE Users SET Number = NULL"]);
    await one.start();
    const out = inFolder("refused.xlsx");
    const exported = await one.quayside("export-configuration", "--out", out);
    expect(exported.code).toBe(4);
    const told = exported.stderr.trimEnd().split("\n").slice(1);
    expect(told[0]).toBe(NOT_TAKEN);
    expect(told[1]).toMatch(/^error R001: sheet Users, row 2, column Number/);
    const job = { Title: "c", Source: "configuration", Run: "once", FileName: "all" };
    for (const Packing of ["none", "encrypted"]) {
      const ended = await endedExport(one, await addJob(one, { ...job, Title: Packing, Packing }));
      expect(ended).toMatchObject({ state: "FinishedWithWarnings", warnings: told });
    }
    await runPython(COMPARE, out, join(sharePath(one), "all.xlsx"));
    await untilSwept(one);
    const some = { ...job, Packing: "none", FileName: "some", Sheets: "Users" };
    const part = await endedExport(one, await addJob(one, some));
    expect(part).toMatchObject({ state: "Finished", warnings: [] });
  });

  it("is written in part, replaces a former file, and names what is no sheet", async () => {
    const one = await system();
    const out = inFolder("some.xlsx");
    const some = ["export-configuration", "--only", "calendars,Presence", "--out", out];
    for (let time = 0; time < 2; time++) expect((await one.quayside(...some)).code).toBe(0);
    expect(Object.keys(await cellsOf(out))).toEqual(["Calendars", "PresenceProfiles"]);
    expect(await readdir(inFolder())).toEqual(["some.xlsx", "typed.xlsx"]);
    const wrong = await one.quayside("export-configuration", "--only", "Skill", "--out", out);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("Did you mean Skills?");
  });
});

async function skipWithoutPrograms(skip: (why: string) => void): Promise<void> {
  const missing = clientsMissing ?? (await missingPython());
  if (missing !== undefined) skip(`${missing} is missing`);
}

/** A job puts the same workbook onto the share, as the file itself or in a zip. */
async function publishes(workspace: Workspace, exported: string): Promise<void> {
  const fields = { Title: "c", Source: "configuration", Run: "once", FileName: "all" };
  const ended = await endedExport(workspace, await addJob(workspace, fields));
  expect(ended).toMatchObject({ state: "Finished", records: { "all.xlsx": 9 } });
  await runPython(COMPARE, exported, join(sharePath(workspace), "all.xlsx"));
  const some = { Title: "z", Packing: "zip", FileName: "some", Sheets: "Skills;Users" };
  await endedExport(workspace, await addJob(workspace, { ...fields, ...some }));
  const share = sharePath(workspace);
  await run("unzip", ["-q", join(share, "some.zip"), "-d", share]);
  const cells = await cellsOf(join(share, "some.xlsx"));
  expect(Object.keys(cells)).toEqual(["Skills", "Users"]);
  expect(cells["Users"]?.[1]?.[1]).toBe("anna");
}

/** The password that was typed stands nowhere but in the file that was dropped. */
async function noSecret(workspace: Workspace, exported: string): Promise<void> {
  const history = workspace.folder("Configuration", "History");
  const kept = (await readdir(history)).filter((name) => !name.endsWith(".xlsx"));
  const texts = await Promise.all([
    ...kept.map((name) => readFile(join(history, name), "utf8")),
    readFile(join(workspace.path, "var/quayside.db"), "latin1"),
    readFile(join(workspace.path, "var/quayside.db-wal"), "latin1"),
  ]);
  expect(kept.length).toBeGreaterThan(1);
  for (const text of [...texts, workspace.log]) expect(text).not.toContain("correct-horse");
  expect(JSON.stringify(await cellsOf(exported))).not.toContain("Password");
  expect((await stat(exported)).size).toBeGreaterThan(0);
}
