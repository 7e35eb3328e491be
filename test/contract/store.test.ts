/** What every store must do, whatever keeps its rows: written against the port alone. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLEAR, type ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import {
  applyMessages,
  claim,
  fileMessages,
  importRows,
  importSheets,
  planFor,
  send,
  type Values,
} from "../helpers/import-file.ts";
import { ALL_TYPES, TYPES } from "../helpers/store-specs.ts";

const QUARANTINE = {
  code: "F017",
  message: "Stopped the import.",
  decidedAt: "2026-01-01T00:00:00.000Z",
  sha256: "ab",
  bytes: 7,
} as const;

interface Made {
  readonly store: Store;
  readonly folder: string;
  remove(): Promise<void>;
}

const STORES: Readonly<Record<string, (types: readonly ImportTypeSpec[]) => Promise<Made>>> = {
  "SQLite in memory": (types) => openSqlite(types, ":memory:"),
  "SQLite in a file": (types) => openSqlite(types, "store.db"),
};

async function openSqlite(types: readonly ImportTypeSpec[], name: string): Promise<Made> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "quayside-store-"));
  const file = name === ":memory:" ? name : path.join(folder, name);
  const store = await openSqliteStore({ path: file, types, workFolder: path.join(folder, "work") });
  const remove = async (): Promise<void> => {
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { store, folder, remove };
}

describe.each(Object.entries(STORES))("a store: %s", (_name, open) => {
  let made: Made;
  let store: Store;

  beforeEach(async () => {
    made = await open(ALL_TYPES);
    ({ store } = made);
  });
  afterEach(async () => {
    await made.remove();
  });

  const all = async (dataset: string): Promise<readonly Values[]> =>
    (await store.records({ dataset, where: [], limit: 1000 })) as readonly Values[];

  const SKILLS = [{ Name: "German" }, { Name: "Billing", ExternalId: "b1" }];
  const SALES = { Name: "Sales", Channel: "Phone", Address: "100" };

  describe("the ledger", () => {
    it("keeps a claimed run with its first attempt", async () => {
      const run = await claim(store, "Skills");
      expect(run).toMatchObject({ state: "Claimed", attempt: 1, user: "batch" });
      expect(await store.run(run.id)).toEqual(run);
    });

    it("counts attempts and takes one back that was not the file's fault", async () => {
      const { id } = await claim(store, "Skills");
      expect((await store.retakeRun(id, "again.csv")).attempt).toBe(2);
      await store.excuseRun(id);
      expect(await store.run(id)).toMatchObject({ attempt: 1, historyName: "again.csv" });
    });

    it("decides a quarantined run as failed, and only once", async () => {
      const { id } = await claim(store, "Skills");
      const verdict = await store.failRun(id, QUARANTINE);
      expect(verdict).toMatchObject({ status: "Failed", errors: ["F017"], sha256: "ab", bytes: 7 });
      await expect(store.failRun(id, QUARANTINE)).rejects.toThrow();
      await expect(store.retakeRun(id, "x")).rejects.toMatchObject({ code: "S001" });
    });

    it("archives a decided run, and again without harm, but not a claimed one", async () => {
      const { run } = await importRows(store, TYPES.Skills, SKILLS);
      await store.archiveRun(run, { log: "a.log" }, "2026-01-02T00:00:00.000Z");
      await store.archiveRun(run, { log: "a.log" }, "2026-01-02T00:00:00.000Z");
      expect(await store.run(run)).toMatchObject({ state: "Archived", files: { log: "a.log" } });
      const { id } = await claim(store, "Skills");
      await expect(store.archiveRun(id, {}, "2026")).rejects.toMatchObject({ code: "S001" });
    });

    it("lists runs newest first, by filter and in pages", async () => {
      const first = await claim(store, "Skills");
      const second = await importRows(store, TYPES.Skills, SKILLS);
      const third = await claim(store, "Queues");
      const ids = async (filter: Parameters<Store["runs"]>[0]): Promise<readonly string[]> =>
        (await store.runs(filter)).map(({ id }) => id);
      expect(await ids({})).toEqual([third.id, second.run, first.id]);
      expect(await ids({ limit: 1, before: third.id })).toEqual([second.run]);
      expect(await ids({ type: "Queues" })).toEqual([third.id]);
      expect(await ids({ states: ["Decided", "Archived"] })).toEqual([second.run]);
      expect(await ids({ status: "Succeeded", file: "rows.csv" })).toEqual([second.run]);
    });

    it("forgets archived runs and their issues, nothing else", async () => {
      const { run } = await importRows(store, TYPES.Queues, [{ Name: "x" }, SALES]);
      await store.archiveRun(run, {}, "2026-01-02T00:00:00.000Z");
      const open = await claim(store, "Skills");
      expect(await store.forgetRuns("2026-01-02T00:00:00.000Z")).toBe(0);
      expect(await store.forgetRuns("2026-01-02T00:00:00.001Z")).toBe(1);
      expect(await store.run(run)).toBeUndefined();
      expect(await store.issues(run, 0, 10)).toEqual([]);
      expect(await store.run(open.id)).toBeDefined();
    });

    it("refuses to decide a run with another attempt than the claimed one", async () => {
      const run = await claim(store, "Skills");
      await store.retakeRun(run.id, "again.csv");
      const messages = fileMessages([{ dataset: "Skills", rows: SKILLS }], "a");
      const stale = applyMessages(store, planFor(run, TYPES.Skills), messages);
      await expect(stale).rejects.toMatchObject({ code: "S001" });
      expect(await all("Skills")).toEqual([]);
    });
  });

  describe("new records", () => {
    it("are created with ids, defaults and an audit key", async () => {
      const { verdict, run } = await importRows(store, TYPES.Queues, [
        SALES,
        { ...SALES, Name: "Mail", Address: "200", Priority: 3, Open: 0, Tags: ["a;b", "c"] },
      ]);
      expect(verdict).toMatchObject({ status: "Succeeded", rows: { total: 2, created: 2 } });
      expect(verdict.auditKey).toBe(1);
      expect((await store.run(run))?.verdict).toEqual(verdict);
      const [, sales, mail] = await all("Queues");
      expect(sales).toMatchObject({ Id: 2, Priority: 10, Open: 1, Label: "Sales Phone" });
      expect(mail).toMatchObject({ Id: 3, Priority: 3, Open: 0, Tags: "a\\;b;c" });
    });

    it("never show what is secret, nor what is not kept", async () => {
      await importRows(store, TYPES.Queues, [{ ...SALES, Secret: "s3cret", Hint: "h" }]);
      const [, sales] = await all("Queues");
      expect(Object.keys(sales ?? {})).not.toContain("Secret");
      expect(Object.keys(sales ?? {})).not.toContain("Hint");
      const peek = store.records({
        dataset: "Queues",
        where: [{ column: "Secret", operator: "contains", value: "s" }],
        limit: 1,
      });
      await expect(peek).rejects.toMatchObject({ code: "S009" });
    });

    it("need their required columns, one of each alternative, and a key", async () => {
      const queues = await importRows(store, TYPES.Queues, [
        { Name: "x" },
        { Channel: "Phone", Address: "1" },
        SALES,
      ]);
      expect(queues.short).toEqual(["R001 2 Channel", "R001 2 Address", "R020 3 Name"]);
      expect(queues.verdict).toMatchObject({
        status: "PartiallySucceeded",
        errors: ["R001", "R020"],
      });
      const people = await importRows(store, TYPES.People, [
        { ExternalId: "1" },
        { LastName: "A" },
      ]);
      expect(people.short).toEqual(["R001 2 LastName"]);
      expect(people.issues[0]?.message).toContain("LastName, Email");
    });

    it("resolve references by name without regard to case, or by ExternalId", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      const { short, issues } = await importRows(store, TYPES.Queues, [
        {
          ...SALES,
          Backup: " MAIN",
          Skills: [
            ["german", "3"],
            ["b1", "1"],
          ],
        },
        { ...SALES, Name: "B", Address: "2", Skills: [["Greek", "1"]] },
        { ...SALES, Name: "C", Address: "3", Backup: "Nobody" },
      ]);
      expect(short).toEqual(["R012 3 Skills", "R012 4 Backup"]);
      expect(issues[1]).toMatchObject({
        value: "Nobody",
        message: expect.stringContaining("Queues"),
      });
      const [, sales] = await all("Queues");
      expect(sales).toMatchObject({ Backup: "Main", Skills: "German=3;Billing=1" });
    });

    it("refuse a unique value that another record or row has", async () => {
      await importRows(store, TYPES.Queues, [SALES]);
      const { short, issues } = await importRows(store, TYPES.Queues, [
        { ...SALES, Name: "A" },
        { ...SALES, Name: "B", Address: "2" },
        { ...SALES, Name: "C", Address: "2" },
      ]);
      expect(short).toEqual(["R009 2 Address", "R008 4 Address"]);
      expect(issues[0]?.message).toContain("'Sales'");
      expect(issues[1]?.message).toContain("row 3");
    });

    it("never get the id of a deleted one", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      await importRows(store, TYPES.Skills, [{ Name: "Billing", $delete: "D" }]);
      await importRows(store, TYPES.Skills, [{ Name: "Greek" }]);
      expect((await all("Skills")).map(({ Id }) => Id)).toEqual([1, 3]);
    });
  });

  describe("existing records", () => {
    it("are found by Id, ExternalId or name, and only what differs is changed", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      const { verdict } = await importRows(store, TYPES.Skills, [
        { Id: "1", Name: "Deutsch" },
        { ExternalId: "b1", Description: "bills" },
      ]);
      expect(verdict.rows).toMatchObject({ updated: 2, created: 0 });
      expect(await all("Skills")).toMatchObject([
        { Id: 1, Name: "Deutsch" },
        { Id: 2, Name: "Billing", Description: "bills" },
      ]);
      const again = await importRows(store, TYPES.Skills, [
        { Name: "DEUTSCH" },
        { Name: "billing", Description: "bills" },
      ]);
      expect(again.verdict.rows).toMatchObject({ updated: 2 });
      const same = await importRows(store, TYPES.Skills, [
        { Name: "DEUTSCH" },
        { Name: "billing" },
      ]);
      expect(same.verdict).toMatchObject({ status: "Succeeded", rows: { unchanged: 2 } });
      expect(same.verdict.auditKey).toBeUndefined();
    });

    it("keep a value under an empty cell and lose it under ~", async () => {
      await importRows(store, TYPES.Skills, [{ Name: "A", Description: "x" }]);
      await importRows(store, TYPES.Skills, [{ Name: "A", Description: null }]);
      expect(await all("Skills")).toMatchObject([{ Description: "x" }]);
      const { verdict } = await importRows(store, TYPES.Skills, [
        { Name: "A", Description: CLEAR },
      ]);
      expect(verdict.rows.updated).toBe(1);
      expect(await all("Skills")).toMatchObject([{ Description: null }]);
      const required = await importRows(store, TYPES.Queues, [{ Name: "Main", Address: CLEAR }]);
      expect(required.short).toEqual(["R001 2 Address"]);
    });

    it("refuse unknown ids, keys that disagree, and values that are fixed", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      const keys = await importRows(store, TYPES.Skills, [
        { Id: "77", Name: "x" },
        { Id: "1", Name: "Billing" },
        { ExternalId: "b1", Name: "German" },
        { Name: "ok" },
      ]);
      expect(keys.short).toEqual(["R010 2 Id", "R011 3 Name", "R011 4 Name"]);
      await importRows(store, TYPES.Queues, [SALES]);
      const fixed = await importRows(store, TYPES.Queues, [
        { Name: "Sales", Channel: "Chat" },
        { Name: "Sales2", Channel: "Chat", Address: "9" },
      ]);
      expect(fixed.short).toEqual(["R016 2 Channel"]);
    });

    it("that are built in can't be changed or deleted, but be named as they are", async () => {
      const { short, verdict } = await importRows(store, TYPES.Queues, [
        { Name: "main", Priority: 4 },
        SALES,
      ]);
      expect(short).toEqual(["R014 2 Name"]);
      expect(verdict.rows).toMatchObject({ rejected: 1, created: 1 });
      const deleted = await importRows(store, TYPES.Queues, [
        { Name: "main", $delete: "D" },
        { ...SALES, Priority: 1 },
      ]);
      expect(deleted.short).toEqual(["R014 2 Name"]);
      const same = await importRows(store, TYPES.Queues, [{ Name: "Main", Address: "0" }]);
      expect(same.verdict.rows.unchanged).toBe(1);
    });

    it("follow their references when the target gets another name", async () => {
      await importRows(store, TYPES.Queues, [
        SALES,
        { ...SALES, Name: "B", Address: "2", Backup: "Sales" },
      ]);
      await importRows(store, TYPES.Queues, [{ Id: "2", Name: "Vendite" }]);
      expect((await all("Queues"))[2]).toMatchObject({ Name: "B", Backup: "Vendite" });
    });

    it("have their lists replaced as a whole", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      await importRows(store, TYPES.Queues, [
        {
          ...SALES,
          Skills: [
            ["German", "3"],
            ["Billing", "1"],
          ],
        },
      ]);
      const same = await importRows(store, TYPES.Queues, [
        {
          Name: "Sales",
          Skills: [
            ["German", "3"],
            ["Billing", "1"],
          ],
        },
      ]);
      expect(same.verdict.rows.unchanged).toBe(1);
      const less = await importRows(store, TYPES.Queues, [
        { Name: "Sales", Skills: [["Billing", "2"]] },
      ]);
      expect(less.verdict.rows.updated).toBe(1);
      expect((await all("Queues"))[1]).toMatchObject({ Skills: "Billing=2" });
    });

    it("keep free attributes that the file does not name", async () => {
      await importRows(store, TYPES.Facts, [{ ID: "a", More: '{"x":1,"y":2}' }]);
      await importRows(store, TYPES.Facts, [{ ID: "a", More: '{"y":3}' }]);
      expect(await all("Facts")).toMatchObject([{ Id: 1, ID: "a", More: '{"x":1,"y":3}' }]);
      const exact = await importRows(store, TYPES.Facts, [{ ID: "A" }]);
      expect(exact.verdict.rows.created).toBe(1);
    });
  });

  describe("deleting", () => {
    it("removes records, and refuses while others refer to them", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      await importRows(store, TYPES.Queues, [
        { ...SALES, Skills: [["German", "3"]], Backup: "Main" },
      ]);
      const { short, issues, verdict } = await importRows(store, TYPES.Skills, [
        { Name: "German", $delete: "D" },
        { Name: "Billing", $delete: "D" },
        { Name: "Nobody", $delete: "D" },
        { $delete: "D" },
      ]);
      expect(short).toEqual(["R015 2", "R018 4 Name", "R020 5 Name"]);
      expect(issues[0]?.message).toContain("Queues 'Sales'");
      expect(verdict.rows).toMatchObject({ deleted: 1, rejected: 3 });
      await importRows(store, TYPES.Queues, [{ Name: "Sales", $delete: "D" }]);
      const free = await importRows(store, TYPES.Skills, [{ Name: "German", $delete: "D" }]);
      expect(free.verdict.rows.deleted).toBe(1);
    });

    it("of what is not there is only a warning where the dataset says so", async () => {
      const { short, issues, verdict } = await importRows(store, TYPES.BlockedNumbers, [
        { Number: "+358401", $delete: "D" },
      ]);
      expect(short).toEqual(["R018 2 Number"]);
      expect(issues[0]?.severity).toBe("warning");
      expect(verdict).toMatchObject({ status: "Succeeded", warnings: 1, rows: { skipped: 1 } });
    });
  });

  describe("the same record twice in a file", () => {
    const ROWS = [
      { Name: "A", Description: "1" },
      { Name: "a", Description: "2" },
    ];

    it("is an error by default, for new, unchanged and deleted records alike", async () => {
      const fresh = await importRows(store, TYPES.Skills, ROWS);
      expect(fresh.short).toEqual(["R008 3 Name"]);
      expect(fresh.issues[0]?.message).toContain("row 2");
      const known = await importRows(store, TYPES.Skills, [
        { Name: "A" },
        { Name: "a", Description: "x" },
      ]);
      expect(known.short).toEqual(["R008 3 Name"]);
      const gone = await importRows(store, TYPES.Skills, [
        { Name: "A", $delete: "D" },
        { Name: "A" },
      ]);
      expect(gone.short).toEqual(["R008 3 Name"]);
      expect(await all("Skills")).toEqual([]);
    });

    it("is skipped with a warning under skip, and applied on top under last", async () => {
      const skip = await importRows(store, { ...TYPES.Skills, onDuplicate: "skip" }, ROWS);
      expect(skip.verdict).toMatchObject({
        status: "Succeeded",
        warnings: 1,
        rows: { created: 1, skipped: 1 },
      });
      const last = await importRows(store, { ...TYPES.Skills, onDuplicate: "last" }, [
        ...ROWS,
        { Name: "A", Description: "3" },
      ]);
      expect(last.verdict).toMatchObject({
        status: "Succeeded",
        rows: { unchanged: 1, updated: 2 },
      });
      expect(await all("Skills")).toMatchObject([{ Description: "3" }]);
    });
  });

  describe("grouped records", () => {
    const entry = (
      row: number,
      day: string | null,
    ): { row: number; values: (string | null)[] } => ({ row, values: [day, null, null] });

    it("count all their rows, and replace their entries as a whole", async () => {
      const first = await importRows(store, TYPES.Calendar, [
        { Name: "Shop", $entries: [entry(2, "Mon"), entry(3, "Tue")] },
      ]);
      expect(first.verdict.rows).toMatchObject({ total: 2, created: 2 });
      const same = await importRows(store, TYPES.Calendar, [
        { Name: "Shop", $entries: [entry(2, "Mon"), entry(3, "Tue")] },
      ]);
      expect(same.verdict.rows).toMatchObject({ unchanged: 2 });
      const other = await importRows(store, TYPES.Calendar, [
        { Name: "Shop", $entries: [entry(2, "Sun")] },
      ]);
      expect(other.verdict.rows).toMatchObject({ updated: 1 });
      const [shop] = await all("Calendar");
      expect(JSON.parse(String(shop?.CalendarEntry))).toEqual([
        { Day: "Sun", Mode: "Include", Weekdays: null },
      ]);
    });

    it("are rejected with every row when one entry is wrong", async () => {
      const { short, verdict } = await importRows(store, TYPES.Calendar, [
        { Name: "Shop", $entries: [entry(2, "Mon"), entry(3, null), entry(4, "Tue")] },
        { Name: "Office", $entries: [entry(5, "Mon")] },
      ]);
      expect(short).toEqual(["R021 2", "R001 3 Day", "R021 4"]);
      expect(verdict.rows).toMatchObject({ rejected: 3, created: 1, total: 4 });
    });
  });

  describe("campaigns", () => {
    const campaign = (values: Values) => ({
      dataset: "OutboundCampaign",
      sheet: "Campaign",
      rows: [values],
    });
    const customers = (name: string, rows: readonly Values[]) => ({
      dataset: "Customer",
      sheet: "Customers",
      rows: rows.map((row) => ({ Campaign: name, ...row })),
    });

    it("are created once, copy settings, and are added to", async () => {
      const one = await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Spring", Queue: "Main", MaxLines: 7 }),
        customers("Spring", [{ ExternalId: "1", Phone1: "+3581" }]),
      ]);
      expect(one.verdict).toMatchObject({
        status: "Succeeded",
        sheets: { Campaign: { total: 1 }, Customers: { created: 1 } },
      });
      const twice = await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "spring", Queue: "Main" }),
        customers("spring", [{ ExternalId: "2", Phone1: "+3582" }]),
      ]);
      expect(twice.verdict).toMatchObject({
        status: "Failed",
        errors: ["F013", "R009"],
        rows: { skipped: 1, rejected: 1 },
      });
      await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Summer", CopySettingsFrom: "Spring" }),
        customers("Summer", [{ ExternalId: "1", Phone1: "+3581" }]),
      ]);
      expect(await all("OutboundCampaign")).toMatchObject([
        { MaxLines: 7 },
        { Campaign: "Summer", MaxLines: 7, Queue: "Main" },
      ]);
      const more = await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Spring", ImportType: "AddToExisting" }),
        customers("Spring", [{ ExternalId: "2", Phone1: "+3582" }]),
      ]);
      expect(more.verdict.rows).toMatchObject({ unchanged: 1, created: 1 });
      const nowhere = await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Winter", ImportType: "AddToExisting" }),
        customers("Winter", [{ ExternalId: "2", Phone1: "+3582" }]),
      ]);
      expect(nowhere.short).toEqual(["R012 2 Campaign", "R012 2 Campaign"]);
      expect(await all("Customer")).toHaveLength(3);
    });

    it("need a queue or a campaign to copy from, and that campaign must be there", async () => {
      const { short, verdict } = await importSheets(store, TYPES.OutboundCampaign, [
        {
          ...campaign({ Campaign: "A" }),
          rows: [{ Campaign: "A" }, { Campaign: "B", CopySettingsFrom: "Nobody" }],
        },
      ]);
      expect(short).toEqual(["R001 2 CopySettingsFrom", "R012 3 CopySettingsFrom"]);
      expect(verdict.status).toBe("Failed");
    });

    it("of a flat file stand in no row of their own", async () => {
      const { verdict } = await importSheets(store, TYPES.OutboundCampaign, [
        {
          ...campaign({ Campaign: "Flat", Queue: "Main" }),
          sheet: undefined,
          counted: false,
        } as never,
        { ...customers("Flat", [{ ExternalId: "1", Phone1: "+1" }]), sheet: undefined } as never,
      ]);
      expect(verdict).toMatchObject({
        status: "Succeeded",
        sheets: {},
        rows: { total: 1, created: 1 },
      });
    });

    it("keep customers whose numbers are all blocked from being called", async () => {
      await importRows(store, TYPES.BlockedNumbers, [
        { Number: "+1" },
        { Number: "+2", Campaign: "SPRING" },
        { Number: "+3", Campaign: "Other" },
        { Number: "+4", ValidUntil: "2020-01-01T00:00:00.000Z" },
      ]);
      await importSheets(store, TYPES.OutboundCampaign, [
        campaign({ Campaign: "Spring", Queue: "Main" }),
        customers("Spring", [
          { ExternalId: "global", Phone1: "+1" },
          { ExternalId: "both", Phone1: "+1", Phone2: "+2" },
          { ExternalId: "one left", Phone1: "+1", Phone2: "+9" },
          { ExternalId: "other campaign", Phone1: "+3" },
          { ExternalId: "expired", Phone1: "+4" },
        ]),
      ]);
      const states = (await all("Customer")).map(({ State }) => State);
      expect(states).toEqual(["Blocked", "Blocked", "NotHandled", "NotHandled", "NotHandled"]);
    });
  });

  describe("the verdict", () => {
    it("fails a file without a usable row, and changes nothing", async () => {
      const none = await importRows(store, TYPES.Skills, [{ Description: "x" }]);
      expect(none.verdict).toMatchObject({
        status: "Failed",
        errors: ["F013", "R020"],
        codes: { F013: 1, R020: 1 },
      });
      expect(none.verdict.auditKey).toBeUndefined();
      const empty = await importRows(store, TYPES.Skills, []);
      expect(empty.verdict).toMatchObject({
        status: "Failed",
        errors: ["F013"],
        rows: { total: 0 },
      });
    });

    it("rolls everything back when too many rows are rejected, but keeps the issues", async () => {
      const strict = { ...TYPES.Skills, maxRejected: 0 };
      const { verdict, short, run } = await importRows(store, strict, [
        { Name: "A" },
        { Description: "x" },
      ]);
      expect(verdict).toMatchObject({
        status: "Failed",
        errors: ["F014", "R020"],
        rows: { total: 2, skipped: 1, rejected: 1 },
      });
      expect(short).toEqual(["R020 3 Name"]);
      expect(await all("Skills")).toEqual([]);
      expect((await store.run(run))?.state).toBe("Decided");
    });

    it("takes a file that is one unit as a whole or not at all", async () => {
      const unit = { ...TYPES.Workbook, unit: "file" as const };
      const sheets = (skill: string) => [
        { dataset: "Skills", sheet: "Skills", rows: [{ Name: "German" }] },
        {
          dataset: "Queues",
          sheet: "Queues",
          rows: [{ ...SALES, Skills: [[skill, "1"]] as [string, string][] }],
        },
      ];
      const bad = await importSheets(store, unit, sheets("Greek"));
      expect(bad.verdict).toMatchObject({
        status: "Failed",
        sheets: { Skills: { skipped: 1 }, Queues: { rejected: 1 } },
      });
      expect(bad.issues).toMatchObject([{ sheet: "Queues", row: 2 }]);
      const good = await importSheets(store, unit, sheets("German"));
      expect(good.verdict.status).toBe("Succeeded");
    });

    it("adds up what was rejected or skipped while reading", async () => {
      const issues = [
        { code: "R002", severity: "error", row: 3, column: "Name", message: "m" },
        { code: "R006", severity: "warning", row: 2, message: "w" },
      ] as const;
      const made = { dataset: "Skills", rows: [{ Name: "A" }], issues, rejected: 1, skipped: 2 };
      const { verdict, short } = await importSheets(store, TYPES.Skills, [made]);
      expect(verdict).toMatchObject({
        status: "PartiallySucceeded",
        warnings: 1,
        codes: { R002: 1, R006: 1 },
        errors: ["R002"],
      });
      expect(verdict.rows).toEqual({
        total: 4,
        created: 1,
        updated: 0,
        unchanged: 0,
        deleted: 0,
        skipped: 2,
        rejected: 1,
      });
      expect(short).toEqual(["R006 2", "R002 3 Name"]);
    });

    it("fails a refused file with its own code and applies nothing of it", async () => {
      const run = await claim(store, "Skills");
      const [start, sheet, rows] = fileMessages([{ dataset: "Skills", rows: SKILLS }], "x");
      const refused = {
        kind: "refused",
        code: "F010",
        message: "Cut off.",
        hint: "Save it again.",
      } as const;
      const verdict = await applyMessages(store, planFor(run, TYPES.Skills), [
        start!,
        sheet!,
        rows!,
        refused,
      ]);
      expect(verdict).toMatchObject({
        status: "Failed",
        errors: ["F010"],
        message: "Cut off. Save it again.",
        rows: { skipped: 2 },
      });
      expect(await all("Skills")).toEqual([]);
    });

    it("warns of content that went in before, but not of what had failed", async () => {
      await importRows(store, TYPES.Skills, [{ Description: "x" }], { content: "same" });
      const first = await importRows(store, TYPES.Skills, SKILLS, { content: "same" });
      expect(first.short).toEqual([]);
      const second = await importRows(store, TYPES.Skills, SKILLS, { content: "same" });
      expect(second.short).toEqual(["F012 0"]);
      expect(second.issues[0]?.message).toContain(first.run);
      expect(second.verdict).toMatchObject({ status: "Succeeded", warnings: 1, errors: [] });
    });
  });

  describe("a feed", () => {
    it("that breaks off leaves the run claimed and no rows", async () => {
      const run = await claim(store, "Skills");
      const [start, sheet, rows] = fileMessages([{ dataset: "Skills", rows: SKILLS }], "x");
      const broken = [start!, sheet!, rows!, { kind: "broken", reason: "disk" } as const];
      await expect(applyMessages(store, planFor(run, TYPES.Skills), broken)).rejects.toThrow(
        "disk",
      );
      expect(await store.run(run.id)).toMatchObject({ state: "Claimed" });
      expect(await all("Skills")).toEqual([]);
    });

    it("that is closed in the middle of a large file rolls it back, and others go on", async () => {
      const run = await claim(store, "Skills");
      const batch = (at: number) => ({
        dataset: "Skills",
        rows: [{ Name: `S${at}` }],
        firstRow: at,
      });
      const many = fileMessages(
        Array.from({ length: 40 }, (_, at) => batch(at + 2)),
        "x",
      ).slice(0, -1);
      const large = new MessageChannel();
      const applied = store.applyRun(planFor(run, TYPES.Skills), large.port2);
      await send(large.port1, many);
      large.port1.close();
      await expect(applied).rejects.toThrow("closed");
      const { port1, port2 } = new MessageChannel();
      port1.close();
      await expect(store.applyRun(planFor(run, TYPES.Skills), port2)).rejects.toThrow("closed");
      expect((await importRows(store, TYPES.Skills, SKILLS)).verdict.rows.created).toBe(2);
    });

    it("of many messages is taken against credits, with progress", async () => {
      const run = await claim(store, "Skills");
      const sheets = Array.from({ length: 60 }, (_, at) => ({
        dataset: "Skills",
        rows: [{ Name: `S${at}` }],
        firstRow: at + 2,
      }));
      const steps = new Set<string>();
      const verdict = await applyMessages(
        store,
        planFor(run, TYPES.Skills),
        fileMessages(sheets, "x"),
        ({ step }) => steps.add(step),
      );
      expect(verdict.rows).toMatchObject({ total: 60, created: 60 });
      expect([...steps]).toEqual(
        expect.arrayContaining(["waiting for the store", "storing", "committing"]),
      );
    });
  });

  describe("a dry run", () => {
    it("counts everything, writes the issues to a file and keeps nothing", async () => {
      const issuesPath = path.join(made.folder, "issues.jsonl");
      const plan = {
        run: "dry",
        attempt: 0,
        type: TYPES.Skills,
        dryRun: true,
        issuesPath,
        startedAt: "2026",
      };
      const rows = [{ Name: "A" }, { Description: "x" }];
      const verdict = await applyMessages(
        store,
        plan,
        fileMessages([{ dataset: "Skills", rows }], "x"),
      );
      expect(verdict.rows).toMatchObject({ created: 1, rejected: 1 });
      const lines = (await readFile(issuesPath, "utf8")).trim().split("\n");
      expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { code: "R020", row: 3 },
      ]);
      expect(await all("Skills")).toEqual([]);
      expect(await store.runs({})).toEqual([]);
    });
  });

  describe("questions", () => {
    it("about records are answered a page at a time, by conditions", async () => {
      await importRows(store, TYPES.Queues, [
        SALES,
        { ...SALES, Name: "100%", Address: "5", Priority: 2, Backup: "Sales" },
      ]);
      const names = async (
        ...where: Parameters<Store["records"]>[0]["where"]
      ): Promise<unknown[]> =>
        (await store.records({ dataset: "Queues", where, limit: 10 })).map(({ Name }) => Name);
      expect(await names({ column: "priority", operator: "<", value: "10" })).toEqual(["100%"]);
      expect(await names({ column: "Backup", operator: "=", value: "Sales" })).toEqual(["100%"]);
      expect(await names({ column: "Backup", operator: "is empty", value: "" })).toEqual([
        "Main",
        "Sales",
      ]);
      expect(await names({ column: "Backup", operator: "!=", value: "Sales" })).toEqual([
        "Main",
        "Sales",
      ]);
      expect(await names({ column: "Name", operator: "contains", value: "0%" })).toEqual(["100%"]);
      expect(
        await names(
          { column: "Open", operator: "=", value: "TRUE" },
          { column: "Name", operator: ">", value: "N" },
        ),
      ).toEqual(["Sales"]);
      const page = await store.records({ dataset: "Queues", where: [], after: 1, limit: 1 });
      expect(page).toMatchObject([{ Id: 2 }]);
    });

    it("about what is not there are refused", async () => {
      const where = [{ column: "Nope", operator: "=", value: "1" }] as const;
      await expect(store.records({ dataset: "Nope", where: [], limit: 1 })).rejects.toMatchObject({
        name: "UsageError",
        code: "S009",
      });
      await expect(store.records({ dataset: "Skills", where, limit: 1 })).rejects.toMatchObject({
        code: "S009",
      });
    });

    it("about datasets and health are answered", async () => {
      await importRows(store, TYPES.Skills, SKILLS);
      const counts = (await store.datasets()).map(({ spec, records }) => [spec.name, records]);
      expect(counts).toContainEqual(["Skills", 2]);
      expect(await store.health()).toMatchObject({ ok: true, kind: "sqlite" });
    });

    it("about issues are answered in pages and written to a file, in the same order", async () => {
      const rows = Array.from({ length: 12 }, () => ({ Description: "x" }));
      const { run, issues } = await importRows(store, TYPES.Skills, [...rows, { Name: "A" }]);
      expect(issues.map(({ row }) => row)).toEqual(rows.map((_, at) => at + 2));
      expect(await store.issues(run, 10, 5)).toEqual(issues.slice(10));
      const file = path.join(made.folder, "all.jsonl");
      expect(await store.writeIssues(run, file)).toBe(12);
      const written = (await readFile(file, "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown);
      expect(written).toEqual(issues);
    });
  });

  it("refuses calls after it was closed, which may be done twice", async () => {
    const second = await open(ALL_TYPES);
    await Promise.all([second.store[Symbol.asyncDispose](), second.store[Symbol.asyncDispose]()]);
    await expect(second.store.runs({})).rejects.toThrow();
    await second.remove();
  });
});
