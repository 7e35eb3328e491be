/** The HTTP interface: what each route asks the store for, and how it answers. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConsoleDeps } from "../../../src/console/deps.ts";
import { buildConsole, startConsole } from "../../../src/console/server.ts";
import { OperatorError, UsageError } from "../../../src/core/errors.ts";
import { createLogger } from "../../../src/core/log.ts";
import { consoleDeps, RUN } from "./console-deps.ts";
import { createDaemonClient } from "../../../src/cli/daemon-client.ts";

const log = createLogger({ level: "silent", pretty: false, write: () => undefined });

async function get(deps: ConsoleDeps, url: string): Promise<{ status: number; body: unknown }> {
  const response = await buildConsole(deps).inject({ url });
  return { status: response.statusCode, body: response.json() };
}

describe("the state of the service", () => {
  it("tells who it is, how it is and what it works on", async () => {
    const { deps } = consoleDeps();
    expect(await get(deps, "/v1/status")).toEqual({
      status: 200,
      body: {
        ...deps.about,
        uptimeMs: 5_000,
        health: { ok: true, parts: [] },
        drop: { enabled: true, lines: [] },
        exports: { running: [], queued: [] },
        warnings: [],
        fetches: { running: [] },
        campaigns: [],
      },
    });
  });

  it("answers 503 with the whole report when a part is not well", async () => {
    const { deps } = consoleDeps();
    const report = { ok: false, parts: [{ name: "store", ok: false, detail: "closed" }] };
    const sick = { ...deps, health: async () => report };
    expect(await get(sick, "/v1/health")).toEqual({ status: 503, body: report });
  });

  it("looks into the folders when asked to", async () => {
    const { deps, asked } = consoleDeps();
    const response = await buildConsole(deps).inject({ method: "POST", url: "/v1/scan" });
    expect(response.statusCode).toBe(202);
    expect(asked.scans).toBe(1);
  });
});

describe("runs", () => {
  it("are filtered and paged by the store", async () => {
    const { deps, asked } = consoleDeps();
    const query = "type=Directory&state=Archived&status=Failed&file=people.csv&limit=1&before=01JE";
    expect(await get(deps, `/v1/runs?${query}`)).toEqual({
      status: 200,
      body: { runs: [RUN], next: RUN.id },
    });
    expect(asked.runs).toEqual({
      type: "Directory",
      states: ["Archived"],
      status: "Failed",
      file: "people.csv",
      limit: 1,
      before: "01JE",
    });
  });

  it("have a next page only when this one is full", async () => {
    expect((await get(consoleDeps().deps, "/v1/runs")).body).toEqual({ runs: [RUN] });
  });

  it("refuse a filter that is mistyped or out of range", async () => {
    const { deps } = consoleDeps();
    for (const query of ["typ=Directory", "limit=0", "limit=5000", "status=Fine"]) {
      expect(await get(deps, `/v1/runs?${query}`)).toMatchObject({
        status: 400,
        body: { code: "S010" },
      });
    }
  });

  it("are found by id, with their issues", async () => {
    const { deps, asked } = consoleDeps();
    expect((await get(deps, `/v1/runs/${RUN.id}`)).body).toEqual(RUN);
    const issues = await get(deps, `/v1/runs/${RUN.id}/issues?offset=10&limit=1`);
    expect(issues.body).toMatchObject({ issues: [{ code: "R001" }], next: 11 });
    expect(asked.issues).toEqual([RUN.id, 10, 1]);
  });

  it("that there are not answer 404 with a hint", async () => {
    for (const url of ["/v1/runs/01XX", "/v1/runs/01XX/issues"]) {
      expect(await get(consoleDeps().deps, url)).toEqual({
        status: 404,
        body: {
          code: "S009",
          message: "there is no run 01XX",
          hint: "See `quayside history`.",
        },
      });
    }
  });
});

describe("records", () => {
  it("show their datasets without secret and transient columns", async () => {
    expect((await get(consoleDeps().deps, "/v1/datasets")).body).toEqual({
      datasets: [{ name: "Users", records: 7, columns: ["Id", "ExternalId", "Login", "Shifts"] }],
    });
  });

  it("are asked for by conditions and by page", async () => {
    const { deps, asked } = consoleDeps();
    const query = new URLSearchParams([
      ["where", "LastName=O=K"],
      ["where", "Priority<=10"],
      ["where", "Email is not empty"],
      ["after", "2"],
      ["limit", "1"],
    ]);
    const { body } = await get(deps, `/v1/records/Directory?${query.toString()}`);
    expect(body).toEqual({ records: [{ Id: 3, Login: "ann" }], next: 3 });
    expect(asked.records).toEqual({
      dataset: "Directory",
      where: [
        { column: "LastName", operator: "=", value: "O=K" },
        { column: "Priority", operator: "<=", value: "10" },
        { column: "Email", operator: "is not empty", value: "" },
      ],
      after: 2,
      limit: 1,
    });
  });

  it("take a single condition, and refuse one that says nothing", async () => {
    const { deps, asked } = consoleDeps();
    await get(deps, "/v1/records/Directory?where=Name~ann");
    expect(asked.records?.where).toEqual([{ column: "Name", operator: "contains", value: "ann" }]);
    expect(await get(deps, "/v1/records/Directory?where=ann")).toMatchObject({
      status: 400,
      body: { code: "S010" },
    });
  });
});

describe("errors", () => {
  it("have the status that fits, with code and hint", async () => {
    const cases: readonly (readonly [Error, number, string])[] = [
      [new UsageError("S009", "no dataset"), 404, "S009"],
      [new OperatorError("S002", "damaged", { hint: "Restore it." }), 503, "S002"],
      [Object.assign(new Error("full"), { code: "ENOSPC" }), 503, "S004"],
    ];
    for (const [error, status, code] of cases) {
      const { deps } = consoleDeps({ records: () => Promise.reject(error) });
      expect(await get(deps, "/v1/records/X")).toMatchObject({ status, body: { code } });
    }
  });

  it("of our own making do not show what is inside", async () => {
    const broken = { records: () => Promise.reject(new TypeError("secret detail")) };
    const { status, body } = await get(consoleDeps(broken).deps, "/v1/records/X");
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("secret detail");
  });

  it("say what there is not", async () => {
    expect(await get(consoleDeps().deps, "/v2/status")).toEqual({
      status: 404,
      body: { code: "S009", message: "there is no GET /v2/status" },
    });
  });
});

describe("the local socket", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "quayside-console-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("is open to the service's own user only, and answers the client of the commands", async () => {
    const socketPath = join(folder, "var", "quayside.sock");
    const server = await startConsole(consoleDeps().deps, { socketPath, log });
    try {
      expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
      const client = createDaemonClient(socketPath);
      expect(await client.get("/v1/runs", { type: "Directory" })).toEqual({ runs: [RUN] });
      await expect(client.get("/v1/runs/01XX")).rejects.toMatchObject({
        name: "UsageError",
        code: "S009",
        hint: "See `quayside history`.",
      });
    } finally {
      await server.close();
    }
    await expect(createDaemonClient(socketPath).get("/v1/status")).rejects.toMatchObject({
      code: "S007",
    });
  });

  it("takes the place of one that a killed daemon left, and not of one that is in use", async () => {
    const socketPath = join(folder, "quayside.sock");
    const other = createServer().listen(socketPath);
    await new Promise((resolve) => other.once("listening", resolve));
    const { deps } = consoleDeps();
    await expect(startConsole(deps, { socketPath, log })).rejects.toMatchObject({ code: "S003" });
    await new Promise((resolve) => other.close(resolve));
    // What a kill leaves: a socket in the folder that nobody listens on.
    const script = `require("net").createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, "SIGKILL"))`;
    spawnSync(process.execPath, ["-e", script]);
    expect((await stat(socketPath)).isSocket()).toBe(true);
    await (await startConsole(deps, { socketPath, log })).close();
  });
});
