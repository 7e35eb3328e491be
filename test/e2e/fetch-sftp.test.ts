/** Fetches from a real sshd through the built daemon: what is brought, imported, and left behind. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expandDates } from "../../src/jobs/name-pattern.ts";
import { addJob, run } from "../helpers/exporting.ts";
import {
  customers,
  endedFetch,
  FETCH_JOB,
  fetchesOf,
  fetchNow,
  fetchWorkspace,
  putRemote,
  untilSwept,
} from "../helpers/fetching.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { startSftpServer, type SftpServer } from "../helpers/sftp-server.ts";
import { until } from "../helpers/until.ts";
import type { Workspace } from "../helpers/workspace.ts";

let folder: string;
let server: SftpServer;
let workspace: Workspace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-fetch-"));
  server = await startSftpServer(folder);
  workspace = await fetchWorkspace(server.settings);
});
afterEach(async () => {
  await workspace.remove();
  await server.stop();
  await rm(folder, { recursive: true });
});

const records = async (): Promise<number> => {
  const { stdout } = await workspace.quayside("records", "customers", "--format", "jsonl");
  return stdout.split("\n").filter((line) => line !== "").length;
};

const has = (...[program = "", ...args]: readonly string[]): boolean =>
  spawnSync(program, args).status === 0;

/** A time zone in which it is about noon: no day ends while a test runs. */
function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  // The signs of these names are those of POSIX: behind UTC is +.
  return `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

/** Waits until a run has looked in vain, and says so in the status. */
async function untilWaiting(): Promise<void> {
  await until("a look in vain", async () => {
    const { stdout } = await workspace.quayside("status");
    return stdout.includes("Fetch  Customers  Waiting  for the file");
  });
}

/** A run that has looked and waits; it is cancelled. */
async function findsNothing(job: string): Promise<void> {
  expect((await workspace.quayside("jobs", "run", job)).code).toBe(0);
  await untilWaiting();
  expect((await workspace.quayside("jobs", "cancel", job)).code).toBe(0);
}

describe.skipIf(opensshMissing)("a fetch from SFTP", () => {
  it("a job from a dropped file brings a packed file with the day in its name, imports it and moves it", async () => {
    await workspace.start();
    const zone = zoneAtNoon();
    const today = expandDates("{yyyyMMdd}", new Date(), zone);
    await putRemote(server.root, `in/customers_${today}.csv.gz`, gzipSync(customers(20)));
    const job = {
      ...FETCH_JOB,
      File: "in/customers_{yyyyMMdd}.csv.gz",
      TimeZone: zone,
      Afterwards: "move done",
      Run: "once",
    };
    await workspace.drop("ExportJob", "job.json", JSON.stringify(job));
    expect((await workspace.result("ExportJob", "job.json")).status).toBe("Succeeded");
    const begun = await until("the run", async () => (await fetchesOf(workspace, "Customers"))[0]);
    const ended = await endedFetch(workspace, begun.job);
    expect(ended).toMatchObject({ state: "Completed", line: "fetch" });
    expect(ended.fetch?.files).toMatchObject([
      {
        step: "settled",
        settled: "moved",
        movedTo: `in/done/customers_${today}.csv.gz`,
        name: `customers_${today}.csv`,
        status: "Succeeded",
        rows: { total: 20, created: 20 },
      },
    ]);
    expect(await readdir(join(server.root, "in"))).toEqual(["done"]);
    expect(await records()).toBe(20);
    const [result] = await workspace.results("DataImporter/customers");
    expect(result).toMatchObject({
      run: ended.fetch?.files[0]?.importRun,
      sha256: ended.fetch?.files[0]?.sha256,
    });
    await untilSwept(workspace);
  });

  it.skipIf(!has("zip", "-v"))(
    "several files are brought one after another in the order of their names; a zip is opened",
    async () => {
      await workspace.start();
      await putRemote(server.root, "in/customers_2.csv", customers(3, 10));
      await putRemote(server.root, "in/customers_1.csv", customers(2, 1));
      await putRemote(folder, "made/customers.csv", customers(4, 20));
      execFileSync("zip", ["-q", "-j", join(folder, "a.zip"), join(folder, "made/customers.csv")]);
      execFileSync("cp", ["-p", join(folder, "a.zip"), join(server.root, "in/customers_3.zip")]);
      const job = await addJob(workspace, {
        ...FETCH_JOB,
        File: "in/customers_?.*",
        Afterwards: "delete",
      });
      const ended = await fetchNow(workspace, job);
      expect(ended.state).toBe("Completed");
      expect(ended.fetch?.files.map(({ name, settled }) => `${name} ${settled}`)).toEqual([
        "customers_1.csv deleted",
        "customers_2.csv deleted",
        "customers_3.csv deleted",
      ]);
      expect(await readdir(join(server.root, "in"))).toEqual([]);
      expect(await records()).toBe(9);
    },
  );

  it("a file that is kept is imported once, and again when it has changed", async () => {
    await workspace.start();
    await putRemote(server.root, "in/customers_1.csv", customers(2));
    const job = await addJob(workspace, FETCH_JOB);
    expect((await fetchNow(workspace, job)).state).toBe("Completed");
    expect((await workspace.quayside("jobs", "suspend", job)).code).toBe(0);
    await findsNothing(job);
    await putRemote(server.root, "in/customers_1.csv", customers(3, 3));
    expect((await fetchNow(workspace, job)).state).toBe("Completed");
    expect(await records()).toBe(5);
  });

  it.skipIf(!has("faketime", "--version"))(
    "a file that is not there by the deadline ends the run as TimedOut",
    async () => {
      await workspace.start();
      const job = await addJob(workspace, { ...FETCH_JOB, Deadline: "1m" });
      expect((await workspace.quayside("jobs", "run", job)).code).toBe(0);
      await until(
        "the wait",
        async () => (await fetchesOf(workspace, job))[0]?.state === "Waiting",
      );
      await workspace.stop();
      // An hour later.
      const { stdout } = await run("faketime", ["-f", "+1h", "printenv", "LD_PRELOAD"]);
      await workspace.start({ env: { LD_PRELOAD: stdout.trim(), FAKETIME: "+1h" } });
      expect(await endedFetch(workspace, job)).toMatchObject({
        state: "TimedOut",
        error: {
          code: "P010",
          message: "no new file in/customers_*.csv was on crm by the deadline",
        },
      });
    },
  );

  it("a file that is not there is waited for, shown as Waiting, and taken when it comes", async () => {
    await workspace.start();
    const job = await addJob(workspace, FETCH_JOB);
    expect((await workspace.quayside("jobs", "run", job)).code).toBe(0);
    await until("the wait", async () => (await fetchesOf(workspace, job))[0]?.state === "Waiting");
    const refused = await workspace.quayside("jobs", "run", job);
    expect([refused.code, refused.stdout + refused.stderr]).toEqual([
      4,
      expect.stringContaining("J004"),
    ]);
    await untilWaiting();
    await putRemote(server.root, "in/customers_1.csv", customers(2));
    expect(await endedFetch(workspace, job)).toMatchObject({ state: "Completed" });
  });

  it("rejected rows make it CompletedWithFailures; a file that fails stays and is not tried again", async () => {
    await workspace.start();
    await putRemote(server.root, "in/customers_1.csv", `${customers(2)}C9,\r\n`);
    const job = await addJob(workspace, { ...FETCH_JOB, Afterwards: "delete" });
    expect(await fetchNow(workspace, job)).toMatchObject({
      state: "CompletedWithFailures",
      fetch: {
        files: [{ status: "PartiallySucceeded", rows: { rejected: 1 }, settled: "deleted" }],
      },
    });
    await putRemote(server.root, "in/customers_2.csv", "what,is,this\r\n1,2,3\r\n");
    const failed = await fetchNow(workspace, job);
    expect(failed).toMatchObject({
      state: "Failed",
      error: { code: "F006" },
      fetch: { files: [{ status: "Failed", settled: "left" }] },
    });
    expect(await readdir(join(server.root, "in"))).toEqual(["customers_2.csv"]);
    await findsNothing(job);
  });

  it("a wait can be cancelled, and goes on after a restart of the daemon", async () => {
    await workspace.start();
    const job = await addJob(workspace, FETCH_JOB);
    expect((await workspace.quayside("jobs", "run", job)).code).toBe(0);
    await until("the wait", async () => (await fetchesOf(workspace, job))[0]?.state === "Waiting");
    expect((await workspace.stop()).code).toBe(0);
    await workspace.start();
    const waiting = await until("the same wait", async () => {
      const runs = await fetchesOf(workspace, job);
      return runs[0]?.state === "Waiting" && runs;
    });
    expect(waiting).toMatchObject([{ attempt: 1 }]);
    expect((await workspace.quayside("jobs", "cancel", job)).code).toBe(0);
    expect(await fetchesOf(workspace, job)).toMatchObject([{ state: "Cancelled" }]);
    await putRemote(server.root, "in/customers_1.csv", customers(2));
    expect((await fetchNow(workspace, job)).state).toBe("Completed");
  });

  it("jobs name sources and databases that are there; doctor looks at the source", async () => {
    await workspace.start();
    let files = 0;
    const add = async (fields: object): Promise<string> => {
      const name = `wrong-${++files}.json`;
      await workspace.drop("ExportJob", name, JSON.stringify({ ...FETCH_JOB, ...fields }));
      return Object.keys((await workspace.result("ExportJob", name)).codes).join();
    };
    expect(await add({ Connection: "cmr" })).toBe("J010,F013");
    expect(await add({ Database: "clients" })).toBe("J011,F013");
    expect(await add({ Source: "data-updater" })).toBe("J011,F013");
    expect(await add({ File: "", Table: "customers" })).toBe("J010,F013");
    const { stdout } = await workspace.quayside("doctor");
    expect(stdout).toMatch(/source crm.*can be read/);
  });
});
