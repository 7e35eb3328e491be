/** Exports onto a real sshd: what clients see of them, and what becomes of them when the share goes wrong. */
import { mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeArmedBuild } from "../helpers/armed-build.ts";
import { clientsMissing, openByAll } from "../helpers/client-programs.ts";
import { statusNow, untilEnded, untilExportHeld } from "../helpers/daemon-http.ts";
import { checkSecrecy } from "../helpers/export-invariants.ts";
import { addJob, exportsOf, run } from "../helpers/exporting.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { keyOf, prepareWorkspace, type Prepared } from "../helpers/prepared-workspace.ts";
import { onShare, untilSwept } from "../helpers/published.ts";
import { startSftpServer, type SftpServer } from "../helpers/sftp-server.ts";
import { readShare } from "../helpers/share-reader.ts";
import { fingerprintOf, makeKey } from "../helpers/ssh-keys.ts";
import { until } from "../helpers/until.ts";
import type { Workspace } from "../helpers/workspace.ts";

const BULK = 60;
const HISTORY = 200;
/** All records, of which the bulk can't be packed: about 4 MB. */
const JOB = {
  Title: "To the client",
  Source: "contact-history",
  Type: "interaction",
  Run: "cron 0 0 1 1 *",
  Timeframe: "all",
};
const PULLER = new URL("../helpers/pull-sets.py", import.meta.url).pathname;

let prepared: Prepared;
let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let folder: string;
let server: SftpServer;
let workspace: Workspace;

beforeAll(async () => {
  prepared = await prepareWorkspace({ interactions: HISTORY, bulk: BULK });
  armed = await makeArmedBuild();
});
afterAll(async () => {
  await prepared.remove();
  await armed.remove();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-sftp-"));
  server = await startSftpServer(folder);
  workspace = await prepared.copy(settingsFor(server));
});
afterEach(async () => {
  await workspace.remove();
  await server.stop();
  await rm(folder, { recursive: true });
});

function settingsFor({ settings, hostKey }: SftpServer): string {
  const { port, username, path, privateKeyPath = "" } = settings;
  const where = `type: sftp, host: 127.0.0.1, port: ${port}, username: ${username}, path: "${path}"`;
  return `destinations:
  client: { ${where}, privateKeyFile: "${privateKeyPath}", hostKey: "${hostKey}" }
`;
}

/** Makes the job, and queues one run of it. */
async function submitted(SplitSize: string): Promise<string> {
  const job = await addJob(workspace, { ...JOB, SplitSize });
  expect((await workspace.quayside("jobs", "run", job)).code).toBe(0);
  return job;
}

const namesOnShare = (): Promise<readonly string[]> => onShare(workspace, server.root);
const indexes = async (): Promise<readonly string[]> =>
  (await namesOnShare()).filter((name) => name.endsWith(".index.json"));

/** The one run of the job has ended well; its set is there, once, and opens; nothing else is there. */
async function checkPublished(job: string, volumes: number): Promise<void> {
  const { id, state, files = [] } = await untilEnded(workspace, job);
  expect(await exportsOf(workspace, job)).toHaveLength(1);
  expect(state).toBe("Finished");
  expect(files.length).toBeGreaterThanOrEqual(volumes);
  const wanted = [`export-${id}.index.json`, ...files.map(({ name }) => name)];
  expect(await namesOnShare()).toEqual(wanted.sort());
  const archive = await openByAll(workspace, { id, key: keyOf(workspace), share: server.root }, [
    "smime",
  ]);
  expect(archive.records).toEqual({
    "Interaction.json": HISTORY + BULK,
    "Interaction-Attachment.json": HISTORY / 10 + BULK,
  });
  await untilSwept(workspace);
}

describe.skipIf((clientsMissing ?? opensshMissing) !== undefined)(
  "sets of volumes on a share that clients look at all the time",
  () => {
    it("U3: pulled by sftp and paramiko while they appear - never a partial file, never an index too early", async () => {
      const sets = 3;
      await mkdir(server.root, { recursive: true });
      const local = join(folder, "paramiko");
      await mkdir(local);
      const { port, username, privateKeyPath: keyPath = "" } = server.settings;
      const stopReading = readShare(server.root);
      const where = [String(port), username, keyPath, server.root, local, String(sets)];
      const pulled = run("/usr/bin/python3", [PULLER, ...where]);
      await workspace.start();
      const job = await submitted("1MiB");
      for (let count = 1; count < sets; count += 1) {
        await untilEnded(workspace, job, { count });
        expect((await workspace.quayside("jobs", "run", job)).code).toBe(0);
      }
      const { id } = await untilEnded(workspace, job, { count: sets });
      const { taken, problems } = JSON.parse((await pulled).stdout) as Record<string, string[]>;
      expect({ taken: taken?.length, problems }).toEqual({ taken: sets, problems: [] });
      const sights = await stopReading();
      expect(sights).toMatchObject({ indexes: sets, problems: [] });
      expect(sights.looks).toBeGreaterThan(100);
      const bySftp = join(folder, "sftp");
      await mkdir(bySftp);
      await writeFile(
        join(folder, "batch"),
        `cd ${server.root}\nlcd ${bySftp}\nget export-${id}*\n`,
      );
      await run("sftp", [
        ...["-q", "-b", join(folder, "batch"), "-i", keyPath, "-P", String(port), "-F", "none"],
        ...["-o", "StrictHostKeyChecking=accept-new"],
        ...["-o", `UserKnownHostsFile=${join(folder, "known_hosts")}`],
        `${userInfo().username}@127.0.0.1`,
      ]);
      const key = keyOf(workspace);
      const opened = await openByAll(workspace, { id, key, share: bySftp });
      expect(opened.volumes).toBeGreaterThan(3);
      const byParamiko = await openByAll(workspace, { id, key, share: local }, ["smime"]);
      expect(byParamiko.records).toEqual(opened.records);
    });
  },
);

describe.skipIf((clientsMissing ?? opensshMissing) !== undefined)("a share that goes wrong", () => {
  it("U1: share away while a run wants to publish - held with P001, goes on by itself", async () => {
    await server.stop();
    await workspace.start();
    const job = await submitted("512KiB");
    const held = await untilExportHeld(workspace, job, "P001");
    expect(held.reason).toContain(`127.0.0.1:${server.port}`);
    expect(Date.parse(held.retryAt)).toBeGreaterThan(Date.now() - 60_000);
    const { stdout } = await workspace.quayside("status");
    expect(stdout).toMatch(/Export {2}To the client {2}held: P001 .*tried again at/);
    await checkSecrecy(workspace);
    await server.restart();
    await checkPublished(job, 8);
    expect(workspace.log).toContain('"export.resumed"');
  });

  it("U4: host key changed - P003 with both fingerprints, goes on once service.yml has the new one", async () => {
    const hostKeyPath = join(folder, "host_ed25519");
    await rm(hostKeyPath);
    await rm(`${hostKeyPath}.pub`);
    makeKey(hostKeyPath);
    await server.restart();
    const changed = fingerprintOf(hostKeyPath);
    await workspace.start();
    const job = await submitted("512KiB");
    const { reason } = await untilExportHeld(workspace, job, "P003");
    expect(reason).toContain(changed);
    expect(reason).toContain(server.hostKey);
    expect(await namesOnShare()).toEqual([]);
    expect((await workspace.stop()).code).toBe(0);
    const settings = await readFile(workspace.settingsPath, "utf8");
    await writeFile(workspace.settingsPath, settings.replace(server.hostKey, changed));
    await workspace.start();
    await checkPublished(job, 8);
  });

  it.each([1, 30])(
    "K2: kill -9 of the daemon when %d of over 60 volumes are up - the set once and whole",
    async (up) => {
      // It stands still until the command that queues the run has its answer.
      const goOnPath = join(folder, "go-on");
      const hold = { HOLD_AT: "export.start:before", HOLD_UNTIL: goOnPath };
      // The mark of the share comes first.
      const env = { CRASH_AT: `publish.rename:after:${up + 1}`, ...hold };
      await workspace.start({ mainPath: armed.mainPath, env });
      const job = await submitted("64KiB");
      await writeFile(goOnPath, "");
      expect((await workspace.ended()).signal).toBe("SIGKILL");
      const names = await namesOnShare();
      expect(names.filter((name) => !name.startsWith(".")).length).toBeGreaterThanOrEqual(up);
      expect(await indexes()).toEqual([]);
      await checkSecrecy(workspace);
      await workspace.start();
      await checkPublished(job, 60);
    },
  );

  it("U5: one volume can't be published for long - no index, the others wait, goes on when it can", async () => {
    await server.stop();
    await workspace.start();
    const job = await submitted("512KiB");
    await untilExportHeld(workspace, job, "P001");
    const [running] = (await statusNow(workspace)).exports.running;
    const name = `export-${running?.run ?? ""}.z07.smime`;
    const obstacle = join(server.root, name);
    await mkdir(obstacle);
    await server.restart();
    const tries: number[] = [];
    await until("pauses that have grown to seconds", async () => {
      const { reason, retryAt } = await untilExportHeld(workspace, job, "P006");
      expect(reason).toContain(name);
      expect(await indexes()).toEqual([]);
      const retryMs = Date.parse(retryAt);
      const lastMs = tries.at(-1) ?? 0;
      if (retryMs !== lastMs) tries.push(retryMs);
      return tries.length >= 3 && retryMs - lastMs >= 4_000;
    });
    expect(workspace.log).toContain('"export.held"');
    const volumes = (await namesOnShare()).filter((one) => one.endsWith(".smime"));
    expect(volumes.length).toBeGreaterThan(3);
    await rmdir(obstacle);
    await checkPublished(job, 8);
  });
});
