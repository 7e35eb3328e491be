/** What the routes of campaigns answer, as JSON Schema; a test holds real answers against it. */
import { CALL_RESULT_NAMES } from "../../dialling/call-results.ts";
import { CAMPAIGN_STATES, CUSTOMER_STATES } from "../../store/campaign-ledger.ts";
import type { Schema } from "./described-route.ts";

const STRING: Schema = { type: "string" };
const TIME: Schema = { type: "string", format: "date-time" };
const COUNT: Schema = { type: "integer", minimum: 0 };
const TEXTS: Schema = { type: "object", additionalProperties: STRING };

function closed(
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  const properties = { ...required, ...optional };
  return {
    ...{ type: "object", additionalProperties: false },
    ...{ required: Object.keys(required), properties },
  };
}

const listOf = (items: Schema): Schema => ({ type: "array", items });

const SETTINGS = closed(
  {
    ...{ timeZone: STRING, maxLines: COUNT, maxRingingTime: COUNT },
    ...{ redialInterval: COUNT, numberOfRedials: COUNT },
  },
  {
    ...{ queue: STRING, script: STRING, dialingMode: STRING },
    ...{ startDate: TIME, endDate: TIME, language: STRING },
  },
);

const PROGRESS = closed({ customers: COUNT, done: COUNT }, { remainingMs: COUNT });

const HELD = closed({ code: STRING, reason: STRING, retryAt: TIME });

const CAMPAIGN = closed(
  {
    ...{ id: COUNT, name: STRING, state: { enum: CAMPAIGN_STATES }, settings: SETTINGS },
    customers: closed(Object.fromEntries(CUSTOMER_STATES.map((state) => [state, COUNT]))),
    ...{ attempts: COUNT, createdAt: TIME, progress: PROGRESS },
  },
  {
    ...{ startedAt: TIME, endedAt: TIME, exportedAt: TIME, reason: STRING },
    ended: { enum: ["Completed", "Stopped"] },
    isStopping: { const: true },
    held: HELD,
    files: TEXTS,
    source: closed({ run: STRING, file: STRING, sha256: STRING }),
  },
);

const ORDER = closed(
  {
    ...{ lease: STRING, leaseUntil: TIME, campaign: STRING, externalId: STRING },
    ...{ attemptNo: COUNT, phone: STRING, phoneIndex: COUNT, maxRingingTime: COUNT },
    attributes: TEXTS,
  },
  {
    ...{ firstName: STRING, lastName: STRING, company: STRING, email: STRING },
    ...{ language: STRING, preferredAgent: STRING, dialingMode: STRING, script: STRING },
  },
);

const OUTCOME = closed(
  { kind: { enum: ["recorded", "repeated", "late", "refused"] } },
  {
    ...{ code: STRING, column: STRING, message: STRING, nextCallTime: TIME },
    customerState: { enum: CUSTOMER_STATES },
  },
);

const CUSTOMER_OUTCOME = closed(
  { externalId: STRING, kind: { enum: ["done", "unchanged", "unknown"] } },
  { customerState: { enum: CUSTOMER_STATES }, message: STRING },
);

const CALL = closed(
  {
    ...{ id: COUNT, externalId: STRING, attemptNo: COUNT, phone: STRING, phoneIndex: COUNT },
    ...{ startTime: TIME, callResult: { enum: CALL_RESULT_NAMES }, dialled: { type: "boolean" } },
    nextAction: { enum: ["Redial", "NextNumber", "Close"] },
  },
  {
    ...{ answerTime: TIME, endTime: TIME, agent: STRING, conversationId: STRING },
    ...{ redialAt: TIME, note: STRING, late: { const: true } },
  },
);

const CUSTOMER = closed(
  {
    ...{ id: COUNT, externalId: STRING, state: { enum: CUSTOMER_STATES }, attempts: COUNT },
    input: listOf({ type: "array", items: STRING, minItems: 2, maxItems: 2 }),
    phones: listOf({ type: ["string", "null"] }),
    ...{ talkTime: COUNT, answers: TEXTS },
  },
  {
    ...{
      callResult: { enum: CALL_RESULT_NAMES },
      calledNumber: STRING,
      agent: STRING,
      agentName: STRING,
    },
    ...{ leftOutBy: STRING, leftOutAt: TIME },
    ...{ firstCallTime: TIME, lastCallTime: TIME, nextCallTime: TIME, scriptSavedAt: TIME },
    note: STRING,
  },
);

const QUESTION = closed({
  ...{ questionId: STRING, order: COUNT, question: STRING, answerType: STRING },
  ...{ answers: listOf(STRING), mandatory: { type: "boolean" } },
});

const ERROR = closed({ code: STRING, message: STRING }, { hint: STRING });

export const refer = (name: keyof typeof COMPONENTS): Schema => {
  return { $ref: `#/components/schemas/${name}` };
};

/** By name. */
export const COMPONENTS = {
  Campaign: CAMPAIGN,
  Order: ORDER,
  Outcome: OUTCOME,
  CustomerOutcome: CUSTOMER_OUTCOME,
  Attempt: CALL,
  Customer: CUSTOMER,
  Question: QUESTION,
  Error: ERROR,
} as const satisfies Record<string, Schema>;

export const CAMPAIGNS_ANSWER = closed({ campaigns: listOf(refer("Campaign")) });
export const ORDERS_ANSWER = closed({ orders: listOf(refer("Order")) });
export const OUTCOMES_ANSWER = closed({ outcomes: listOf(refer("Outcome")) });
export const ATTEMPTS_ANSWER = closed({ attempts: listOf(refer("Attempt")) }, { next: COUNT });
export const CUSTOMERS_ANSWER = closed({ customers: listOf(refer("Customer")) }, { next: COUNT });
export const CUSTOMERS_ACT_ANSWER = closed({
  ...{ campaign: refer("Campaign"), customers: listOf(refer("CustomerOutcome")) },
});
export const QUESTIONS_ANSWER = closed({ questions: listOf(refer("Question")) });
