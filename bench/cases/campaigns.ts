/** A campaign dialled to its end, and the pairs of next and attempt that 16 diallers get through. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Daemon, until } from "../daemon.ts";
import { timed, type CaseResult } from "../measure.ts";

const DIALLERS = 16;
const LINES = 200;
const AGAINST =
  "sqlite3, a script: a transaction that takes the next customer, one that records the call";

interface Simulated {
  readonly calls: number;
}

export async function campaignsCase(customers = 100_000, pairs = 20_000): Promise<CaseResult[]> {
  return [await toTheEnd(customers), await pairsOfDiallers(pairs)];
}

async function toTheEnd(customers: number): Promise<CaseResult> {
  const daemon = new Daemon();
  try {
    await prepare(daemon, customers);
    let calls = 0;
    const exported = join(daemon.folder, "exchange/T_V/Export");
    const elapsed = await timed(async () => {
      const words = ["--speed", "max", "--lines", String(LINES), "--json"];
      const said = daemon.command("campaigns", "simulate", "Bench", ...words);
      calls = (JSON.parse(said) as Simulated).calls;
      await until(() =>
        Promise.resolve(readdirSync(exported).some((name) => name.endsWith("_summary.json"))),
      );
    });
    const theirs = await script(customers, calls);
    return {
      name: `campaign of ${customers.toLocaleString("en")} customers, simulated over HTTP, to its files in Export`,
      against: AGAINST,
      better: "less",
      ours: `${elapsed.toFixed(1)} s, ${calls.toLocaleString("en")} calls (peak ${daemon.peakMiB().toFixed(0)} MiB)`,
      theirs: `${theirs.toFixed(1)} s`,
      ratio: elapsed / theirs,
      note: "the script has neither rules nor HTTP nor an export",
    };
  } finally {
    await daemon.end();
  }
}

async function pairsOfDiallers(pairs: number): Promise<CaseResult> {
  const daemon = new Daemon();
  try {
    await prepare(daemon, pairs);
    const socketPath = join(daemon.folder, "var/quayside.sock");
    const agent = new Agent({ keepAlive: true, maxSockets: DIALLERS });
    const ask = asker(socketPath, agent);
    const elapsed = await timed(async () => {
      const diallers = Array.from({ length: DIALLERS }, (_, n) => dial(`d${n}`, ask));
      await Promise.all(diallers);
    });
    agent.destroy();
    const theirs = await script(pairs, pairs);
    return {
      name: `${pairs.toLocaleString("en")} pairs of next and attempt by ${DIALLERS} diallers over HTTP`,
      against: AGAINST,
      better: "less",
      ours: `${Math.round(pairs / elapsed).toLocaleString("en")} pairs a second`,
      theirs: `${Math.round(pairs / theirs).toLocaleString("en")} pairs a second`,
      ratio: elapsed / theirs,
      note: "the script is one process that waits for nobody",
    };
  } finally {
    await daemon.end();
  }
}

/** A daemon whose campaign Bench runs. */
async function prepare(daemon: Daemon, customers: number): Promise<void> {
  const [queues, campaign] = [join(daemon.folder, "q.csv"), join(daemon.folder, "c.csv")];
  writeFileSync(queues, "Name,Channel,Address\nOut,Phone,7000\n");
  const head = "Campaign,Queue,RedialInterval,MaxLines,ExternalId,Phone1,Phone2,LastName\n";
  const rows = Array.from({ length: customers }, (_, n) => {
    const digits = String(1_000_000 + n);
    return `Bench,Out,0,10000,C${n},+35840${digits},+35850${digits},Person ${n}\n`;
  });
  writeFileSync(campaign, head + rows.join(""));
  daemon.prepare("Queues", queues, "q.csv");
  daemon.prepare("OutboundCampaign", campaign, "c.csv");
  await daemon.start();
  await daemon.release("Queues", "q.csv");
  await daemon.results("Queues", 1);
  await daemon.release("OutboundCampaign", "c.csv");
  await daemon.results("OutboundCampaign", 1);
  await until(() => Promise.resolve(daemon.command("campaigns", "list").includes("Running")));
}

type Ask = (path: string, body: object) => Promise<unknown>;

function asker(socketPath: string, agent: Agent): Ask {
  return (path, body) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const sent = request({ socketPath, agent, path, method: "POST", headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => (text += part));
        answer.on("end", () => {
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${path}: ${answer.statusCode ?? 0} ${text}`));
        });
      });
      sent.on("error", reject).end(JSON.stringify(body));
    });
}

interface Orders {
  readonly orders: readonly {
    readonly lease: string;
    readonly campaign: string;
    readonly externalId: string;
    readonly phone: string;
  }[];
}

/** One customer at a time until there is nobody left. */
async function dial(dialler: string, ask: Ask): Promise<void> {
  for (;;) {
    const { orders } = (await ask("/v1/campaigns/next", { dialler, count: 1 })) as Orders;
    const [order] = orders;
    if (!order) return;
    const { lease, campaign, externalId: customerExternalId, phone } = order;
    const startTime = new Date().toISOString();
    const callResult = "Successful";
    await ask("/v1/campaigns/attempts", [
      { campaign, customerExternalId, lease, phone, startTime, callResult },
    ]);
  }
}

/** @returns seconds that sqlite3 takes for as many calls, each in two transactions that reach the disk. */
async function script(customers: number, calls: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  const path = join(folder, "shell.db");
  try {
    shell(
      path,
      `PRAGMA journal_mode = WAL;
CREATE TABLE Customer (Id INTEGER PRIMARY KEY, State TEXT, Priority INTEGER, Phone TEXT);
CREATE TABLE Attempt (Id INTEGER PRIMARY KEY, Customer INTEGER, Phone TEXT, StartTime TEXT, Result TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${customers})
  INSERT INTO Customer SELECT i, 'NotHandled', 0, '+358401' || i FROM n;
CREATE INDEX CustomerToCall ON Customer (State, Priority DESC, Id);
`,
    );
    const pair = (n: number): string => `
UPDATE Customer SET State = 'InCall' WHERE Id = (SELECT Id FROM Customer WHERE State = 'NotHandled' ORDER BY Priority DESC, Id LIMIT 1);
BEGIN; INSERT INTO Attempt (Customer, Phone, StartTime, Result) SELECT Id, Phone, '2026-01-01T00:00:00Z', 'Successful' FROM Customer WHERE State = 'InCall';
UPDATE Customer SET State = '${n < customers ? "Handled" : "NotHandled"}' WHERE State = 'InCall'; COMMIT;`;
    // Calls beyond one for each customer are redials.
    const redials = calls - customers;
    const pairs = Array.from({ length: calls }, (_, n) => pair(n < redials ? customers : 0));
    const text = `PRAGMA synchronous = FULL;${pairs.join("")}\n`;
    return await timed(async () => {
      shell(path, text);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function shell(path: string, input: string): void {
  const { status, stderr } = spawnSync("sqlite3", ["-bail", path], { input });
  if (status !== 0) throw new Error(`sqlite3 failed: ${stderr.toString()}`);
}
