/** The diallers' address on a real port: who may ask, and connections that break at the worst moments. */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrdersAnswer, OutcomesAnswer } from "../../src/console/routes/campaigns.ts";
import type { DialOrder } from "../../src/store/campaign-ledger.ts";
import { campaignCsv, campaignNow } from "../helpers/campaign-files.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

const TOKEN = randomBytes(16).toString("hex");
const NAMES = ["Asked", "Cut", "Waited"] as const;

let its: Workspace;
let address: URL;
beforeAll(async () => {
  its = await Workspace.create("console: { listen: '127.0.0.1:0', tokenFile: ./dialler.token }\n");
  await writeFile(join(its.path, "dialler.token"), `${TOKEN}\n`);
  await its.start();
  const [, told = ""] = /"address":"(http:[^"]+)"/.exec(its.log) ?? [];
  address = new URL(told);
  await its.drop("Queues", "q.csv", "Name,Channel,Address\nSales,Phone,100\n");
  for (const name of NAMES) {
    await its.drop("OutboundCampaign", `${name}.csv`, campaignCsv(name, 2));
  }
  for (const name of NAMES) {
    await its.result("OutboundCampaign", `${name}.csv`);
    await until(`${name} to run`, async () => (await campaignNow(its, name)).state === "Running");
  }
}, 180_000);
afterAll(() => its.remove());

interface Asking {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly body?: object;
}

async function request(path: string, asking: Asking = {}): Promise<Response> {
  const { token = TOKEN, body, method = body ? "POST" : "GET" } = asking;
  return await fetch(new URL(path, address), {
    method,
    headers: {
      ...("token" in asking && asking.token === undefined
        ? {}
        : { authorization: `Bearer ${token}` }),
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

async function post<T>(path: string, body: object): Promise<T> {
  const response = await request(path, { body });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

async function next(wish: object): Promise<readonly DialOrder[]> {
  return (await post<OrdersAnswer>("/v1/campaigns/next", wish)).orders;
}

/** Sends a whole request and reads nothing; resolves when the system has taken it. */
async function send(path: string, body: object): Promise<Socket> {
  const content = JSON.stringify(body);
  const socket = connect(Number(address.port), address.hostname);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${address.host}`,
    `Authorization: Bearer ${TOKEN}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(content)}`,
  ].join("\r\n");
  return await new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.write(`${head}\r\n\r\n${content}`, () => {
      socket.off("error", reject);
      socket.on("error", () => undefined);
      resolve(socket);
    });
  });
}

/** Sends a whole request and hangs up; resolves when the system has seen that: it hangs up as well. */
async function sendAndLeave(path: string, body: object): Promise<void> {
  const socket = await send(path, body);
  const seen = new Promise((resolve) => socket.once("close", resolve));
  socket.resume().end();
  await seen;
}

function callOf({ campaign, externalId, lease, phone }: DialOrder, startTime: string): object {
  const known = { campaign, customerExternalId: externalId, lease, phone };
  return { ...known, startTime, callResult: "Successful" };
}

describe("the diallers' address", () => {
  it("answers whoever brings the token, and gives nothing to anybody else", async () => {
    expect((await request("/v1/campaigns")).status).toBe(200);
    const wish = { dialler: "stranger", campaign: "Asked", count: 2 };
    for (const token of [undefined, "", TOKEN.slice(1), `${TOKEN}0`, TOKEN.toUpperCase()]) {
      if (token === TOKEN) continue;
      for (const body of [undefined, wish]) {
        const path = body ? "/v1/campaigns/next" : "/v1/campaigns";
        const response = await request(path, { token, ...(body ? { body } : {}) });
        expect(response.status).toBe(401);
        expect(response.headers.get("www-authenticate")).toBe("Bearer");
        expect(await response.json()).toMatchObject({ code: "A002" });
      }
    }
    expect((await campaignNow(its, "Asked")).customers).toMatchObject({ NotHandled: 2, InCall: 0 });
  });

  it("has no other paths and methods, and tells strangers nothing of them", async () => {
    for (const path of ["/", "/v1/status", "/v1/jobs", "/v1/campaigns/Asked/delete"]) {
      const response = await request(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "S009" });
      expect((await request(path, { token: undefined })).status).toBe(401);
    }
    expect((await request("/v1/campaigns", { method: "DELETE" })).status).toBe(404);
    const path = "/v1/campaigns/next";
    expect((await request(path, { method: "PUT", body: { dialler: "a" } })).status).toBe(404);
  });

  it("records a call once, though the connection breaks before the answer and the call is told again", async () => {
    const [one, two] = await next({ dialler: "d1", campaign: "Cut", count: 2 });
    if (!one || !two) throw new Error("nobody was handed out");
    const path = "/v1/campaigns/attempts";
    // Cut right after sending: whether the daemon still had read it, nobody knows.
    const first = callOf(one, "2026-11-20T10:00:00Z");
    (await send(path, first)).destroy();
    const again = await post<OutcomesAnswer>(path, first);
    expect(["recorded", "repeated"]).toContain(again.outcomes[0]?.kind);
    // Cut when it is recorded: the answer is lost.
    const second = callOf(two, "2026-11-20T10:00:01Z");
    const socket = await send(path, second);
    await until("both calls", async () => (await campaignNow(its, "Cut")).attempts === 2);
    socket.destroy();
    const told = await post<OutcomesAnswer>(path, [first, second, second]);
    expect(told.outcomes.map(({ kind }) => kind)).toEqual(["repeated", "repeated", "repeated"]);
    const { attempts, customers } = await campaignNow(its, "Cut");
    expect({ attempts, Handled: customers.Handled }).toEqual({ attempts: 2, Handled: 2 });
  });

  it("hands customers to the next one whose dialler hung up while it asked or waited", async () => {
    const wish = { campaign: "Waited", count: 2, leaseSeconds: 1 };
    await sendAndLeave("/v1/campaigns/next", { ...wish, dialler: "gone" });
    const leases: string[] = [];
    await until("both customers", async () => {
      const more = { dialler: "there", leaseSeconds: 3_600, waitSeconds: 30 };
      for (const { lease } of await next({ ...wish, ...more })) leases.push(lease);
      return leases.length === 2;
    });
    // Both are on loan now: who asks waits, hangs up, and must not get those who come back.
    const waiting = { ...wish, leaseSeconds: 3_600, waitSeconds: 30 };
    await sendAndLeave("/v1/campaigns/next", { ...waiting, dialler: "gone" });
    for (const lease of leases) {
      expect((await request(`/v1/calls/${lease}/release`, { method: "POST" })).status).toBe(204);
    }
    const back = new Set<string>();
    await until("both customers again", async () => {
      for (const { externalId } of await next({ ...waiting, dialler: "after" })) {
        back.add(externalId);
      }
      return back.size === 2;
    });
    expect((await campaignNow(its, "Waited")).attempts).toBe(0);
  });
});

it("a port that another program has ends the start, with what to do", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const alone = await Workspace.create(`console: { listen: '127.0.0.1:${port}' }\n`);
  try {
    alone.spawn();
    const { code, stdout } = await alone.ended();
    expect(code).toBe(6);
    expect(stdout).toContain(`console.listen: 127.0.0.1:${port} is used by another program`);
  } finally {
    await alone.remove();
    other.close();
  }
});
