/** Campaigns through the built daemon: dialled to their end by the simulated dialler, whatever dies. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { simulate } from "../../src/campaigns/dialler/simulate.ts";
import { simulatedCall, USUAL_MIX } from "../../src/campaigns/dialler/simulated-call.ts";
import type { CampaignView } from "../../src/campaigns/dialler/desk.ts";
import { createDaemonClient, type DaemonClient } from "../../src/cli/daemon-client.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { simulatorWork } from "../../src/cli/simulator-work.ts";
import type {
  AttemptsAnswer,
  CustomersAnswer,
  OrdersAnswer,
} from "../../src/console/routes/campaigns.ts";
import { systemClock } from "../../src/core/clock.ts";
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
  await Promise.all(diallers.splice(0).map((one) => one.kill()));
  await its.remove();
});

const REDIALS = 2;
/** For a campaign to be dialled to its end. */
const DIALLED_MS = 500_000;

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

interface Dialler {
  /** The exit code of one that broke off. */
  readonly failed: () => number | undefined;
  readonly kill: () => Promise<void>;
}
const diallers: Dialler[] = [];

/** A simulated dialler; one that has waited for the daemon in vain is started again. */
function simulator(name: string, seed: number): Dialler {
  const options = ["--seed", String(seed), "--speed", "max", "--lines", "50"];
  const line = ["campaigns", "simulate", name, ...options, "--settings", its.settingsPath];
  const start = () => spawn(process.execPath, [builtMain, ...line], { stdio: "ignore" });
  let child = start();
  let failed: number | undefined;
  const ended = (async () => {
    for (;;) {
      const [code] = (await once(child, "exit")) as [number | null];
      const isAway = code === EXIT.later || code === EXIT.notRunning;
      if (!isAway) failed = code === EXIT.done ? undefined : (code ?? undefined);
      if (!isAway) return;
      child = start();
    }
  })();
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  const dialler = { failed: () => failed, kill };
  diallers.push(dialler);
  return dialler;
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
      if (kill % 2 === 0) await dialler.kill();
      await its.stop("SIGKILL");
      await its.start();
      if (kill % 2 === 0) dialler = simulator("Spring", seed);
    }
    const hasEnded = async (): Promise<boolean> => {
      expect(dialler.failed()).toBeUndefined();
      return (await campaign("Spring")).ended !== undefined;
    };
    await until("the end", hasEnded, DIALLED_MS);
    const found = new Map(all.map(({ id }) => [id, [] as string[]]));
    for (const { externalId, phone, callResult, ...more } of await attemptsOf("Spring")) {
      // While the daemon is away a loan may run out: then the call is made again, and told of late.
      if (more.dialled && more.late !== true) found.get(externalId)?.push(`${phone} ${callResult}`);
    }
    const kept = await customersOf("Spring");
    const states = new Map(kept.map(({ externalId, state }) => [externalId, state]));
    const told = all.map(({ id }) => ({ id, state: states.get(id), results: found.get(id) }));
    expect(told).toEqual(all.map((one) => ({ id: one.id, ...expected(seed, "Spring", one) })));
    expect(
      kept.every(({ attempts, externalId }) => attempts === found.get(externalId)?.length),
    ).toBe(true);
  });

  it("gives customers back whose dialler has died", async () => {
    await load("Summer", customers(2));
    const wish = { dialler: "one", count: 2, leaseSeconds: 1 };
    const first = await daemon.post<OrdersAnswer>("/v1/campaigns/next", wish);
    const theirs = { dialler: "two", count: 2, leaseSeconds: 600, waitSeconds: 30 };
    const again = await until("customers that were given back", async () => {
      const answer = await daemon.post<OrdersAnswer>("/v1/campaigns/next", theirs);
      return answer.orders.length > 0 && answer;
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
    const numbers = all.filter((_one, n) => n % 2 === 1).flatMap(({ phones }) => phones);
    const held = heldDialler("Autumn", 100);
    await until("customers that are about to be called", () => held.waiting() > 0);
    await its.drop("BlockedNumbers", "b.csv", ["Number", ...numbers].join("\n"));
    await its.result("BlockedNumbers", "b.csv");
    held.goOn();
    const after = await held.calledAfter;
    expect(after.length).toBeGreaterThan(0);
    expect(after.filter((phone) => numbers.includes(phone))).toEqual([]);
    const { ended, customers: states } = await campaign("Autumn");
    expect(ended).toBe("Completed");
    expect(states.Blocked).toBeGreaterThan(0);
  });
});

interface HeldDialler {
  /** Customers that it is about to call. */
  readonly waiting: () => number;
  readonly goOn: () => void;
  /** The numbers of all calls that it asked to begin after `goOn`, and might. */
  readonly calledAfter: Promise<readonly string[]>;
}

/** A simulated dialler in this process, which stands still with its hands full after so many calls. */
function heldDialler(name: string, calls: number): HeldDialler {
  const work = simulatorWork({ client: daemon, clock: systemClock }, name);
  const leases = new Set<string>();
  const called: string[] = [];
  let [begun, waiting] = [0, 0];
  let goOn = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const begin = async (lease: string): Promise<boolean> => {
    begun += 1;
    if (begun <= calls) return await work.begin(lease);
    waiting += 1;
    await gate;
    const may = await work.begin(lease);
    if (may) leases.add(lease);
    return may;
  };
  const ended = simulate(
    { clock: systemClock, work: { ...work, begin } },
    {
      ...{ seed: 3, speed: "max", lines: 50, mix: USUAL_MIX, signal: new AbortController().signal },
      onCall: ({ lease = "", phone }) => {
        if (leases.has(lease)) called.push(phone);
      },
    },
  );
  return { waiting: () => waiting, goOn, calledAfter: ended.then(() => called) };
}
