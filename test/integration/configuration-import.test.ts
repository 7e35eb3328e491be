/** What a Configuration workbook may hold, and what becomes of one that is wrong. */
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configurationSheets } from "../../src/configuration/sheets.ts";
import { loadImportTypes } from "../../src/datasets/load-types.ts";
import { workbookPages } from "../../src/export/workbook-pages.ts";
import {
  cellsOf,
  type ConfiguredStore,
  makeWorkbook,
  openConfigured,
  type SheetCells,
} from "../helpers/configuration-bench.ts";
import type { Imported } from "../helpers/importing.ts";
import { shippedTypes } from "../helpers/rejecting.ts";
import { snapshotOf } from "../helpers/snapshots.ts";
import { missingOffice, saveByOffice } from "../helpers/spreadsheet-programs.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
let store: ConfiguredStore;

beforeEach(async () => {
  store = await openConfigured(inFolder("one"));
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

async function take(content: SheetCells, into = store): Promise<Imported> {
  await makeWorkbook(inFolder("typed.xlsx"), content);
  return await into.take(inFolder("typed.xlsx"));
}

/** `R012 Users 2 Skills` for each issue. */
function brief({ issues }: Imported): readonly string[] {
  return issues.map(({ code, sheet = "", row, column }) =>
    [code, sheet, row, column].filter((part) => part !== undefined).join(" "),
  );
}

const user = (Login: string, more: Readonly<Record<string, string>> = {}) => ({
  Login,
  FirstName: "F",
  LastName: "L",
  UserGroups: "All Users",
  ...more,
});
const queue = (Name: string, Address: string, more: Readonly<Record<string, string>> = {}) => ({
  Name,
  Channel: "Phone",
  Address,
  ...more,
});

describe("a Configuration workbook", () => {
  it("changes nothing when a row of any sheet is wrong, and every sheet tells of its own", async () => {
    const imported = await take({
      Users: [user("anna", { Skills: "Dutch=9" }), user("bert", { Queues: "Sails" })],
      Queues: [queue("Sales", "100", { Calendars: "Holidays;Nowhere" })],
      Calendars: [{ Name: "Holidays", Priority: "1", EntryType: "Date", Date: "03/04/2026" }],
      Skills: [{ Name: "Dutch" }],
      UserGroups: [
        { Name: "A", ParentGroup: "B" },
        { Name: "B", ParentGroup: "A" },
      ],
    });
    expect(imported.verdict.status).toBe("Failed");
    expect(imported.verdict.errors).toContain("F014");
    expect(brief(imported).toSorted()).toEqual(
      [
        "R013 UserGroups 2 ParentGroup",
        "R013 UserGroups 3 ParentGroup",
        "R007 Calendars 2 Date",
        "R012 Queues 2 Calendars",
        "R012 Queues 2 Calendars",
        "R003 Users 2 Skills",
        "R012 Users 3 Queues",
      ].toSorted(),
    );
    expect(imported.verdict.rows).toMatchObject({ created: 0, rejected: 6, skipped: 1 });
    expect((await store.records())["Skills"]).toEqual([]);
  });

  it("lets good rows in where the settings say so, but no row that refers to a bad one", async () => {
    const config = new URL("../../config", import.meta.url).pathname;
    const types = await loadImportTypes(config, { Configuration: { continue: true } });
    await makeWorkbook(inFolder("typed.xlsx"), {
      Skills: [{ Name: "Dutch" }, { Name: "x".repeat(81) }],
      Users: [user("anna", { Skills: "Dutch=1" }), user("bert", { Skills: `${"x".repeat(81)}=1` })],
    });
    const type = types.find((one) => one.type === "Configuration")!;
    const { importer } = store;
    const imported = await importer.importFile(type, inFolder("typed.xlsx"), "typed.xlsx");
    expect(imported.verdict).toMatchObject({
      status: "PartiallySucceeded",
      rows: { created: 2, rejected: 2 },
    });
    expect((await store.records())["Users"]).toMatchObject([{ Login: "anna", Skills: "Dutch=1" }]);
  });

  it("warns of unknown sheets, and of a password once, whose value nobody sees", async () => {
    const imported = await take({
      Sheet1: [{ a: "b" }],
      Users: ["anna", "bert"].map((login) => user(login, { InitialPassword: "horse-battery" })),
    });
    expect(imported.verdict.status).toBe("Succeeded");
    expect(brief(imported)).toEqual(["R022 Users 2 InitialPassword", "F018 Sheet1 0"]);
    expect(JSON.stringify([imported, await store.records()])).not.toContain("horse");
  });

  it("is refused with a sheet of settings, whatever else it holds", async () => {
    for (const name of ["SystemSettings", "channel settings", "Settings"]) {
      const imported = await take({ Skills: [{ Name: "Dutch" }], [name]: [{ Host: "pbx" }] });
      expect(imported.verdict).toMatchObject({ status: "Failed", errors: ["F019"] });
      expect(imported.verdict.message).toContain(`'${name}'`);
    }
    expect((await store.records())["Skills"]).toEqual([]);
  });

  it("gives a calendar the entries of the file in place of its own, and says so", async () => {
    const entry = { Name: "Holidays", Priority: "1", EntryType: "Date" };
    await take({ Calendars: ["2026-12-24", "2026-12-25"].map((Date) => ({ ...entry, Date })) });
    const imported = await take({ Calendars: [{ ...entry, Date: "2026-06-19" }] });
    expect(imported.verdict.rows).toMatchObject({ updated: 1 });
    expect(imported.verdict.notes.join()).toContain("replaces all entries");
    const calendars = (await store.records())["Calendar"] ?? [];
    const calendar = calendars.find(({ Name }) => Name === "Holidays");
    expect(JSON.parse(String(calendar?.["CalendarEntry"]))).toMatchObject([{ Date: "2026-06-19" }]);
  });

  it("makes no calendar and no script without entries, which could not be written again", async () => {
    const imported = await take({
      Calendars: [{ Name: "Empty", Priority: "1" }],
      Scripts: [{ ScriptName: "Empty", ScriptType: "Callback" }],
    });
    expect(brief(imported)).toEqual(["R001 Calendars 2 EntryType", "R001 Scripts 2 QuestionId"]);
  });
});

describe("extensions", () => {
  beforeEach(async () => {
    await take({ Queues: [queue("Sales", "100")], Users: [user("anna", { Number: "200" })] });
  });

  it("belong to one user or queue, in the file and in the store", async () => {
    const imported = await take({
      Queues: [queue("Help", "200"), queue("Desk", "300")],
      Users: [user("bert", { Number: "100" }), user("cecil", { Number: "300" })],
    });
    expect(brief(imported).toSorted()).toEqual([
      "R008 Users 3 Number",
      "R009 Queues 2 Address",
      "R009 Users 2 Number",
    ]);
    expect(imported.issues.map(({ message }) => message).join("\n")).toContain("row 3 of Queues");
  });

  it("are needed by agents, whichever of the two a row gives", async () => {
    const agent = { Roles: "Supervisor;agent" };
    expect(brief(await take({ Users: [user("bert", agent)] }))).toEqual(["R001 Users 2 Number"]);
    expect(brief(await take({ Users: [user("anna", agent)] }))).toEqual([]);
    const cleared = await take({ Users: [{ Login: "anna", Number: "~" }] });
    expect(brief(cleared)).toEqual(["R001 Users 2 Number"]);
    await take({ Users: [user("cecil")] });
    const promoted = await take({ Users: [{ Login: "cecil", Roles: "Agent" }] });
    expect(brief(promoted)).toEqual(["R001 Users 2 Number"]);
    const both = await take({ Users: [{ Login: "cecil", Roles: "Agent", Number: "201" }] });
    expect(both.verdict.rows).toMatchObject({ updated: 1 });
  });
});

describe("lists of names", () => {
  it("keep a target once that has two names, and refuse it where two levels differ", async () => {
    const skills = [{ Name: "German", ExternalId: "DE" }];
    const queues = [queue("Sales", "100", { ExternalId: "S" })];
    const listed = await take({
      Skills: skills,
      Queues: queues,
      Users: [user("anna", { Queues: "Sales;S" })],
    });
    expect(brief(listed)).toEqual([]);
    expect((await store.records())["Users"]).toMatchObject([{ Queues: "Sales" }]);
    const leveled = await take({ Users: [user("anna", { Skills: "German=1;DE=2" })] });
    expect(brief(leveled)).toEqual(["R003 Users 2 Skills"]);
  });
});

describe("what can't be written into a workbook", () => {
  const names = Array.from({ length: 420 }, (_, at) => `${at}`.padEnd(80, "x"));

  it("fails the export by name, instead of being cut, and so does the page of a job", async () => {
    await take({ Skills: names.map((Name) => ({ Name })) });
    const half = (from: number): string =>
      names
        .slice(from, from + 210)
        .map((name) => `${name}=1`)
        .join(";");
    await take({ Users: [user("anna", { Skills: half(0) })] });
    const longer = names.slice(0, 210).map((Name) => ({ Name, ExternalId: Name.slice(0, 5) }));
    await take({ Skills: longer });
    const short = longer.map(({ ExternalId }) => `${ExternalId}=1`).join(";");
    const rest = names
      .slice(210)
      .map((name) => `${name}=1`)
      .join(";");
    const filled = await take({ Users: [user("anna", { Skills: `${short};${rest}` })] });
    expect(filled.verdict.rows).toMatchObject({ updated: 1 });
    const given = store.give(inFolder("out.xlsx"));
    await expect(given).rejects.toMatchObject({ code: "E014", name: "OperatorError" });
    await expect(given).rejects.toThrow("Skills of 'anna' has");
    using snapshot = snapshotOf(inFolder("one.db"));
    const sheets = configurationSheets(shippedTypes);
    const read = async (): Promise<void> => {
      for await (const { bytes } of workbookPages(snapshot, sheets)) expect(bytes).toBeDefined();
    };
    await expect(read()).rejects.toMatchObject({ code: "E014" });
  });

  it("is broken off by a reader who wants no more pages", async () => {
    await take({ Skills: names.map((Name) => ({ Name })) });
    using snapshot = snapshotOf(inFolder("one.db"));
    let pages = 0;
    for await (const { bytes } of workbookPages(snapshot, configurationSheets(shippedTypes))) {
      pages += bytes.length > 0 ? 1 : 0;
      break;
    }
    expect(pages).toBe(1);
  });
});

describe("a workbook that LibreOffice has saved", () => {
  const reason = missingOffice();
  it.skipIf(reason !== undefined)("gives the same configuration", async () => {
    const configured = await take({
      UserGroups: [{ Name: "=SUM(A1)", Description: "line\nbreak" }],
      Calendars: [
        { Name: "007", Priority: "3", EntryType: "YearlyDay", Date: "02-29" },
        {
          Name: "007",
          EntryType: "DateRange",
          StartDate: "2026-03-29",
          EndDate: "2026-10-25",
          StartTime: "00:00",
          EndTime: "24:00",
        },
      ],
      Skills: [{ Name: "'quoted" }, { Name: "a;b=c\\" }, { Name: "\\~" }],
      Queues: [
        queue("+358 4", "+358401234567", { Skills: "a\\;b\\=c\\\\=5;~=0", Priority: "~" }),
        queue("1/2", "00123"),
      ],
      Users: [user("1e3", { Number: "00200", UserGroups: "=SUM(A1)", Active: "~" })],
    });
    expect(brief(configured)).toEqual([]);
    await store.give(inFolder("given.xlsx"));
    await saveByOffice([inFolder("given.xlsx")], inFolder("office"), "xlsx");
    await using other = await openConfigured(inFolder("two"));
    const taken = await other.take(inFolder("office", "given.xlsx"));
    expect(brief(taken)).toEqual([]);
    expect(await other.records()).toEqual(await store.records());
    await other.give(inFolder("again.xlsx"));
    expect(await cellsOf(inFolder("again.xlsx"))).toEqual(await cellsOf(inFolder("given.xlsx")));
    expect((await readFile(inFolder("again.xlsx"))).length).toBeGreaterThan(0);
  });
});
