/** Campaigns: how far they are, what is done with them, and the work of diallers. */
import type { CampaignView, DiallerDesk } from "../../campaigns/dialler/desk.ts";
import { CODES } from "../../core/codes.ts";
import { UsageError } from "../../core/errors.ts";
import {
  CUSTOMER_ACTIONS,
  type AttemptOutcome,
  type AttemptReport,
  type CampaignAction,
  type CampaignAttempt,
  type CampaignCustomer,
  type CustomerAction,
  type DialOrder,
  type ScriptQuestion,
} from "../../store/campaign-ledger.ts";
import {
  ATTEMPTS_ANSWER,
  CAMPAIGNS_ANSWER,
  CUSTOMERS_ACT_ANSWER,
  CUSTOMERS_ANSWER,
  ORDERS_ANSWER,
  OUTCOMES_ANSWER,
  QUESTIONS_ANSWER,
  refer,
} from "../openapi/campaign-answers.ts";
import {
  ATTEMPTS,
  CUSTOMERS,
  type CustomersBody,
  NEXT,
  type NextBody,
  PAGE,
  TEXT,
} from "../openapi/campaign-schemas.ts";
import type { Asked, DescribedAnswer, DescribedRoute, Schema } from "../openapi/described-route.ts";

export interface CampaignsAnswer {
  readonly campaigns: readonly CampaignView[];
}

export interface OrdersAnswer {
  readonly orders: readonly DialOrder[];
}

export interface OutcomesAnswer {
  readonly outcomes: readonly AttemptOutcome[];
}

/** `next` goes into `after` for the next page. */
export interface AttemptsAnswer {
  readonly attempts: readonly CampaignAttempt[];
  readonly next?: number;
}

export interface CustomersAnswer {
  readonly customers: readonly CampaignCustomer[];
  readonly next?: number;
}

export interface QuestionsAnswer {
  readonly questions: readonly ScriptQuestion[];
}

const WRONG = refusal("The request is wrong, or the campaign's state does not allow it.");
const UNKNOWN = refusal("There is no such campaign.");
const BUSY = refusal("Not now (the disk is full, the store is busy): try again later.");
const FORBIDDEN = refusal("Without a valid token, where one is needed.");
const TOO_LONG = refusal("The body has more than 8 MiB: hand in fewer calls at once.");
const NO_JSON = refusal("The body is not application/json.");
/** Of any request, of one about a campaign, of one with a body. */
const FAULTS = { 400: WRONG, 401: FORBIDDEN, 503: BUSY } as const;
const NAMED_FAULTS = { ...FAULTS, 404: UNKNOWN } as const;
const BODY_FAULTS = { ...FAULTS, 413: TOO_LONG, 415: NO_JSON } as const;

/** Of one campaign. */
function aboutOne(description: string, schema: Schema): DescribedRoute["answers"] {
  return { 200: { description, schema }, ...NAMED_FAULTS };
}

/** Every route, in the order of the documentation. */
export function campaignRoutes(desk: DiallerDesk): readonly DescribedRoute[] {
  return [...lookRoutes(desk), ...actionRoutes(desk), ...customerRoutes(desk), ...workRoutes(desk)];
}

function lookRoutes(desk: DiallerDesk): readonly DescribedRoute[] {
  return [
    {
      ...{ method: "GET", path: "/v1/campaigns", operationId: "listCampaigns" },
      summary: "All campaigns, in the order of their creation.",
      answers: { 200: { description: "The campaigns.", schema: CAMPAIGNS_ANSWER }, ...FAULTS },
      act: async () => ok({ campaigns: await desk.campaigns() } satisfies CampaignsAnswer),
    },
    {
      ...{ method: "GET", path: "/v1/campaigns/{name}", operationId: "showCampaign" },
      summary: "One campaign: its settings, its state, how far it is.",
      params: { name: TEXT },
      answers: aboutOne("The campaign.", refer("Campaign")),
      act: async ({ params }) => ok(await desk.campaign(nameOf(params))),
    },
    {
      ...{ method: "GET", path: "/v1/campaigns/{name}/attempts", operationId: "listAttempts" },
      summary: "Calls of a campaign, in the order in which they were recorded, a page at a time.",
      params: { name: TEXT },
      query: PAGE,
      answers: aboutOne("A page of calls.", ATTEMPTS_ANSWER),
      act: async (asked) => {
        const { after, limit } = pageOf(asked);
        const attempts = await desk.attempts(nameOf(asked.params), after, limit);
        return ok({ attempts, ...nextOf(attempts, limit) } satisfies AttemptsAnswer);
      },
    },
    {
      ...{ method: "GET", path: "/v1/campaigns/{name}/customers", operationId: "listCustomers" },
      summary: "Customers of a campaign, in the order of their file, a page at a time.",
      params: { name: TEXT },
      query: PAGE,
      answers: aboutOne("A page of customers.", CUSTOMERS_ANSWER),
      act: async (asked) => {
        const { after, limit } = pageOf(asked);
        const customers = await desk.customers(nameOf(asked.params), after, limit);
        return ok({ customers, ...nextOf(customers, limit) } satisfies CustomersAnswer);
      },
    },
    {
      ...{ method: "GET", path: "/v1/campaigns/{name}/questions", operationId: "listQuestions" },
      summary: "Questions of the campaign's script, by their order; none without a script.",
      params: { name: TEXT },
      answers: aboutOne("The questions.", QUESTIONS_ANSWER),
      act: async ({ params }) =>
        ok({ questions: await desk.questions(nameOf(params)) } satisfies QuestionsAnswer),
    },
  ];
}

const ACTIONS: Readonly<Record<CampaignAction, string>> = {
  pause: "Nobody is handed out any more; calls that go on may end.",
  resume: "Customers are handed out again.",
  stop: "Ends the campaign for good; open customers keep their state.",
};

function actionRoutes(desk: DiallerDesk): readonly DescribedRoute[] {
  return Object.entries(ACTIONS).map(([action, summary]) => ({
    method: "POST",
    path: `/v1/campaigns/{name}/${action}`,
    operationId: `${action}Campaign`,
    summary,
    params: { name: TEXT },
    answers: aboutOne("The campaign.", refer("Campaign")),
    act: async ({ params, user }) =>
      ok(await desk.act(nameOf(params), action as CampaignAction, user)),
  }));
}

const CUSTOMER_SUMMARIES: Readonly<Record<CustomerAction, readonly [string, string]>> = {
  "leave-out": ["leaveOutCustomers", "Customers are Filtered: nobody calls them any more."],
  "take-back": ["takeBackCustomers", "Customers who were left out are to be called again."],
};

function customerRoutes(desk: DiallerDesk): readonly DescribedRoute[] {
  return CUSTOMER_ACTIONS.map((action) => {
    const [operationId, summary] = CUSTOMER_SUMMARIES[action];
    return {
      ...{ method: "POST", path: `/v1/campaigns/{name}/customers/${action}`, operationId, summary },
      params: { name: TEXT },
      body: CUSTOMERS,
      answers: {
        200: { description: "What became of each, in their order.", schema: CUSTOMERS_ACT_ANSWER },
        ...{ ...BODY_FAULTS, 404: UNKNOWN },
      },
      act: async ({ params, body, user }) => {
        const { externalIds } = body as CustomersBody;
        const act = { campaign: nameOf(params), action, externalIds, by: user };
        return ok(await desk.actOnCustomers(act));
      },
    };
  });
}

function workRoutes(desk: DiallerDesk): readonly DescribedRoute[] {
  return [
    {
      ...{ method: "POST", path: "/v1/campaigns/next", operationId: "nextCustomers" },
      summary: "Customers to call, on loan: nobody else gets them until the lease is over.",
      body: NEXT,
      answers: {
        200: { description: "Orders; may be none.", schema: ORDERS_ANSWER },
        ...{ ...BODY_FAULTS, 404: UNKNOWN },
      },
      act: async ({ body, gone }) =>
        ok({ orders: await desk.next(body as NextBody, gone) } satisfies OrdersAnswer),
    },
    {
      ...{ method: "POST", path: "/v1/calls/{lease}/begin", operationId: "beginCall" },
      summary: "The moment before dialling. Only after 204 may the number be dialled.",
      params: { lease: TEXT },
      answers: {
        204: { description: "Dial." },
        409: {
          description: "Do not dial: blocked, left out, or the lease is gone.",
          schema: refer("Error"),
        },
        ...FAULTS,
      },
      act: async ({ params }) => {
        if (await desk.begin(leaseOf(params))) return { status: 204 };
        const { meaning: message, remedy: hint } = CODES.J013;
        return { status: 409, body: { code: "J013", message, hint } };
      },
    },
    {
      ...{ method: "POST", path: "/v1/calls/{lease}/release", operationId: "releaseLease" },
      summary: "Gives a customer back without a call.",
      params: { lease: TEXT },
      answers: {
        204: { description: "Given back, now or before." },
        ...FAULTS,
      },
      act: async ({ params }) => {
        await desk.release(leaseOf(params));
        return { status: 204 };
      },
    },
    {
      ...{ method: "POST", path: "/v1/campaigns/attempts", operationId: "recordAttempts" },
      summary: "What came of calls, one or a list. The same call twice changes nothing.",
      body: ATTEMPTS,
      mayBeSingle: true,
      answers: {
        200: { description: "What became of each, in their order.", schema: OUTCOMES_ANSWER },
        ...BODY_FAULTS,
      },
      act: async ({ body }) => {
        const reports = (body as readonly AttemptReport[]).map(inUtc);
        return ok({ outcomes: await desk.record(reports) } satisfies OutcomesAnswer);
      },
    },
  ];
}

function ok(body: object): { readonly status: number; readonly body: object } {
  return { status: 200, body };
}

function nameOf(params: Asked["params"]): string {
  return params["name"] ?? "";
}

function leaseOf(params: Asked["params"]): string {
  return params["lease"] ?? "";
}

function pageOf({ query }: Asked): { readonly after: number; readonly limit: number } {
  return { after: Number(query["after"]), limit: Number(query["limit"]) };
}

function nextOf(page: readonly { readonly id: number }[], limit: number): { next?: number } {
  const last = page.at(-1);
  return page.length < limit || !last ? {} : { next: last.id };
}

/** Times with any offset, as the ledger keeps them. */
function inUtc(report: AttemptReport): AttemptReport {
  const { startTime, answerTime, endTime } = report;
  return {
    ...report,
    startTime: utc(startTime),
    ...(answerTime === undefined ? {} : { answerTime: utc(answerTime) }),
    ...(endTime === undefined ? {} : { endTime: utc(endTime) }),
  };
}

/** A leap second has the right form, but no calendar of ours knows it. */
function utc(time: string): string {
  const date = new Date(time);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new UsageError("S010", `${time} is no time`, {
    hint: "Write it as 2026-12-01T09:00:00+02:00.",
  });
}

function refusal(description: string): DescribedAnswer {
  return { description, schema: refer("Error") };
}
