/** Fetches from a server that goes wrong: lines cut while a file is read, moved and deleted. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addJob } from "../helpers/exporting.ts";
import { customers, FETCH_JOB, fetchNow, fetchWorkspace, putRemote } from "../helpers/fetching.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { FaultyServer } from "../helpers/sftp-faults.ts";
import { PACKET } from "../helpers/sftp-packets.ts";
import type { Workspace } from "../helpers/workspace.ts";

const REMOVE = 13;

describe.skipIf(opensshMissing)("a fetch from a server that goes wrong", () => {
  let folder: string;
  let server: FaultyServer;
  let workspace: Workspace;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "quayside-fetch-"));
    server = await FaultyServer.start(folder);
    workspace = await fetchWorkspace(server.settings);
    await workspace.start();
  });
  afterEach(async () => {
    await workspace.remove();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const run = async (Afterwards: string, rows: number): Promise<unknown> => {
    await putRemote(server.root, "in/customers_1.csv", customers(rows));
    const job = await addJob(workspace, { ...FETCH_JOB, Afterwards });
    return await fetchNow(workspace, job);
  };

  it("U1: cut again and again while a file is read - fetched on from there, once", async () => {
    let answers = 0;
    let asked = 0;
    server.faults = {
      request: ({ type }) => {
        if (type === PACKET.read) asked += 1;
        return "pass";
      },
      answer: (_packet, request) => {
        if (request?.type !== PACKET.read) return "pass";
        answers += 1;
        return answers === 40 || answers === 90 ? "cut" : "pass";
      },
    };
    const rows = 200_000;
    expect(await run("keep", rows)).toMatchObject({
      state: "Completed",
      fetch: { files: [{ rows: { total: rows, created: rows } }] },
    });
    const blocks = Math.ceil(customers(rows).length / 32_768);
    expect(answers).toBeGreaterThan(90);
    // What was under way at the cuts is asked for again, and no more.
    expect(asked).toBeLessThan(blocks + 2 * 40);
  });

  it.each(["request", "answer"] as const)(
    "U1: cut at the %s of the move - moved once",
    async (at) => {
      cutOnce(at, PACKET.rename);
      expect(await run("move done", 3)).toMatchObject({
        state: "Completed",
        fetch: { files: [{ settled: "moved", movedTo: "in/done/customers_1.csv" }] },
      });
      expect(await readdir(join(server.root, "in/done"))).toEqual(["customers_1.csv"]);
    },
  );

  it.each(["request", "answer"] as const)(
    "U1: cut at the %s of the deletion - deleted once",
    async (at) => {
      cutOnce(at, REMOVE);
      expect(await run("delete", 3)).toMatchObject({
        state: "Completed",
        fetch: { files: [{ settled: "deleted" }] },
      });
      expect(await readdir(join(server.root, "in"))).toEqual([]);
    },
  );

  it("a name that is taken in the folder gets a number", async () => {
    await putRemote(server.root, "in/done/customers_1.csv", "of before");
    expect(await run("move done", 3)).toMatchObject({
      fetch: { files: [{ settled: "moved", movedTo: "in/done/customers_1_2.csv" }] },
    });
    const names = await readdir(join(server.root, "in/done"));
    expect(names.sort()).toEqual(["customers_1.csv", "customers_1_2.csv"]);
  });

  it("U4: another host key - failed at once with P003, nothing was read", async () => {
    await server.renewHostKey();
    expect(await run("delete", 3)).toMatchObject({ state: "Failed", error: { code: "P003" } });
    expect(await readdir(join(server.root, "in"))).toEqual(["customers_1.csv"]);
  });

  it("U4: another password - failed at once with P004", async () => {
    server.login = { kind: "password", password: "not a key" };
    expect(await run("keep", 3)).toMatchObject({ state: "Failed", error: { code: "P004" } });
  });

  function cutOnce(at: "request" | "answer", type: number): void {
    let isCut = false;
    const fate = (isMeant: boolean): "cut" | "pass" => {
      if (!isMeant || isCut) return "pass";
      isCut = true;
      return "cut";
    };
    server.faults =
      at === "request"
        ? { request: (packet) => fate(packet.type === type) }
        : { answer: (_packet, request) => fate(request?.type === type) };
  }
});
