/** A campaign of any size as the ledger would give it, made by arithmetic: the same each time. */
import { CALL_RESULTS, type CallResult } from "../../src/dialling/call-results.ts";
import type { CampaignSource } from "../../src/campaigns/export/source.ts";
import type {
  CampaignAttempt,
  CampaignCustomer,
  CampaignRecord,
  ScriptQuestion,
} from "../../src/store/campaign-ledger.ts";

const START_MS = Date.parse("2026-11-20T07:00:00.000Z");
const RESULTS = Object.keys(CALL_RESULTS) as readonly CallResult[];
const AGENTS = ["aino", "bo", "carla", undefined] as const;

export const QUESTIONS: readonly ScriptQuestion[] = [
  question("Offer", "Would you like the offer?", "SingleChoice", ["Yes", "No", "Later"]),
  question("Why", "Which of these count?", "MultipleChoice", ["Price", "Service", "A; B"]),
  question("Remark", "Anything else?", "Text", []),
  question("Hello", "Read this to the customer", "Info", []),
];

function question(
  questionId: string,
  text: string,
  answerType: string,
  answers: readonly string[],
): ScriptQuestion {
  return { questionId, order: 1, question: text, answerType, answers, mandatory: false };
}

export function madeRecord(changes: Partial<CampaignRecord> = {}): CampaignRecord {
  return {
    id: 1,
    name: "Spring offers",
    state: "Completed",
    ended: "Completed",
    settings: {
      ...{ queue: "Sales", script: "Offer", timeZone: "Europe/Helsinki", maxLines: 30 },
      ...{ maxRingingTime: 15, redialInterval: 600, numberOfRedials: 3 },
    },
    customers: { NotHandled: 0, InCall: 0, Handled: 0, MaxCalls: 0, Blocked: 0, Filtered: 0 },
    attempts: 0,
    createdAt: "2026-11-20T06:59:00.000Z",
    startedAt: "2026-11-20T07:00:00.000Z",
    endedAt: "2026-11-20T14:00:00.000Z",
    source: { run: "01JD", file: "spring.xlsx", sha256: "ab".repeat(32) },
    ...changes,
  };
}

export function madeCustomer(n: number, changes: Partial<CampaignCustomer> = {}): CampaignCustomer {
  const callResult = RESULTS[n % RESULTS.length] ?? "Unknown";
  const isReached = callResult === "Successful";
  return {
    id: n,
    externalId: `C${n}`,
    input: [
      ["ExternalId", `C${n}`],
      ["Phone 1", `040 ${1_000_000 + n}`],
      ["First name", `Person ${n}`],
      ["Plan", n % 2 === 0 ? "-5" : "=1+1"],
    ],
    phones: [`+35840${1_000_000 + n}`, undefined, undefined, undefined, undefined],
    state: isReached ? "Handled" : "MaxCalls",
    callResult,
    calledNumber: `+35840${1_000_000 + n}`,
    attempts: 2,
    firstCallTime: at(n, 0),
    lastCallTime: at(n, 60),
    talkTime: isReached ? 45 : 0,
    ...agentOf(n),
    ...(n % 3 === 0 ? { note: 'said "no";\nlater perhaps' } : {}),
    ...(isReached ? { scriptSavedAt: at(n, 100) } : {}),
    answers: isReached ? { Offer: "Yes", Why: "Price;A\\; B", Remark: "@home" } : {},
    ...changes,
  };
}

export function madeAttempt(n: number, changes: Partial<CampaignAttempt> = {}): CampaignAttempt {
  const customer = Math.ceil(n / 2);
  const isLast = n % 2 === 0;
  const callResult = isLast ? (RESULTS[customer % RESULTS.length] ?? "Unknown") : "No answer";
  const isReached = callResult === "Successful";
  return {
    id: n,
    externalId: `C${customer}`,
    attemptNo: isLast ? 2 : 1,
    phone: `+35840${1_000_000 + customer}`,
    phoneIndex: 1,
    startTime: at(customer, isLast ? 60 : 0),
    ...(isReached ? { answerTime: at(customer, 70) } : {}),
    endTime: at(customer, isReached ? 115 : 15),
    callResult,
    dialled: true,
    ...(agentOf(customer).agent === undefined ? {} : { agent: agentOf(customer).agent }),
    conversationId: `conv-${n}`,
    nextAction: isLast ? "Close" : "Redial",
    ...(isLast ? {} : { redialAt: at(customer, 60) }),
    ...changes,
  };
}

/** Customers 1 to `customers` with two attempts each, in pages as the ledger cuts them. */
export function madeSource(customers: number, record = madeRecord()): CampaignSource {
  return {
    campaign: record,
    questions: QUESTIONS,
    customers: async (after, limit) => range(after, limit, customers).map((n) => madeCustomer(n)),
    attempts: async (after, limit) => range(after, limit, 2 * customers).map((n) => madeAttempt(n)),
  };
}

/** A source of just these rows. */
export function sourceOf(
  customers: readonly CampaignCustomer[],
  attempts: readonly CampaignAttempt[],
  rest: Partial<CampaignSource> = {},
): CampaignSource {
  const page = <Row extends { readonly id: number }>(rows: readonly Row[]) => {
    return async (after: number, limit: number): Promise<readonly Row[]> =>
      rows.filter(({ id }) => id > after).slice(0, limit);
  };
  return {
    campaign: madeRecord(),
    questions: QUESTIONS,
    customers: page(customers),
    attempts: page(attempts),
    ...rest,
  };
}

function range(after: number, limit: number, last: number): readonly number[] {
  return Array.from(
    { length: Math.max(0, Math.min(limit, last - after)) },
    (_, i) => after + i + 1,
  );
}

function agentOf(n: number): { readonly agent?: string; readonly agentName?: string } {
  const agent = AGENTS[n % AGENTS.length];
  if (agent === undefined) return {};
  return { agent, agentName: `${agent.charAt(0).toUpperCase()}${agent.slice(1)} Example` };
}

function at(n: number, seconds: number): string {
  return new Date(START_MS + (n % 400) * 60_000 + seconds * 1_000).toISOString();
}
