/** The interface for diallers over real campaigns: every answer as its OpenAPI document says. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiallerDesk } from "../../src/campaigns/dialler/desk.ts";
import { buildDiallerServer } from "../../src/console/server.ts";
import { type Clock, systemClock } from "../../src/core/clock.ts";
import { Secret } from "../../src/core/secret.ts";
import type { AttemptOutcome, DialOrder } from "../../src/store/campaign-ledger.ts";
import { Campaigning, someCustomers } from "../helpers/campaigning.ts";
import { until } from "../helpers/until.ts";

type Server = ReturnType<typeof buildDiallerServer>;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { content?: { "application/json": { schema: object } } }>
  >;
}

/** Of this clock nobody wakes by time. */
const timeless: Clock & { sleepers: number } = {
  ...systemClock,
  sleepers: 0,
  sleep: (_ms, signal) =>
    new Promise((resolve) => {
      timeless.sleepers += 1;
      signal?.addEventListener("abort", () => {
        timeless.sleepers -= 1;
        resolve();
      });
    }),
};

let its: Campaigning;
let server: Server;
let document: Document;
beforeEach(async () => {
  its = await Campaigning.open();
  server = serve();
  document = (await server.inject("/v1/openapi.json")).json();
});
afterEach(async () => {
  await server.close();
  await its[Symbol.asyncDispose]();
});

function serve(token?: string): Server {
  const campaigns = createDiallerDesk({
    ...{ clock: timeless, ledger: its.store },
    onChanged: () => undefined,
  });
  const about = { version: "1.2.3" };
  const secret = token === undefined ? undefined : new Secret(token);
  return buildDiallerServer({ campaigns, about }, { token: secret, user: "batch" });
}

async function running(name = "Spring", customers = 3): Promise<void> {
  const now = systemClock.now().toISOString();
  await its.run({ Campaign: name, RedialInterval: 0 }, someCustomers(customers), now);
}

const asked = new Set<string>();

/** Asks, and holds the answer against the document. */
async function ask(
  method: "GET" | "POST",
  url: string,
  body?: object,
): Promise<{ status: number; body: unknown }> {
  const response = await server.inject({ method, url, ...(body ? { payload: body } : {}) });
  const operation = operationOf(method, url);
  asked.add(operation.operationId);
  const described = operation.responses[String(response.statusCode)];
  expect(described, `${method} ${url} ${response.statusCode}: ${response.body}`).toBeDefined();
  const schema = described?.content?.["application/json"].schema;
  if (!schema) {
    expect(response.body).toBe("");
    return { status: response.statusCode, body: undefined };
  }
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile({ ...schema, components: document.components });
  expect(validate(response.json()) ? [] : validate.errors, response.body).toEqual([]);
  return { status: response.statusCode, body: response.json() };
}

function operationOf(method: string, url: string): Operation {
  const path = url.replace(/\?.*/, "");
  const found = Object.entries(document.paths)
    .filter(([pattern]) => new RegExp(`^${pattern.replace(/\{\w+\}/g, "[^/]+")}$`).test(path))
    .sort(([a], [b]) => a.split("{").length - b.split("{").length)
    .map(([, operations]) => operations[method.toLowerCase()])
    .find((operation) => operation !== undefined);
  if (!found) throw new Error(`${method} ${path} is not described`);
  return found;
}

async function next(more: object = {}): Promise<readonly DialOrder[]> {
  const body = { dialler: "one", ...more };
  const answer = await ask("POST", "/v1/campaigns/next", body);
  return (answer.body as { orders: DialOrder[] }).orders;
}

function attempt(order: DialOrder, more: object = {}): object {
  const { campaign, externalId: customerExternalId, lease, phone } = order;
  const startTime = "2026-03-05T14:00:00+02:00";
  return { campaign, customerExternalId, lease, phone, startTime, callResult: "Busy", ...more };
}

async function record(attempts: object): Promise<readonly AttemptOutcome[]> {
  const answer = await ask("POST", "/v1/campaigns/attempts", attempts);
  return (answer.body as { outcomes: AttemptOutcome[] }).outcomes;
}

describe("a dialler", () => {
  it("takes customers, begins, and hands in one call or several; told twice it counts once", async () => {
    await running();
    const [one, two, three] = await next({ campaign: "spring", count: 5 });
    expect([one, two, three].map((order) => order?.externalId)).toEqual(["c1", "c2", "c3"]);
    expect(await next()).toEqual([]);
    expect((await ask("POST", `/v1/calls/${one!.lease}/begin`)).status).toBe(204);
    expect(await record(attempt(one!))).toMatchObject([
      { kind: "recorded", customerState: "NotHandled" },
    ]);
    expect(
      await record([attempt(one!), attempt(two!, { callResult: "Successful" })]),
    ).toMatchObject([{ kind: "repeated" }, { kind: "recorded", customerState: "Handled" }]);
    expect((await ask("POST", `/v1/calls/${three!.lease}/release`)).status).toBe(204);
    expect((await next({ count: 5 })).map(({ externalId }) => externalId).sort()).toEqual([
      "c1",
      "c3",
    ]);
    const { body } = await ask("GET", "/v1/campaigns/Spring");
    expect(body).toMatchObject({
      customers: { Handled: 1, InCall: 2 },
      attempts: 2,
      progress: { customers: 3, done: 1 },
    });
  });

  it("must not dial what was blocked meanwhile, nor on a lease that is gone", async () => {
    await running();
    const [one] = await next();
    await its.block([{ Number: one!.phone }]);
    for (const lease of [one!.lease, "01JD0000000000000000000000"]) {
      const answer = await ask("POST", `/v1/calls/${lease}/begin`);
      expect(answer).toMatchObject({ status: 409, body: { code: "J013" } });
    }
  });

  it("that waits is answered as soon as somebody may be called", async () => {
    await running("Spring", 1);
    const [one] = await next();
    const waiting = next({ dialler: "two", waitSeconds: 30 });
    await until("the dialler to wait", () => timeless.sleepers === 1);
    await record(attempt(one!));
    expect((await waiting)[0]).toMatchObject({ externalId: "c1", attemptNo: 2 });
  });

  it("is told what is wrong with a call, or with the request", async () => {
    await running();
    const [one] = await next();
    expect(await record(attempt(one!, { customerExternalId: "c9" }))).toMatchObject([
      { kind: "refused", code: "R012" },
    ]);
    const wrong = [
      attempt(one!, { callResult: "Wonderful" }),
      attempt(one!, { startTime: "yesterday" }),
      attempt(one!, { startTime: "2016-12-31T23:59:60Z" }),
      attempt(one!, { answer: "x" }),
      [],
    ];
    for (const body of wrong) {
      const answer = await ask("POST", "/v1/campaigns/attempts", body);
      expect(answer).toMatchObject({ status: 400, body: { code: "S010" } });
    }
    for (const body of [{}, { dialler: "x", count: 0 }, { dialler: "dial list" }]) {
      expect((await ask("POST", "/v1/campaigns/next", body)).status).toBe(400);
    }
    const unknown = await ask("POST", "/v1/campaigns/next", { dialler: "x", campaign: "Autumn" });
    expect(unknown).toMatchObject({ status: 404, body: { code: "S009" } });
  });
});

describe("campaigns", () => {
  it("are listed, paused, resumed and stopped", async () => {
    await running();
    const list = await ask("GET", "/v1/campaigns");
    expect(list.body).toMatchObject({ campaigns: [{ name: "Spring" }] });
    const paused = await ask("POST", "/v1/campaigns/Spring/pause");
    expect(paused.body).toMatchObject({ state: "Paused", reason: "paused by batch" });
    expect(await next()).toEqual([]);
    expect((await ask("POST", "/v1/campaigns/Spring/pause")).status).toBe(400);
    expect((await ask("POST", "/v1/campaigns/Spring/resume")).body).toMatchObject({
      state: "Running",
    });
    const [one] = await next();
    const stopping = await ask("POST", "/v1/campaigns/Spring/stop");
    expect(stopping.body).toMatchObject({ state: "Running", isStopping: true });
    await ask("POST", `/v1/calls/${one!.lease}/release`);
    expect((await ask("POST", "/v1/campaigns/Autumn/stop")).status).toBe(404);
  });

  it("leave customers out, and take them back, those that they have", async () => {
    await running();
    const [one, two] = await next({ count: 2 });
    await ask("POST", `/v1/calls/${two!.lease}/begin`);
    const url = "/v1/campaigns/spring/customers";
    const left = await ask("POST", `${url}/leave-out`, { externalIds: ["C1", "c2", "c9", "c3"] });
    const done = { kind: "done", customerState: "Filtered" };
    expect(left.body).toMatchObject({
      campaign: { state: "Running", customers: { Filtered: 3 }, progress: { done: 3 } },
      customers: [done, done, { externalId: "c9", kind: "unknown" }, done],
    });
    const begun = await ask("POST", `/v1/calls/${one!.lease}/begin`);
    expect(begun).toMatchObject({ status: 409, body: { code: "J013" } });
    const seen = { state: "Filtered", leftOutBy: "batch" };
    expect((await ask("GET", url)).body).toMatchObject({ customers: [seen, seen, seen] });
    const waiting = next({ dialler: "two", waitSeconds: 30 });
    await until("the dialler to wait", () => timeless.sleepers === 1);
    await ask("POST", `${url}/take-back`, { externalIds: ["c1"] });
    expect((await waiting)[0]).toMatchObject({ externalId: "c1", attemptNo: 1 });
    for (const externalIds of [[], [""], Array.from({ length: 1_001 }, String)]) {
      const wrong = await ask("POST", `${url}/leave-out`, { externalIds });
      expect(wrong).toMatchObject({ status: 400, body: { code: "S010" } });
    }
  });

  it("show their calls, customers and questions, a page at a time", async () => {
    await running();
    const orders = await next({ count: 3 });
    await record(orders.map((order) => attempt(order, { conversationId: order.lease })));
    const url = "/v1/campaigns/Spring";
    const first = (await ask("GET", `${url}/attempts?limit=2`)).body as { next: number };
    expect(first).toMatchObject({ attempts: [{ externalId: "c1" }, { externalId: "c2" }] });
    const rest = await ask("GET", `${url}/attempts?limit=2&after=${first.next}`);
    expect(rest.body).toMatchObject({ attempts: [{ externalId: "c3" }] });
    expect(rest.body).not.toHaveProperty("next");
    const customers = await ask("GET", `${url}/customers`);
    expect(customers.body).toMatchObject({ customers: [{}, {}, {}] });
    expect((await ask("GET", `${url}/questions`)).body).toEqual({ questions: [] });
    expect((await ask("GET", "/v1/campaigns/Autumn/attempts")).status).toBe(404);
  });
});

describe("access by TCP", () => {
  const HOST = { host: "127.0.0.1:8480" };

  it("takes the token alone, where there is one", async () => {
    await using guarded = Object.assign(serve("0123456789abcdef"), {
      [Symbol.asyncDispose]: async () => undefined,
    });
    const get = async (authorization?: string): Promise<number> => {
      const headers = { host: "quayside.example", ...(authorization ? { authorization } : {}) };
      return (await guarded.inject({ url: "/v1/campaigns", headers })).statusCode;
    };
    expect(await get("Bearer 0123456789abcdef")).toBe(200);
    for (const wrong of [undefined, "Bearer 0123456789abcdee", "Bearer ", "0123456789abcdef"]) {
      expect(await get(wrong)).toBe(401);
    }
    const { headers, body } = await guarded.inject("/v1/openapi.json");
    expect(headers["www-authenticate"]).toBe("Bearer");
    expect(JSON.parse(body)).toMatchObject({ code: "A002" });
  });

  it("without a token refuses web pages, whatever name they come under", async () => {
    const get = async (headers: Record<string, string>): Promise<number> =>
      (await server.inject({ url: "/v1/campaigns", headers })).statusCode;
    expect(await get(HOST)).toBe(200);
    expect(await get({ host: "localhost:8480" })).toBe(200);
    expect(await get({ host: "[::1]:8480" })).toBe(200);
    expect(await get({ ...HOST, origin: "http://127.0.0.1:8480" })).toBe(401);
    expect(await get({ host: "rebound.example:8480" })).toBe(401);
  });

  it("gives nothing but what diallers need", async () => {
    for (const url of ["/v1/runs", "/v1/status", "/v1/records/Directory", "/v1/jobs"]) {
      expect((await server.inject({ url, headers: HOST })).statusCode).toBe(404);
    }
  });
});

it("describes every route of campaigns, each with an answer that these tests have seen", () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const routes = server.printRoutes({ commonPrefix: false }).match(/\((?:GET|POST)/g) ?? [];
  // The document itself is one more.
  expect(operations).toHaveLength(routes.length - 1);
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...asked].sort());
});
