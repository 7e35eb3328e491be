/** Faults of a daemon that exports: certificates, cancelling, stops, and its queue. */
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ExportRun } from "../../src/store/export-run.ts";
import { makeArmedBuild } from "../helpers/armed-build.ts";
import { clientsMissing, openByAll } from "../helpers/client-programs.ts";
import { act, runsOf, statusNow, untilEnded, untilExportHeld } from "../helpers/daemon-http.ts";
import { checkSecrecy } from "../helpers/export-invariants.ts";
import { addJob, giveCertificate, sharePath } from "../helpers/exporting.ts";
import { keyOf, prepareWorkspace, type Prepared } from "../helpers/prepared-workspace.ts";
import {
  checkNothingLeft,
  checkPublished,
  LARGE,
  onShare,
  runJob,
  SMALL,
} from "../helpers/published.ts";
import { until } from "../helpers/until.ts";
import { makeDated, makeUnfit } from "../helpers/wrong-certificates.ts";
import type { Workspace } from "../helpers/workspace.ts";

const BULK = 300;
const HISTORY = 100;

let prepared: Prepared;
let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let workspace: Workspace;

beforeAll(async () => {
  prepared = await prepareWorkspace({ interactions: HISTORY, bulk: BULK });
  armed = await makeArmedBuild();
});
afterAll(async () => {
  await prepared.remove();
  await armed.remove();
});
afterEach(() => workspace.remove());

/** In the middle of what LARGE builds, and of what it publishes. */
const BUILDING = "export.file:before:20";
const PUBLISHING = "publish.rename:before:10";

const goOnPath = (): string => join(workspace.path, "go-on");

/** Starts a daemon whose exports stand still at `moment`: until `goOn`, or until they are broken off. */
async function startHeldAt(moment: string, more: Readonly<Record<string, string>> = {}) {
  const env = { HOLD_AT: moment, HOLD_UNTIL: goOnPath(), ...more };
  await workspace.start({ mainPath: armed.mainPath, env });
}

const goOn = (): Promise<void> => writeFile(goOnPath(), "");

async function untilBuilding(): Promise<void> {
  await until("the export to be built", async () => {
    const [running] = (await statusNow(workspace)).exports.running;
    return running?.step === "building" && running.records > 0;
  });
}

describe.skipIf(clientsMissing !== undefined)(
  "Y2: a certificate that can't be encrypted to",
  () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "quayside-certificates-"));
      workspace = await prepared.copy("exports: { certificate: ./given.pem }\n");
      await rm(join(workspace.path, "var/certificates"), { recursive: true });
    });
    afterEach(() => rm(folder, { recursive: true }));

    const past = { start: "20200101000000Z", end: "20210101000000Z" };
    const future = { start: "20900101000000Z", end: "20910101000000Z" };
    const usage = ["-addext", "keyUsage=critical,digitalSignature"];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    const KINDS: readonly (readonly [string, string, () => Promise<string>])[] = [
      ["expired", "E002", () => makeDated(folder, "expired", past)],
      ["not yet valid", "E003", () => makeDated(folder, "early", future)],
      ["weak", "E004", () => makeUnfit(folder, "weak", "-newkey", "rsa:1024")],
      ["not RSA", "E005", () => makeUnfit(folder, "curve", ...curve)],
      ["not for keys", "E006", () => makeUnfit(folder, "usage", "-newkey", "rsa:2048", ...usage)],
    ];

    it("Y2: certificate missing, expired, early, weak, EC, of another usage - each refused with its code", async () => {
      await workspace.start();
      const job = await addJob(workspace, SMALL);
      await runJob(workspace, job);
      const missing = await untilEnded(workspace, job);
      // The settings name a file, and it is not there.
      expect(missing).toMatchObject({ state: "Failed", error: { code: "E007" } });
      let count = 1;
      for (const [name, code, make] of KINDS) {
        const path = await make();
        const set = await workspace.quayside("certificate", "set", path, "--json");
        expect({ name, exit: set.code }).toEqual({ name, exit: 4 });
        expect(set.stderr).toContain(code);
        await copyFile(path, join(workspace.path, "given.pem"));
        await runJob(workspace, job);
        const failed = await untilEnded(workspace, job, { count: ++count });
        expect({ name, ...failed }).toMatchObject({ name, state: "Failed", error: { code } });
      }
      await checkNothingLeft(workspace);
      await giveCertificate(workspace);
      await runJob(workspace, job);
      await checkPublished(workspace, await untilEnded(workspace, job, { count: ++count }));
    });

    it("Y2: no certificate at all - refused with E001 and the command that gives one", async () => {
      const bare = await prepared.copy();
      await workspace.remove();
      workspace = bare;
      await rm(join(workspace.path, "var/certificates"), { recursive: true });
      await workspace.start();
      const job = await addJob(workspace, SMALL);
      await runJob(workspace, job);
      expect(await untilEnded(workspace, job)).toMatchObject({
        state: "Failed",
        error: { code: "E001", message: expect.stringContaining("default") as string },
      });
      await checkNothingLeft(workspace);
    });
  },
);

describe.skipIf(clientsMissing !== undefined)("an export that breaks off", () => {
  beforeEach(async () => {
    // It may take its time to come to an end.
    workspace = await prepared.copy("shutdown: 10m\n");
  });

  it("Y2: certificate swapped mid-export - the run keeps its own, the next one takes the new", async () => {
    await workspace.start();
    const job = await addJob(workspace, SMALL);
    await workspace.stop();
    await startHeldAt("export.start:before", { CRASH_AT: "export.built:before" });
    await runJob(workspace, job);
    await goOn();
    expect((await workspace.ended()).signal).toBe("SIGKILL");
    const before = keyOf(workspace);
    const kept = { keyPath: `${before.keyPath}.before`, certificatePath: before.certificatePath };
    await rename(before.keyPath, kept.keyPath);
    await giveCertificate(workspace);
    await workspace.start();
    const first = await untilEnded(workspace, job);
    expect(first).toMatchObject({ state: "Finished", attempt: 2 });
    await openByAll(workspace, { id: first.id, key: kept });
    await runJob(workspace, job);
    const second = await untilEnded(workspace, job, { count: 2 });
    await openByAll(workspace, { id: second.id, key: keyOf(workspace) });
    expect(second.certificates).not.toEqual(first.certificates);
  });

  it("K4: stopped again and again in the middle - no stop counts as an attempt, published in the end", async () => {
    await startHeldAt(BUILDING);
    const job = await addJob(workspace, LARGE);
    await runJob(workspace, job);
    for (let stop = 0; stop < 4; stop++) {
      if (stop > 0) await startHeldAt(BUILDING);
      await untilBuilding();
      process.kill(workspace.pid, "SIGTERM");
      await until("the stop to begin", () => workspace.log.includes('"service.stopping"'));
      expect((await workspace.stop()).code).toBe(143);
      await checkSecrecy(workspace);
      expect(await onShare(workspace)).toEqual([]);
    }
    await workspace.start();
    const ended = await untilEnded(workspace, job);
    expect(ended.attempt).toBe(1);
    await checkPublished(workspace, ended);
  });

  it("K4: SIGTERM while it is built - comes to its end before the daemon does", async () => {
    await startHeldAt(BUILDING);
    const job = await addJob(workspace, LARGE);
    await runJob(workspace, job);
    await untilBuilding();
    process.kill(workspace.pid, "SIGTERM");
    await until("the stop to begin", () => workspace.log.includes('"service.stopping"'));
    await goOn();
    expect((await workspace.ended()).code).toBe(0);
    const names = await onShare(workspace);
    expect(names.filter((name) => name.endsWith(".index.json"))).toHaveLength(1);
    await workspace.start();
    const [ended] = await runsOf(workspace, job);
    expect(ended).toMatchObject({ state: "Finished", attempt: 1 });
  });
});

describe.skipIf(clientsMissing !== undefined)("an export that is cancelled", () => {
  beforeEach(async () => {
    workspace = await prepared.copy();
  });

  /** Nothing is left, and the job can be run again. */
  async function checkCancelled(job: string, count = 1): Promise<void> {
    const cancelled = await untilEnded(workspace, job, { count });
    expect(cancelled).toMatchObject({ state: "Cancelled", artifact: "None" });
    expect(cancelled.publishedAt).toBeUndefined();
    await checkNothingLeft(workspace);
    await goOn();
    await runJob(workspace, job);
    await checkPublished(workspace, await untilEnded(workspace, job, { count: count + 1 }));
  }

  it("ends while it is queued behind another one", async () => {
    await startHeldAt(BUILDING);
    const large = await addJob(workspace, LARGE);
    const small = await addJob(workspace, SMALL);
    await act(workspace, { Action: "run", Id: large }, { Action: "run", Id: small });
    await untilBuilding();
    const { running, queued } = (await statusNow(workspace)).exports;
    expect([running.map(({ job }) => job), queued.map(({ job }) => job)]).toEqual([
      [large],
      [small],
    ]);
    expect((await workspace.quayside("jobs", "cancel", small)).code).toBe(0);
    expect((await runsOf(workspace, small)).map(({ state }) => state)).toEqual(["Cancelled"]);
    await act(workspace, { Action: "cancel", Id: large });
    await checkCancelled(small);
  });

  it("ends in the moment in which it begins", async () => {
    await workspace.start();
    const job = await addJob(workspace, SMALL);
    await act(workspace, { Action: "run", Id: job }, { Action: "cancel", Id: job });
    await checkCancelled(job);
  });

  it("ends while it is built", async () => {
    await startHeldAt(BUILDING);
    const job = await addJob(workspace, LARGE);
    await runJob(workspace, job);
    await untilBuilding();
    await act(workspace, { Action: "cancel", Id: job });
    await checkCancelled(job);
  });

  it("ends while it is published, and takes back what was up", async () => {
    await startHeldAt(PUBLISHING);
    const job = await addJob(workspace, LARGE);
    await runJob(workspace, job);
    await until("ten volumes on the share", async () => (await onShare(workspace)).length >= 10);
    await act(workspace, { Action: "cancel", Id: job });
    await checkCancelled(job);
  });

  it("takes back what was up beside a name that is taken by another file", async () => {
    await startHeldAt("export.start:before");
    const other = await addJob(workspace, SMALL);
    const job = await addJob(workspace, LARGE);
    // The id of the run is known before it publishes, as long as it waits for its turn.
    await act(workspace, { Action: "run", Id: other }, { Action: "run", Id: job });
    const [run] = await runsOf(workspace, job);
    const obstacle = join(sharePath(workspace), `export-${run?.id ?? ""}.z09.smime`);
    await mkdir(obstacle, { recursive: true });
    await goOn();
    await untilExportHeld(workspace, job, "P006");
    const up = (await onShare(workspace)).filter((name) => name.includes(run?.id ?? ""));
    expect(up.length).toBeGreaterThan(1);
    await act(workspace, { Action: "cancel", Id: job });
    expect(await untilEnded(workspace, job)).toMatchObject({ state: "Cancelled" });
    const left = (await onShare(workspace)).filter((name) => name.includes(run?.id ?? ""));
    expect(left).toEqual([`export-${run?.id ?? ""}.z09.smime`]);
  });
});

describe.skipIf(clientsMissing !== undefined)("a queue of one export at a time", () => {
  it("takes the runs in the order in which they were asked for", async () => {
    workspace = await prepared.copy("exports: { parallel: 1 }\n");
    await startHeldAt("export.start:before");
    const jobs: string[] = [];
    for (const Title of ["C", "A", "B"]) jobs.push(await addJob(workspace, { ...SMALL, Title }));
    await act(workspace, ...jobs.map((Id) => ({ Action: "run", Id })));
    const { running, queued } = await until("the first to begin", async () => {
      const { exports } = await statusNow(workspace);
      return exports.running.length > 0 && exports;
    });
    expect([...running, ...queued].map(({ job }) => job)).toEqual(jobs);
    expect(running).toHaveLength(1);
    await goOn();
    const runs: ExportRun[] = [];
    for (const job of jobs) runs.push(await untilEnded(workspace, job));
    for (const [index, run] of runs.entries()) {
      const { finishedAt = "" } = runs[index - 1] ?? {};
      expect(finishedAt <= (run.startedAt ?? "")).toBe(true);
    }
  });
});
