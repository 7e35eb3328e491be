/** Campaigns through the built daemon: dialled to their end by the simulated dialler, whatever dies. */
import { spawn, type ChildProcess } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { simulatedCall, USUAL_MIX } from "../../src/campaigns/dialler/simulated-call.ts";
import type { CampaignView } from "../../src/campaigns/dialler/desk.ts";
import { createDaemonClient, type DaemonClient } from "../../src/cli/daemon-client.ts";
import type {
  AttemptsAnswer,
  CustomersAnswer,
  OrdersAnswer,
} from "../../src/console/routes/campaigns.ts";
import { afterCall, type AfterCall } from "../../src/dialling/customer-states.ts";
import type { CampaignAttempt } from "../../src/store/campaign-ledger.ts";
import { until } from "../helpers/until.ts";
import { builtMain, Workspace } from "../helpers/workspace.ts";

let its: Workspace;
let daemon: DaemonClient;
beforeEach(async () => {
  its = await Workspace.create();
  daemon = createDaemonClient(`${its.path}/var/quayside.sock`);
  await its.start();
  await its.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
  await its.result("Queues", "q.csv");
});
afterEach(async () => {
  await its.remove();
});

const REDIALS = 2;

interface Customer {
  readonly id: string;
  readonly phones: readonly string[];
}

function customers(count: number): readonly Customer[] {
  return Array.from({ length: count }, (_unused, n) => {
    const second = n % 3 === 0 ? [`+35850${1_000_000 + n}`] : [];
    return { id: `C${n}`, phones: [`+35840${1_000_000 + n}`, ...second] };
  });
}

/** Drops a campaign that is dialled without pauses between redials. */
async function load(name: string, all: readonly Customer[]): Promise<void> {
  const head = "Campaign,Queue,RedialInterval,NumberOfRedials,MaxLines,ExternalId,Phone1,Phone2";
  const rows = all.map(
    ({ id, phones }) =>
      `${name},Sales,0,${REDIALS},100,${id},${phones[0] ?? ""},${phones[1] ?? ""}`,
  );
  await its.drop("OutboundCampaign", `${name}.csv`, [head, ...rows].join("\n"));
  const result = await its.result("OutboundCampaign", `${name}.csv`);
  expect(result, JSON.stringify(result)).toMatchObject({ status: "Succeeded" });
  await until("the campaign to run", async () => (await campaign(name)).state === "Running");
}

async function campaign(name: string): Promise<CampaignView> {
  return await daemon.get<CampaignView>(`/v1/campaigns/${name}`);
}

async function attemptsOf(name: string): Promise<readonly CampaignAttempt[]> {
  const all: CampaignAttempt[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: AttemptsAnswer = await daemon.get<AttemptsAnswer>(
      `/v1/campaigns/${name}/attempts`,
      { after, limit: 1_000 },
    );
    all.push(...page.attempts);
    after = page.next;
  }
  return all;
}

async function customersOf(name: string): Promise<CustomersAnswer["customers"]> {
  const all: CustomersAnswer["customers"][number][] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: CustomersAnswer = await daemon.get<CustomersAnswer>(
      `/v1/campaigns/${name}/customers`,
      { after, limit: 1_000 },
    );
    all.push(...page.customers);
    after = page.next;
  }
  return all;
}

/** The calls that the seed stands for, and what the customer is after them: by the rules alone. */
function expected(seed: number, name: string, { id, phones }: Customer): Expected {
  const results: string[] = [];
  const places = phones.map((_unused, at) => at + 1);
  let after: Pick<AfterCall, "phoneIndex" | "redialsUsed" | "state"> = {
    ...{ phoneIndex: 1, redialsUsed: 0, state: "NotHandled" },
  };
  while (after.state === "NotHandled") {
    const order = { campaign: name, externalId: id, attemptNo: results.length + 1 };
    const parts = { mix: USUAL_MIX, questions: [] };
    const { callResult } = simulatedCall(seed, { ...order, maxRingingTime: 15 }, parts);
    results.push(`${phones[after.phoneIndex - 1] ?? ""} ${callResult}`);
    const settings = { redialInterval: 0, numberOfRedials: REDIALS };
    after = afterCall({ ...after, phones: places }, callResult, settings, 0);
  }
  return { state: after.state, results };
}

interface Expected {
  readonly state: string;
  readonly results: readonly string[];
}

function simulator(name: string, seed: number): ChildProcess {
  const options = ["--seed", String(seed), "--speed", "max", "--lines", "50"];
  const line = ["campaigns", "simulate", name, ...options, "--settings", its.settingsPath];
  return spawn(process.execPath, [builtMain, ...line], { stdio: "ignore" });
}

/** Small and seeded: when something is killed. */
function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

describe("a campaign", () => {
  const CUSTOMERS = 3_000;
  const KILLS = 5;

  it("comes to the end that its seed stands for, though daemon and dialler are killed again and again", async () => {
    const seed = 11;
    const all = customers(CUSTOMERS);
    await load("Spring", all);
    const random = seededNumbers(seed);
    let dialler = simulator("Spring", seed);
    for (let kill = 1; kill <= KILLS; kill++) {
      const share = (kill - 0.5 + random() * 0.5) / (KILLS + 1);
      await until("enough customers to be done", async () => {
        return (await campaign("Spring")).progress.done >= share * CUSTOMERS;
      });
      if (kill % 2 === 0) dialler.kill("SIGKILL");
      await its.stop("SIGKILL");
      await its.start();
      if (kill % 2 === 0) dialler = simulator("Spring", seed);
    }
    await until("the end", async () => (await campaign("Spring")).ended, 120_000);
    const found = new Map(all.map(({ id }) => [id, [] as string[]]));
    for (const { externalId, phone, callResult, dialled } of await attemptsOf("Spring")) {
      if (dialled) found.get(externalId)?.push(`${phone} ${callResult}`);
    }
    const kept = await customersOf("Spring");
    const states = new Map(kept.map(({ externalId, state }) => [externalId, state]));
    const told = all.map(({ id }) => ({ id, state: states.get(id), results: found.get(id) }));
    expect(told).toEqual(all.map((one) => ({ id: one.id, ...expected(seed, "Spring", one) })));
    expect(
      kept.every(({ attempts, externalId }) => attempts === found.get(externalId)?.length),
    ).toBe(true);
    dialler.kill();
  });

  it("gives customers back whose dialler has died", async () => {
    await load("Summer", customers(2));
    const wish = { dialler: "one", count: 2, leaseSeconds: 1 };
    const first = await daemon.post<OrdersAnswer>("/v1/campaigns/next", wish);
    const again = await daemon.post<OrdersAnswer>("/v1/campaigns/next", {
      ...wish,
      dialler: "two",
      waitSeconds: 30,
    });
    const ids = ({ orders }: OrdersAnswer): readonly string[] =>
      orders.map(({ externalId }) => externalId).sort();
    expect(ids(first)).toEqual(["C0", "C1"]);
    expect(ids(again)).toEqual(ids(first));
    const lapsed = await attemptsOf("Summer");
    expect(lapsed).toMatchObject(
      [1, 2].map(() => ({ attemptNo: 1, dialled: false, callResult: "Unknown" })),
    );
  });

  it("begins no call to a number once it is blocked", async () => {
    const all = customers(600);
    await load("Autumn", all);
    const dialler = simulator("Autumn", 3);
    await until("calls", async () => (await campaign("Autumn")).attempts > 50);
    const numbers = all.slice(300).flatMap(({ phones }) => phones);
    await its.drop("BlockedNumbers", "b.csv", ["Number", ...numbers].join("\n"));
    const blockedAt = new Date(
      await until("the result", async () => {
        const [result] = await its.results("BlockedNumbers", "b.csv");
        return result ? Date.now() : undefined;
      }),
    ).toISOString();
    await until("the end", async () => (await campaign("Autumn")).ended, 60_000);
    const blocked = new Set(numbers);
    const late = (await attemptsOf("Autumn")).filter(
      ({ phone, startTime, dialled }) => dialled && blocked.has(phone) && startTime > blockedAt,
    );
    expect(late).toEqual([]);
    expect((await campaign("Autumn")).customers.Blocked).toBeGreaterThan(0);
    dialler.kill();
  });
});
