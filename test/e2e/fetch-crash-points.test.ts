/** The fetch line is killed before and after each of its effects: one import, one remote file, nothing left. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FETCH_EFFECTS } from "../../src/core/effect.ts";
import { dieAt, makeArmedBuild } from "../helpers/armed-build.ts";
import { addJob } from "../helpers/exporting.ts";
import {
  customers,
  endedFetch,
  FETCH_JOB,
  fetchesOf,
  fetchWorkspace,
  putRemote,
  untilSwept,
} from "../helpers/fetching.ts";
import { opensshMissing } from "../helpers/openssh.ts";
import { startSftpServer, type SftpServer } from "../helpers/sftp-server.ts";
import { Workspace } from "../helpers/workspace.ts";

const FAR = "2099-01-01T00:00:00.000Z";
const ROWS = 30;

describe.skipIf(opensshMissing)("a fetch whose daemon is killed", () => {
  let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
  let folder: string;
  let server: SftpServer;
  let prepared: Workspace;
  let job: string;
  let workspace: Workspace | undefined;

  beforeAll(async () => {
    armed = await makeArmedBuild();
    folder = await mkdtemp(join(tmpdir(), "quayside-fetch-"));
    server = await startSftpServer(folder);
    prepared = await fetchWorkspace(server.settings);
    await prepared.start();
    const fields = { File: "in/customers_*.csv.gz", Afterwards: "move done", Run: `once ${FAR}` };
    job = await addJob(prepared, { ...FETCH_JOB, ...fields });
    await prepared.stop();
  });
  afterAll(async () => {
    await armed.remove();
    await prepared.remove();
    await server.stop();
    await rm(folder, { recursive: true });
  });
  afterEach(async () => {
    await workspace?.remove();
    await rm(join(server.root, "in"), { recursive: true, force: true });
  });

  /** A copy of the prepared workspace whose job is due in a moment, and the file that it fetches. */
  async function dueSoon(): Promise<Workspace> {
    await putRemote(server.root, "in/customers_1.csv.gz", gzipSync(customers(ROWS)));
    const path = await mkdtemp(join(tmpdir(), "quayside-e2e-"));
    await cp(prepared.path, path, { recursive: true });
    const copy = new Workspace(path);
    workspace = copy;
    const cataloguePath = join(path, "var/catalogue.json");
    const catalogue = await readFile(cataloguePath, "utf8");
    const soon = new Date(Date.now() + 1_500).toISOString();
    await writeFile(cataloguePath, catalogue.replaceAll(FAR, soon));
    return copy;
  }

  async function checkFetched(copy: Workspace): Promise<void> {
    expect(await endedFetch(copy, job)).toMatchObject({
      state: "Completed",
      fetch: {
        files: [
          {
            settled: "moved",
            movedTo: "in/done/customers_1.csv.gz",
            rows: { total: ROWS, created: ROWS },
          },
        ],
      },
    });
    expect(await fetchesOf(copy, job)).toHaveLength(1);
    expect(await copy.results("DataImporter/customers")).toHaveLength(1);
    expect(await readdir(join(server.root, "in"))).toEqual(["done"]);
    expect(await readdir(join(server.root, "in/done"))).toEqual(["customers_1.csv.gz"]);
    await untilSwept(copy);
    const dropped = await readdir(copy.folder("DataImporter/customers"));
    expect(dropped.sort()).toEqual(["History", "InProcess"]);
  }

  // A fetch takes one step after another: what stands before a step is what the one before has left.
  const moments = [`${FETCH_EFFECTS[0]}:before`, ...FETCH_EFFECTS.map((step) => `${step}:after`)];

  it.each(moments)("K1: killed %s - imported once, moved once", async (moment) => {
    const copy = await dueSoon();
    await dieAt(copy, armed.mainPath, moment);
    await copy.start();
    await checkFetched(copy);
    expect((await copy.stop()).code).toBe(0);
  });

  it("K3: killed again and again on its way - imported once, moved once", async () => {
    const copy = await dueSoon();
    for (const moment of [
      "fetch.found:after",
      "fetch.unpack:after",
      "fetch.stage:after",
      "fetch.drop:after",
      "fetch.decided:before",
      "fetch.settle:after",
      "fetch.finish:before",
    ]) {
      await dieAt(copy, armed.mainPath, moment);
    }
    await copy.start();
    await checkFetched(copy);
  });
});
