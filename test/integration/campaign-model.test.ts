/** Random lives of campaigns: the ledger and a model in memory must agree after each step. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CallResult } from "../../src/dialling/call-results.ts";
import type { CustomerAction, DialOrder } from "../../src/store/campaign-ledger.ts";
import { Campaigning, freshPhone, NOON } from "../helpers/campaigning.ts";
import { CampaignModel, MODEL_RESULTS, type ModelSettings } from "../helpers/campaign-model.ts";
import type { Values } from "../helpers/import-file.ts";

const LEASE = 50;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("next"),
      count: fc.integer({ min: 1, max: 4 }),
      begins: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("report"),
      // 0 is the latest order: older ones are known, late, or still open.
      which: fc.integer({ min: 0, max: 5 }),
      result: fc.constantFrom(...MODEL_RESULTS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("begin"), which: fc.integer({ min: 0, max: 3 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("release"), which: fc.integer({ min: 0, max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("wait"), seconds: fc.integer({ min: 1, max: 90 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("pause", "resume") }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("block"), which: fc.nat(), place: fc.nat() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("leave-out", "leave-out", "take-back"),
      // Of the latest orders, or beyond them any of the customers.
      which: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("add"), phones: fc.integer({ min: 1, max: 3 }) }),
  },
);
type Step = Readonly<{ do: string } & Record<string, unknown>>;

const life = fc.record({
  settings: fc.record({
    redials: fc.integer({ min: 0, max: 2 }),
    interval: fc.constantFrom(0, 60),
    lines: fc.integer({ min: 1, max: 3 }),
  }),
  phones: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
  steps: fc.array(step as fc.Arbitrary<Step>, { minLength: 5, maxLength: 40 }),
  stops: fc.boolean(),
});

describe("the ledger of campaigns", () => {
  let its: Campaigning;
  let lives = 0;
  beforeAll(async () => {
    its = await Campaigning.open();
  });
  afterAll(async () => {
    await its[Symbol.asyncDispose]();
  });

  it("agrees with a model about every customer, whatever diallers, people and imports do", async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ settings, phones, steps, stops }) => {
        const one = new OneLife(its, `life ${++lives}`, settings);
        await one.load(phones);
        for (const each of steps) await one.take(each);
        await one.take({ do: stops ? "stop" : "wait", seconds: LEASE });
        await one.end();
      }),
      { numRuns: 100, seed: 20261121 },
    );
  });
});

/** One campaign in the ledger and in the model, step by step; the clock moves a second each. */
class OneLife {
  readonly #its: Campaigning;
  readonly #name: string;
  readonly #settings: ModelSettings;
  readonly #model: CampaignModel;
  readonly #orders: DialOrder[] = [];
  #now: number;
  readonly #begin: number;

  constructor(its: Campaigning, name: string, settings: ModelSettings) {
    this.#its = its;
    this.#name = name;
    this.#settings = settings;
    this.#model = new CampaignModel(settings);
    // Days behind all that came before, so that nothing of that is open any more.
    this.#begin = Date.parse(NOON) / 1_000 + Number(name.split(" ")[1]) * 86_400;
    this.#now = this.#begin;
  }

  get #iso(): string {
    return new Date(this.#now * 1_000).toISOString();
  }

  async load(phones: readonly number[]): Promise<void> {
    const { redials, interval, lines } = this.#settings;
    const settings = { NumberOfRedials: redials, RedialInterval: interval, MaxLines: lines };
    const rows = phones.map((count) => this.#customer(count));
    await this.#its.run({ Campaign: this.#name, ...settings }, rows, this.#iso);
  }

  #customer(count: number): Values {
    const { customers } = this.#model;
    const numbers = Array.from({ length: count }, freshPhone);
    const externalId = `c${customers.length + 1}`;
    const priority = customers.length % 2;
    this.#model.add(externalId, numbers, priority);
    const columns = numbers.map((number, at) => [`Phone${at + 1}`, number] as const);
    return { ExternalId: externalId, Priority: priority, ...Object.fromEntries(columns) };
  }

  async take(one: Step): Promise<void> {
    this.#now += 1;
    const { store } = this.#its;
    const model = this.#model;
    const order = this.#orders[this.#orders.length - 1 - Number(one["which"] ?? 0)];
    switch (one.do) {
      case "next":
        await this.#next(Number(one["count"]), one["begins"] === true);
        break;
      case "report":
        if (order) await this.#report(order, String(one["result"]) as CallResult);
        break;
      case "begin":
        if (order) await this.#beginCall(order);
        break;
      case "release":
        if (order) {
          await store.releaseLease(order.lease, this.#iso);
          model.release(order.lease);
        }
        break;
      case "wait":
        this.#now += Number(one["seconds"]);
        break;
      case "block":
        await this.#block(Number(one["which"]), Number(one["place"]));
        break;
      case "leave-out":
      case "take-back":
        await this.#actOn(one.do, order?.externalId ?? this.#nameOf(Number(one["which"])));
        break;
      case "add":
        await this.#add(Number(one["phones"]));
        break;
      default:
        await this.#act(one.do as "pause" | "resume" | "stop");
    }
    await this.#compare();
  }

  async #next(count: number, begins: boolean): Promise<void> {
    const wish = { campaign: this.#name, count, leaseSeconds: LEASE, now: this.#iso };
    const orders = await this.#its.next(wish);
    const expected = this.#model.expectNext(count, this.#now);
    const shown = expected.map(([{ externalId, phones, calls }, place]) => ({
      ...{ externalId, attemptNo: calls + 1, phoneIndex: place, phone: phones[place - 1] },
    }));
    expect(orders).toMatchObject(shown);
    expect(orders).toHaveLength(shown.length);
    for (const [at, order] of orders.entries()) {
      const [customer, place] = expected[at]!;
      expect(customer.state).toBe("NotHandled"); // on loan to nobody else
      this.#model.lend(order.lease, customer, place, this.#now + LEASE);
      this.#orders.push(order);
    }
    for (const order of begins ? orders : []) await this.#beginCall(order);
  }

  async #beginCall(order: DialOrder): Promise<void> {
    const isAllowed = await this.#its.store.beginCall(order.lease, this.#iso);
    expect(isAllowed).toBe(this.#model.begin(order.lease, this.#now));
    if (isAllowed) expect(this.#model.blocked.has(order.phone)).toBe(false);
  }

  async #report(order: DialOrder, callResult: CallResult): Promise<void> {
    const outcome = await this.#its.report(order, { callResult, now: this.#iso });
    expect(outcome.kind).toBe(this.#model.report(order.lease, callResult, this.#now));
  }

  async #block(which: number, place: number): Promise<void> {
    const { customers } = this.#model;
    const { phones } = customers[which % customers.length]!;
    const number = phones[place % phones.length]!;
    const isForAll = which % 2 === 0;
    await this.#its.block([{ Number: number, ...(isForAll ? {} : { Campaign: this.#name }) }]);
    this.#model.block(number);
  }

  async #add(phones: number): Promise<void> {
    const more = { Campaign: this.#name, ImportType: "AddToExisting" };
    if (this.#model.hasEnded) {
      const { verdict } = await this.#its.load(more, [
        { ExternalId: "too late", Phone1: freshPhone() },
      ]);
      expect(verdict.status).toBe("Failed");
      return;
    }
    const { verdict } = await this.#its.load(more, [this.#customer(phones)]);
    expect(verdict.status).toBe("Succeeded");
  }

  #nameOf(which: number): string {
    const { customers } = this.#model;
    return customers[which % customers.length]!.externalId;
  }

  async #actOn(action: CustomerAction, externalId: string): Promise<void> {
    const model = this.#model;
    const customer = model.customers.find((one) => one.externalId === externalId)!;
    const acted = this.#its.store.actOnCustomers({
      ...{ campaign: this.#name, action, externalIds: [externalId], by: "eve", now: this.#iso },
    });
    if (model.hasEnded) {
      await expect(acted).rejects.toMatchObject({ code: "J012" });
      return;
    }
    const kind =
      action === "leave-out"
        ? model.leaveOut(customer, this.#now)
        : model.takeBack(customer, this.#now);
    const { customers } = await acted;
    expect(customers).toMatchObject([{ externalId, kind, customerState: customer.state }]);
  }

  async #act(action: "pause" | "resume" | "stop"): Promise<void> {
    const model = this.#model;
    const allowed = { pause: "Running", resume: "Paused", stop: model.state }[action];
    const isAllowed = !model.hasEnded && model.state === allowed;
    const acted = this.#its.store.actOnCampaign(this.#name, action, "eve", this.#iso);
    if (!isAllowed) {
      await expect(acted).rejects.toMatchObject({ code: "J012" });
      return;
    }
    await acted;
    if (action === "stop") model.isStopping = true;
    else model.state = action === "pause" ? "Paused" : "Running";
  }

  async #compare(): Promise<void> {
    await this.#its.store.advanceCampaigns(this.#iso);
    this.#model.advance(this.#now);
    const campaign = await this.#its.campaign(this.#name);
    const { customers } = this.#model;
    expect(campaign.state).toBe(this.#model.state);
    expect(campaign.attempts).toBe(this.#model.calls);
    for (const [state, count] of Object.entries(campaign.customers)) {
      expect([state, count]).toEqual([state, customers.filter((c) => c.state === state).length]);
    }
  }

  /** All customers and attempts at the end. */
  async end(): Promise<void> {
    const { store } = this.#its;
    const customers = await store.campaignCustomers(this.#name, 0, 100);
    const shown = customers.map(({ externalId, state, attempts, nextCallTime }) => ({
      ...{ externalId, state, attempts, nextCallTime },
    }));
    const expected = this.#model.customers.map(({ externalId, state, calls, nextAt }) => {
      const isTimed = state === "NotHandled" && nextAt !== undefined;
      const nextCallTime = isTimed ? new Date(nextAt * 1_000).toISOString() : undefined;
      return { externalId, state, attempts: calls, nextCallTime };
    });
    expect(shown).toEqual(expected);
    const attempts = await store.campaignAttempts(this.#name, 0, 1_000);
    expect(attempts.filter(({ dialled }) => dialled)).toHaveLength(this.#model.calls);
  }
}
