/** The OpenAPI document of the diallers' interface: what it promises of each operation is what the server does. */
import http from "node:http";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDiallerDesk } from "../../src/campaigns/dialler/desk.ts";
import type { OrdersAnswer } from "../../src/console/routes/campaigns.ts";
import { startDiallerServer } from "../../src/console/server.ts";
import { systemClock } from "../../src/core/clock.ts";
import { TransientError } from "../../src/core/errors.ts";
import { createLogger } from "../../src/core/log.ts";
import { Secret } from "../../src/core/secret.ts";
import type { CampaignLedger } from "../../src/store/campaign-ledger.ts";
import { Campaigning, someCustomers } from "../helpers/campaigning.ts";

interface Operation {
  readonly operationId: string;
  readonly requestBody?: object;
  readonly responses: Readonly<
    Record<string, { content?: { "application/json": { schema: object } } }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

const TOKEN = "0123456789abcdef";

let its: Campaigning;
let server: Awaited<ReturnType<typeof startDiallerServer>>;
let document: Document;
let isFull = false;
let count = 0;
/** Of the campaign that a test may do with what it likes. */
let campaign = "";
beforeAll(async () => {
  its = await Campaigning.open();
  const campaigns = createDiallerDesk({
    ...{ clock: systemClock, ledger: fillable(its.store), onChanged: () => undefined },
  });
  const log = createLogger({ level: "silent", pretty: false });
  const options = { host: "127.0.0.1", port: 0, token: new Secret(TOKEN), user: "batch", log };
  server = await startDiallerServer({ campaigns, about: { version: "1.2.3" } }, options);
  document = (await (await request("GET", "/v1/openapi.json")).json()) as Document;
});
afterAll(async () => {
  await server.close();
  await its[Symbol.asyncDispose]();
});
beforeEach(async () => {
  isFull = false;
  campaign = `Spring ${++count}`;
  const now = systemClock.now().toISOString();
  await its.run({ Campaign: campaign, RedialInterval: 0 }, someCustomers(9), now);
});

/** The ledger, of which a test may say that its disk is full. */
function fillable(ledger: CampaignLedger): CampaignLedger {
  return new Proxy(ledger, {
    get: (target, name, receiver): unknown => {
      if (isFull) return () => Promise.reject(new TransientError("S004", "the disk is full"));
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

interface Sent {
  readonly body?: string | undefined;
  readonly type?: string;
  readonly token?: string;
}

async function request(method: string, path: string, sent: Sent = {}): Promise<Response> {
  const { body, type = "application/json", token = TOKEN } = sent;
  return await fetch(new URL(path, server.address), {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": type }),
    },
    ...(body === undefined ? {} : { body }),
  });
}

/** A request whose body is said to be so long; none of it is sent, since it is not to be waited for. */
async function announce(method: string, path: string, length: number): Promise<Response> {
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    "content-type": "application/json",
    "content-length": length,
  };
  return await new Promise((resolve, reject) => {
    const call = http.request(new URL(path, server.address), { method, headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.on("end", () => {
        call.destroy();
        resolve(new Response(text, { status: answer.statusCode ?? 0 }));
      });
    });
    call.on("error", reject);
    call.flushHeaders();
  });
}

interface Asking {
  readonly path: string;
  readonly body?: object;
}

async function lease(): Promise<string> {
  const body = JSON.stringify({ dialler: "one", campaign });
  const answer = await request("POST", "/v1/campaigns/next", { body });
  const { orders } = (await answer.json()) as OrdersAnswer;
  return orders[0]?.lease ?? "";
}

const named = (rest: string) => (): Asking => ({
  path: `/v1/campaigns/${encodeURIComponent(campaign)}${rest}`,
});

/** Of a customer that there is, and of one that there is not. */
const asked = (rest: string) => (): Asking => ({
  ...{ ...named(rest)(), body: { externalIds: ["c1", "c99"] } },
});

/** A request of each operation that is done. */
const GOOD: Readonly<Record<string, () => Asking | Promise<Asking>>> = {
  listCampaigns: () => ({ path: "/v1/campaigns" }),
  showCampaign: named(""),
  listAttempts: named("/attempts"),
  listCustomers: named("/customers"),
  listQuestions: named("/questions"),
  pauseCampaign: named("/pause"),
  resumeCampaign: async () => {
    if ((await its.campaign(campaign)).state === "Running") {
      await its.store.actOnCampaign(campaign, "pause", "batch", systemClock.now().toISOString());
    }
    return named("/resume")();
  },
  stopCampaign: named("/stop"),
  leaveOutCustomers: asked("/customers/leave-out"),
  takeBackCustomers: asked("/customers/take-back"),
  nextCustomers: () => ({ path: "/v1/campaigns/next", body: { dialler: "one", campaign } }),
  beginCall: async () => ({ path: `/v1/calls/${await lease()}/begin` }),
  releaseLease: async () => ({ path: `/v1/calls/${await lease()}/release` }),
  recordAttempts: () => ({
    path: "/v1/campaigns/attempts",
    body: {
      ...{ campaign, customerExternalId: "c1", phone: "+358401" },
      startTime: "2026-03-05T14:00:00+02:00",
    },
  }),
};

/** What gives each answer that is no success: the good request, changed. */
const FAULTS: Readonly<
  Record<string, (good: Asking, method: string) => Promise<Response> | Response>
> = {
  400: ({ path, body }, method) =>
    request(method, `${path}?nonsense=1`, { body: body && JSON.stringify(body) }),
  401: ({ path, body }, method) =>
    request(method, path, { body: body && JSON.stringify(body), token: "another" }),
  404: ({ path, body }, method) =>
    request(method, path.replace(encodeURIComponent(campaign), "Winter"), {
      body: body && JSON.stringify("campaign" in body ? { ...body, campaign: "Winter" } : body),
    }),
  409: ({ path }, method) => request(method, path.replace(/calls\/\w+/, "calls/gone")),
  413: ({ path }, method) => announce(method, path, 9 << 20),
  415: ({ path }, method) => request(method, path, { body: "<a/>", type: "application/xml" }),
  503: async ({ path, body }, method) => {
    isFull = true;
    return await request(method, path, { body: body && JSON.stringify(body) });
  },
};

function operations(): readonly (readonly [string, Operation])[] {
  return Object.values(document.paths).flatMap((path) =>
    Object.entries(path).map(([method, operation]) => [method.toUpperCase(), operation] as const),
  );
}

const checks = new Map<string, ValidateFunction>();

/** Made once for each: that takes longer than all else. */
function checkOf(schema: object): ValidateFunction {
  const key = JSON.stringify(schema);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const check = checks.get(key) ?? ajv.compile({ ...schema, components: document.components });
  checks.set(key, check);
  return check;
}

/** Holds an answer against what the document says of it. */
async function hold(operation: Operation, response: Response): Promise<void> {
  const what = `${operation.operationId} ${response.status}`;
  const described = operation.responses[String(response.status)];
  const text = await response.text();
  expect(described, `${what}: ${text}`).toBeDefined();
  const schema = described?.content?.["application/json"].schema;
  if (!schema) {
    expect(text, what).toBe("");
    return;
  }
  const validate = checkOf(schema);
  expect(validate(JSON.parse(text)) ? [] : validate.errors, `${what}: ${text}`).toEqual([]);
}

describe("the OpenAPI document", () => {
  it("knows every operation that these tests ask for, and no other", () => {
    expect(document.openapi).toBe("3.1.1");
    const found = operations().map(([, { operationId }]) => operationId);
    expect([...found].sort()).toEqual(Object.keys(GOOD).sort());
  });

  it.each(Object.keys(GOOD))("names just the answers that %s gives", async (id) => {
    const [method, operation] = operations().find(([, one]) => one.operationId === id) ?? [];
    if (!method || !operation) throw new Error(`${id} is not described`);
    const documented = Object.keys(operation.responses);
    const seen: string[] = [];
    for (const status of documented) {
      isFull = false;
      const good = await GOOD[id]?.();
      if (!good) throw new Error(id);
      const fault = FAULTS[status];
      const body = good.body && JSON.stringify(good.body);
      const response = fault
        ? await fault(good, method)
        : await request(method, good.path, { body });
      seen.push(String(response.status));
      await hold(operation, response);
    }
    expect(seen).toEqual(documented);
    // Those that any request with a body may get.
    const withBody = operation.requestBody ? ["413", "415"] : [];
    expect(documented).toEqual(expect.arrayContaining(["400", "401", "503", ...withBody]));
  });

  it("gives bodies that are no JSON, and names that are too long, the answer for wrong requests", async () => {
    const broken = await request("POST", "/v1/campaigns/next", { body: "{" });
    expect(broken.status).toBe(400);
    const long = await request("POST", `/v1/calls/${"x".repeat(201)}/begin`);
    expect(long.status).toBe(400);
    expect((await request("POST", `/v1/calls/${"x".repeat(200)}/begin`)).status).toBe(409);
  });

  it("finds a campaign by a long name of any letters", async () => {
    const name = "ä".repeat(80);
    await its.run({ Campaign: name }, someCustomers(1), systemClock.now().toISOString());
    const answer = await request("GET", `/v1/campaigns/${encodeURIComponent(name)}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ name });
  });
});
