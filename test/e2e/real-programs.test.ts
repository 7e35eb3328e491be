/** Files as operators have them, made by the programs that they use, through the real daemon. */
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEPT, WRITTEN } from "../helpers/kept-workbooks.ts";
import { TEXTS } from "../helpers/people-texts.ts";
import {
  makeWorkbook,
  mendWorkbook,
  missingOffice,
  missingPython,
  runPython,
  saveByOffice,
} from "../helpers/spreadsheet-programs.ts";
import { MENDED } from "../helpers/workbooks-to-mend.ts";
import { type ResultFile, Workspace } from "../helpers/workspace.ts";

const noPython = await missingPython();
const noOffice = missingOffice();

const TYPES = [
  ...["UserGroup", "Calendar", "Skills", "Presence", "Scripts", "Queues", "Configuration"],
  ...["Directory", "BlockedNumbers", "OutboundCampaign"],
  ...["Contact", "ContactAttribute", "Interaction", "Document"],
];

let workspace: Workspace;
const useDaemon = (): void => {
  beforeAll(async () => {
    workspace = await Workspace.create();
    await workspace.start();
  });
  afterAll(() => workspace.remove());
};

const made = (name: string): string => join(workspace.path, name);

/** Issues of a dry run as `severity code sheet!row column=value`; the counts that it foretells. */
async function check(type: string, path: string): Promise<{ issues: string[]; rows: unknown }> {
  const { stdout, stderr } = await workspace.quayside("check", path, "--type", type, "--json");
  expect(stderr).toBe("");
  const { issues, rows } = JSON.parse(stdout) as {
    issues: Partial<Record<"severity" | "code" | "sheet" | "row" | "column" | "value", string>>[];
    rows: unknown;
  };
  const brief = issues.map(({ severity, code, sheet, row, column, value }) =>
    [severity, code, sheet, row, column, value].filter((part) => part !== undefined).join(" "),
  );
  return { issues: brief, rows };
}

/** Drops the file; a dry run must have foretold what becomes of its rows. */
async function drop(
  type: string,
  path: string,
): Promise<{ result: ResultFile; issues: string[]; log: string }> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const { issues, rows } = await check(type, path);
  await workspace.drop(type, name, await readFile(path));
  const result = await workspace.result(type, name);
  const log = await workspace.read(type, result.files["log"] ?? "");
  expect(result.rows, log).toEqual(rows);
  return { result, issues, log };
}

const CODES = /\b([FRS]\d{3}): /g;

describe.skipIf(noOffice !== undefined)(`LibreOffice ${noOffice ?? ""}`, () => {
  useDaemon();

  it.each(["xlsx", "csv"] as const)(
    "opens each model and saves it as %s, which is Succeeded",
    async (extension) => {
      const models = join(workspace.path, "exchange/Examples and Templates");
      // As csv it saves the first sheet alone: that is not the whole of these two.
      const whole = TYPES.filter((type) => !["Configuration", "OutboundCampaign"].includes(type));
      const types = extension === "csv" ? whole : TYPES;
      const folder = made(`saved-${extension}`);
      await mkdir(folder);
      const paths = types.map((type) => join(models, `${type}.xlsx`));
      await saveByOffice(paths, folder, extension);
      for (const type of types) {
        await mkdir(workspace.folder(type), { recursive: true });
        await copyFile(
          join(folder, `${type}.${extension}`),
          workspace.folder(type, `${type}.${extension}`),
        );
        const result = await workspace.result(type, `${type}.${extension}`);
        const log = await workspace.read(type, result.files["log"] ?? "");
        expect([type, result.status], log).toEqual([type, "Succeeded"]);
      }
    },
  );
});

describe.skipIf(noPython !== undefined)(`workbooks of Python ${noPython ?? ""}`, () => {
  useDaemon();

  it("with everything that people do to a sheet: each fault is named with its place", async () => {
    await runPython(KEPT, made("kept.xlsx"));
    const { result, issues, log } = await drop("Directory", made("kept.xlsx"));
    expect(result.rows).toMatchObject({ total: 9, created: 3, rejected: 6 });
    expect(issues).toEqual([
      "warning F018 Kontakte 0 Shoe size",
      "warning F018 Kontakte 3 stray",
      "warning R006 Kontakte 3 PhoneWork 358401234567",
      "error R006 Kontakte 5 PhoneWork 3.58e+20",
      "error R006 Kontakte 6 PhoneWork 3,58E+11",
      "error R002 Kontakte 7 PhoneWork =1+1",
      "error R006 Kontakte 8 PhoneWork #N/A",
      "error R002 Kontakte 9 Email bad mail",
      "error R002 Kontakte 9 Vip perhaps",
      "error R008 Kontakte 10 ExternalId E1",
    ]);
    expect(log).toContain("The sheet 'Geheim' is hidden and was not read.");
    expect(log).toContain("The sheet 'Notizen' was not read: the first one counts.");
    expect(log).toContain("Column 8 (H) has no heading");
    // The codes of the lines are all there are: nothing is said to be left out.
    expect([...log.matchAll(CODES)]).toHaveLength(issues.length);
    expect(log).not.toContain("more;");
    const { stdout } = await workspace.quayside("records", "Directory", "--format", "jsonl");
    const records = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toMatchObject([
      { ExternalId: "E1", LastName: "Müller", PhoneWork: "+358401234567", PostalCode: "100" },
      { ExternalId: "1002", LastName: "Иванов 😀", PhoneWork: "+358401234569", Vip: 1 },
      { ExternalId: "E9", LastName: "two\nlines", PhoneWork: "1234", Vip: 0 },
    ]);
  });

  it("X6: dates of 1904, days and months in doubt, a 20-digit id - refused with R007 and R006", async () => {
    await runPython(WRITTEN, made("written.xlsx"));
    const { result, issues } = await drop("BlockedNumbers", made("written.xlsx"));
    expect(result.rows).toMatchObject({ total: 4, created: 2, rejected: 2 });
    expect(issues).toEqual([
      "warning R006 Blocked 3 Number 401234571",
      "error R007 Blocked 4 ValidUntil 04.03.2031",
      "error R006 Blocked 5 Number 1.234567890123457E+19",
    ]);
    const { stdout } = await workspace.quayside("records", "BlockedNumbers", "--format", "jsonl");
    expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({
      Number: "+358401234570",
      Reason: "asked twice for it",
      ValidUntil: "2031-03-04T21:59:59.999Z",
    });
  });

  it("that begin with a title instead of the header are told so", async () => {
    const rows = [["Telephone book 2026"], ["ExternalId", "LastName"], ["1", "A"]];
    await makeWorkbook(made("title.xlsx"), { Book: rows });
    const { result, log } = await drop("Directory", made("title.xlsx"));
    expect(result).toMatchObject({ status: "Failed", codes: { F006: 1 } });
    expect(log).toContain("The first row ('Telephone book 2026') names no column of Directory");
    expect(log).not.toContain("more;");
  });
});

describe.skipIf(noPython !== undefined)("rows to mend", () => {
  useDaemon();

  it.each(MENDED)(
    "X7: wrong rows of $type, mended in the .rejected workbook and dropped again - Succeeded",
    async ({ type, sheets, epoch, created, issues, mends, again }) => {
      await makeWorkbook(made(`${type}.xlsx`), sheets, epoch);
      const first = await drop(type, made(`${type}.xlsx`));
      expect(first.issues).toEqual(issues);
      expect(first.result.rows["created"], first.log).toBe(created);
      expect(first.log).not.toContain("secret");

      const rejected = workspace.folder(type, "History", first.result.files["rejected"] ?? "");
      await mendWorkbook(rejected, made(`${type}-mended.xlsx`), mends);
      const second = await drop(type, made(`${type}-mended.xlsx`));
      expect([second.result.status, second.issues], second.log).toEqual(["Succeeded", []]);
      expect(second.result.rows["created"], second.log).toBe(again);
    },
  );
});

describe("text files", () => {
  useDaemon();

  it.each(TEXTS)("%s: two rows go in, one comes back and goes in mended", async (_, name, text) => {
    await writeFile(made(name), text);
    const { result, log } = await drop("Directory", made(name));
    expect([result.rows["total"], result.rows["rejected"], result.codes], log).toEqual([
      3,
      1,
      { R005: 1 },
    ]);
    const rejected = await workspace.read("Directory", result.files["rejected"] ?? "");
    await writeFile(made(`mended-${name}.csv`), rejected.replace("bad", "0401234569"));
    const again = await drop("Directory", made(`mended-${name}.csv`));
    expect([again.result.status, again.issues], again.log).toEqual(["Succeeded", []]);
  });
});
