/** A service behind the console that remembers what it was asked for. */
import { noExports } from "../../helpers/no-exports.ts";
import { noCampaigns } from "../../helpers/no-campaigns.ts";
import { noMails } from "../../helpers/no-mails.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { createDiallerDesk } from "../../../src/campaigns/dialler/desk.ts";
import type { ConsoleDeps } from "../../../src/console/deps.ts";
import type { DatasetSpec } from "../../../src/store/dataset-spec.ts";
import type { RunRecord } from "../../../src/store/run.ts";
import type { RecordQuery, RunFilter, Store } from "../../../src/store/store.ts";

export const RUN: RunRecord = {
  id: "01JD4T6V8W0000000000000001",
  type: "Directory",
  file: "people.csv",
  inProcessName: "people.csv",
  historyName: "20261120_101500_people.csv",
  state: "Archived",
  attempt: 1,
  user: "batch",
  claimedAt: "2026-11-20T08:15:00.000Z",
  startedAt: "2026-11-20T08:15:00.120Z",
};

const COLUMN = {
  kind: "text",
  aliases: [],
  required: false,
  unique: false,
  immutable: false,
  secret: false,
  internal: false,
  transient: false,
  note: "",
} as const;

const DATASET = {
  name: "Users",
  common: true,
  group: { entries: "Shifts", columns: ["Day"] },
  columns: [
    { ...COLUMN, name: "ExternalId" },
    { ...COLUMN, name: "Day" },
    { ...COLUMN, name: "Login" },
    { ...COLUMN, name: "InitialPassword", secret: true },
    { ...COLUMN, name: "ImportType", transient: true },
  ],
} as unknown as DatasetSpec;

export interface Asked {
  runs?: RunFilter;
  issues?: readonly [string, number, number];
  records?: RecordQuery;
  scans: number;
}

export function consoleDeps(overrides: Partial<Store> = {}): { deps: ConsoleDeps; asked: Asked } {
  const asked: Asked = { scans: 0 };
  const store: Partial<Store> = {
    runs: async (filter) => {
      asked.runs = filter;
      return [RUN];
    },
    run: async (id) => (id === RUN.id ? RUN : undefined),
    issues: async (...page) => {
      asked.issues = page;
      return [{ code: "R001", severity: "error", row: 2, message: "missing" }];
    },
    datasets: async () => [{ spec: DATASET, records: 7 }],
    records: async (query) => {
      asked.records = query;
      return [{ Id: 3, Login: "ann" }];
    },
    ...overrides,
  };
  const deps: ConsoleDeps = {
    clock: systemClock,
    store: store as Store,
    exports: noExports,
    mails: noMails,
    campaigns: createDiallerDesk({
      clock: systemClock,
      ledger: noCampaigns,
      onChanged: () => undefined,
    }),
    dropStatus: () => ({ enabled: true, lines: [] }),
    scanNow: async () => {
      asked.scans++;
    },
    health: async () => ({ ok: true, parts: [] }),
    about: {
      version: "0.1.0",
      pid: 4711,
      folder: "/srv/exchange",
      timeZone: "UTC",
      startedAt: RUN.startedAt,
    },
    uptimeMs: () => 5_000,
  };
  return { deps, asked };
}
