/** What goes in and out of the routes of campaigns, as JSON Schema: requests. */
import { CALL_RESULT_NAMES } from "../../dialling/call-results.ts";
import type { Schema } from "./described-route.ts";

export const TEXT: Schema = { type: "string", minLength: 1, maxLength: 200 };
const NOTE: Schema = { type: "string", maxLength: 10_000 };
const TIME: Schema = { type: "string", format: "date-time" };

/** AttemptReport of store/campaign-ledger.ts. */
export const ATTEMPT: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["campaign", "customerExternalId", "phone", "startTime"],
  properties: {
    campaign: TEXT,
    customerExternalId: TEXT,
    lease: { ...TEXT, description: "Of the order that the call was made for." },
    attemptNo: { type: "integer", minimum: 1, maximum: 1_000 },
    phone: { ...TEXT, description: "The number that was called, in E.164." },
    startTime: TIME,
    answerTime: TIME,
    endTime: TIME,
    callResult: {
      enum: CALL_RESULT_NAMES,
      description: "Absent: that of the answers, where one of them stands for a result.",
    },
    agent: TEXT,
    conversationId: { ...TEXT, description: "Of the call in the dialler's own system." },
    note: NOTE,
    answers: {
      type: "object",
      description: "By QuestionId of the script; several choices as `a;b`.",
      maxProperties: 200,
      additionalProperties: NOTE,
    },
  },
};

export const ATTEMPTS: Schema = { type: "array", minItems: 1, maxItems: 1_000, items: ATTEMPT };

export interface NextBody {
  readonly campaign?: string;
  readonly dialler: string;
  readonly count: number;
  readonly leaseSeconds: number;
  readonly waitSeconds: number;
}

export const NEXT: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["dialler"],
  properties: {
    campaign: { ...TEXT, description: "Absent: all that run, in the order of their start." },
    dialler: { ...TEXT, description: "Who takes the customers." },
    count: { type: "integer", minimum: 1, maximum: 1_000, default: 1 },
    leaseSeconds: {
      ...{ type: "integer", minimum: 1, maximum: 86_400, default: 600 },
      description: "A customer of whom nothing is heard goes back after this.",
    },
    waitSeconds: {
      ...{ type: "integer", minimum: 0, maximum: 30, default: 0 },
      description: "How long the answer may wait for somebody who may be called.",
    },
  },
};

export interface CustomersBody {
  readonly externalIds: readonly string[];
}

export const CUSTOMERS: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["externalIds"],
  properties: {
    externalIds: {
      ...{ type: "array", minItems: 1, maxItems: 1_000, items: TEXT },
      description: "Of the customers, as their file has them.",
    },
  },
};

/** Query of a page; `next` of an answer goes into `after`. */
export const PAGE = {
  after: { type: "integer", minimum: 0, default: 0 },
  limit: { type: "integer", minimum: 1, maximum: 1_000, default: 100 },
} as const satisfies Record<string, Schema>;
