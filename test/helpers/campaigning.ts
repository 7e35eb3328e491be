/** Campaigns in a store of the shipped import types: loads them, and dials as a dialler would. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import type {
  AttemptOutcome,
  AttemptReport,
  CampaignRecord,
  CampaignCustomer,
  DialOrder,
  NextRequest,
} from "../../src/store/campaign-ledger.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { importRows, importSheets, type Imported, type Values } from "./import-file.ts";
import { shippedTypes } from "./rejecting.ts";

export const SHIPPED: readonly ImportTypeSpec[] = shippedTypes;

export function shippedType(name: string): ImportTypeSpec {
  const type = SHIPPED.find((each) => each.type === name);
  if (!type) throw new Error(`no import type ${name}`);
  return type;
}

/** The start of all tests: a Thursday, noon in UTC. */
export const NOON = "2026-03-05T12:00:00.000Z";

/** So many seconds after noon. */
export function at(seconds: number): string {
  return new Date(Date.parse(NOON) + seconds * 1_000).toISOString();
}

/** A store with the queue `Sales`, and short ways to do what tests do most. */
export class Campaigning implements AsyncDisposable {
  readonly store: Store;
  readonly folder: string;

  private constructor(store: Store, folder: string) {
    this.store = store;
    this.folder = folder;
  }

  static async open(name = ":memory:"): Promise<Campaigning> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "quayside-campaigns-"));
    const store = await openStore(folder, name);
    const queue = { Name: "Sales", Channel: "Phone", Address: "100" };
    await importRows(store, shippedType("Queues"), [queue]);
    return new Campaigning(store, folder);
  }

  /** The same store as the next process finds it. */
  async again(name: string): Promise<Store> {
    return await openStore(this.folder, name);
  }

  /** Imports a campaign and its customers: `[{ ExternalId, Phone1, ... }]`. */
  async load(
    settings: Values,
    customers: readonly Values[],
    headings?: readonly string[],
  ): Promise<Imported> {
    const rows = customers.map((customer) => ({ Campaign: settings.Campaign ?? "", ...customer }));
    return await importSheets(this.store, shippedType("OutboundCampaign"), [
      { dataset: "OutboundCampaign", sheet: "Campaign", rows: [{ Queue: "Sales", ...settings }] },
      { dataset: "Customer", sheet: "Customers", rows, ...(headings ? { headings } : {}) },
    ]);
  }

  /** Loads and starts. */
  async run(settings: Values, customers: readonly Values[], now = NOON): Promise<void> {
    const { verdict } = await this.load(settings, customers);
    if (verdict.status !== "Succeeded") throw new Error(JSON.stringify(verdict));
    await this.store.advanceCampaigns(now);
  }

  async block(rows: readonly Values[]): Promise<Imported> {
    return await importRows(this.store, shippedType("BlockedNumbers"), rows);
  }

  async next(request: Partial<NextRequest> = {}): Promise<readonly DialOrder[]> {
    const all = { dialler: "test", count: 1, leaseSeconds: 60, now: NOON, ...request };
    const [orders = []] = await this.store.nextCustomers([all]);
    return orders;
  }

  /** Reports the call of an order; it starts when it was handed out unless `more` says otherwise. */
  async report(
    order: DialOrder,
    more: Partial<AttemptReport> & { readonly now?: string },
  ): Promise<AttemptOutcome> {
    const { now = NOON, ...rest } = more;
    const report: AttemptReport = {
      campaign: order.campaign,
      customerExternalId: order.externalId,
      lease: order.lease,
      phone: order.phone,
      startTime: now,
      ...rest,
    };
    const [outcome] = await this.store.recordAttempts([report], now);
    if (!outcome) throw new Error("no outcome");
    return outcome;
  }

  async campaign(name: string): Promise<CampaignRecord> {
    const [campaign] = await this.store.campaigns({ name });
    if (!campaign) throw new Error(`no campaign ${name}`);
    return campaign;
  }

  async customer(name: string, externalId: string): Promise<CampaignCustomer> {
    const customers = await this.store.campaignCustomers(name, 0, 10_000);
    const customer = customers.find((each) => each.externalId === externalId);
    if (!customer) throw new Error(`no customer ${externalId}`);
    return customer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true });
  }
}

async function openStore(folder: string, name: string): Promise<Store> {
  return await openSqliteStore({
    path: name === ":memory:" ? name : path.join(folder, name),
    types: SHIPPED,
    workFolder: path.join(folder, "work"),
    timeZone: "UTC",
  });
}

/** Customers with one number each: ExternalId c1, c2, ...; numbers that no other call of this has. */
export function someCustomers(count: number, more: Values = {}): readonly Values[] {
  return Array.from({ length: count }, (_, index) => {
    const number = freshPhone();
    return {
      ExternalId: `c${index + 1}`,
      Phone1: number,
      Phone1Raw: number.replace("+358", "0"),
      ...more,
    };
  });
}

let phones = 0;

/** A number that nobody else has. */
export function freshPhone(): string {
  return `+35840${1_000_000 + ++phones}`;
}

/** Who was handed out. */
export function namesOf(orders: readonly DialOrder[]): readonly string[] {
  return orders.map(({ externalId }) => externalId);
}
