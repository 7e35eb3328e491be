/**
 * The simulated dialler, for trials and tests: it takes customers, makes up calls and hands in what came of
 * them, as a real one would. Nobody is called, and everything that it hands in bears the name `simulated`.
 */
import { setMaxListeners } from "node:events";
import type { Clock } from "../../core/clock.ts";
import type {
  AttemptOutcome,
  AttemptReport,
  DialOrder,
  ScriptQuestion,
} from "../../store/campaign-ledger.ts";
import { longestCallSeconds, type Mix, simulatedCall } from "./simulated-call.ts";

export const SIMULATED = "simulated";

/** What it asks of Quayside, over HTTP or inside the daemon. */
export interface SimulatorWork {
  next(wish: SimulatorWish): Promise<readonly DialOrder[]>;
  begin(lease: string): Promise<boolean>;
  /** Resolves when it was taken, however often it must be told. */
  record(report: AttemptReport): Promise<AttemptOutcome>;
  questions(campaign: string): Promise<readonly ScriptQuestion[]>;
  /** Nothing will have to be called any more. */
  isOver(): Promise<boolean>;
}

export interface SimulatorWish {
  readonly dialler: string;
  readonly count: number;
  readonly leaseSeconds: number;
  readonly waitSeconds: number;
}

export interface SimulatorOptions {
  readonly seed: number;
  /** How many times as fast as real calls; max: without any wait. */
  readonly speed: number | "max";
  /** Calls at a time. */
  readonly lines: number;
  readonly mix: Mix;
  /** Aborted: no call is begun any more; those that go on end at once, and are handed in. */
  readonly signal: AbortSignal;
  readonly onCall?: (report: AttemptReport, outcome: AttemptOutcome) => void;
}

export interface SimulatorSummary {
  readonly calls: number;
  /** Told already, or too late, or not taken at all. */
  readonly repeated: number;
  readonly late: number;
  readonly refused: number;
  /** Orders that were not to be dialled any more: blocked, or the lease was gone. */
  readonly notBegun: number;
  /** Calls by result. */
  readonly results: Readonly<Record<string, number>>;
}

/** How long a look for customers waits when all lines are idle. */
const WAIT_SECONDS = 2;
/** Beyond the longest call. */
const SPARE_LEASE_SECONDS = 5;

/** Calls until there is nothing left to call. @throws what `work` does. */
export async function simulate(
  deps: { readonly clock: Clock; readonly work: SimulatorWork },
  options: SimulatorOptions,
): Promise<SimulatorSummary> {
  const { work } = deps;
  const { lines, signal } = options;
  // Each call that goes on listens.
  setMaxListeners(0, signal);
  const tally = new Tally(options.onCall);
  const questions = remembered((campaign: string) => work.questions(campaign));
  const calls = new Set<Promise<void>>();
  const broken = new Broken();
  while (!signal.aborted && !broken.isBroken) {
    const free = lines - calls.size;
    // Looking for each line that becomes free would be a look for each call.
    if (free * 2 < lines) {
      await Promise.race(calls);
      continue;
    }
    const waitSeconds = calls.size === 0 ? WAIT_SECONDS : 0;
    const leaseSeconds = leaseOf(options.speed);
    const orders = await work.next({ dialler: SIMULATED, count: free, leaseSeconds, waitSeconds });
    if (orders.length === 0) {
      if (calls.size > 0) await Promise.race(calls);
      else if (await work.isOver()) break;
    }
    for (const order of orders) {
      const call = callOne(deps, options, { order, questions, tally })
        .catch(broken.take)
        .finally(() => calls.delete(call));
      calls.add(call);
    }
  }
  await Promise.all(calls);
  broken.rethrow();
  return tally.summary;
}

function leaseOf(speed: number | "max"): number {
  if (speed === "max") return SPARE_LEASE_SECONDS;
  return Math.ceil(longestCallSeconds(30) / speed) + SPARE_LEASE_SECONDS;
}

interface CallParts {
  readonly order: DialOrder;
  readonly questions: (campaign: string) => Promise<readonly ScriptQuestion[]>;
  readonly tally: Tally;
}

async function callOne(
  { clock, work }: { readonly clock: Clock; readonly work: SimulatorWork },
  { seed, speed, mix, signal }: SimulatorOptions,
  { order, questions, tally }: CallParts,
): Promise<void> {
  const { campaign, externalId, attemptNo, phone, lease, script } = order;
  const asked = script === undefined ? [] : await questions(campaign);
  if (!(await work.begin(lease))) {
    tally.notBegun++;
    return;
  }
  const call = simulatedCall(seed, order, { mix, questions: asked });
  const pass = async (seconds: number): Promise<string> => {
    // Two calls of one customer never begin in the same millisecond.
    await clock.sleep(speed === "max" ? 1 : Math.max(1, (seconds * 1_000) / speed), signal);
    return clock.now().toISOString();
  };
  const startTime = clock.now().toISOString();
  const rung = await pass(call.ringSeconds);
  const hasTalked = call.talkSeconds !== undefined;
  const endTime = hasTalked && speed !== "max" ? await pass(call.talkSeconds) : rung;
  const report: AttemptReport = {
    ...{ campaign, customerExternalId: externalId, lease, attemptNo, phone, startTime, endTime },
    ...(hasTalked ? { answerTime: rung, agent: SIMULATED } : {}),
    callResult: call.callResult,
    conversationId: `${SIMULATED}-${lease}`,
    ...(call.answers ? { answers: call.answers } : {}),
  };
  tally.count(report, await work.record(report));
}

/** The first fault of a call; the others that go on are waited for. */
class Broken {
  #error: { readonly error: unknown } | undefined;

  get isBroken(): boolean {
    return this.#error !== undefined;
  }

  readonly take = (error: unknown): void => {
    this.#error ??= { error };
  };

  rethrow(): void {
    if (this.#error) throw this.#error.error;
  }
}

class Tally {
  notBegun = 0;
  readonly #kinds = { recorded: 0, repeated: 0, late: 0, refused: 0 };
  readonly #results: Record<string, number> = {};
  readonly #onCall: SimulatorOptions["onCall"];

  constructor(onCall: SimulatorOptions["onCall"]) {
    this.#onCall = onCall;
  }

  count(report: AttemptReport, outcome: AttemptOutcome): void {
    const { callResult = "" } = report;
    this.#kinds[outcome.kind]++;
    this.#results[callResult] = (this.#results[callResult] ?? 0) + 1;
    this.#onCall?.(report, outcome);
  }

  get summary(): SimulatorSummary {
    const { recorded, repeated, late, refused } = this.#kinds;
    const calls = recorded + repeated + late + refused;
    const { notBegun } = this;
    return { calls, repeated, late, refused, notBegun, results: { ...this.#results } };
  }
}

function remembered<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? find(key);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}
