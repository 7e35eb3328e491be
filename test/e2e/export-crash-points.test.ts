/** The export line is killed before and after each of its effects, and while it recovers. */
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { EXPORT_EFFECTS } from "../../src/core/effect.ts";
import { dieAt, makeArmedBuild } from "../helpers/armed-build.ts";
import { clientsMissing } from "../helpers/client-programs.ts";
import { checkExport, checkSecrecy, checkShare } from "../helpers/export-invariants.ts";
import {
  addJob,
  endedExport,
  exportsOf,
  giveCertificate,
  importHistory,
  makeHistory,
  publishedNames,
  sharePath,
  type ClientKey,
} from "../helpers/exporting.ts";
import { untilSwept } from "../helpers/published.ts";
import { HARD_ROWS, insertStock, TABLE } from "../helpers/some-tables.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

const RECORDS = 400;
const FAR = "2099-01-01T00:00:00.000Z";
/** Volumes of 64 KiB: several files to publish. */
const JOB = {
  Title: "Night",
  Source: "contact-history",
  Type: "interaction",
  Run: `once ${FAR}`,
  Timeframe: "all",
  SplitSize: "64KiB",
};
const RETENTION = ["retain.remove", "retain.ledger"] as const;

let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let prepared: Workspace;
let job: string;
let workspace: Workspace | undefined;

beforeAll(async () => {
  armed = await makeArmedBuild();
  prepared = await Workspace.create("exports: { retention: 30d }\n");
  await giveCertificate(prepared);
  await prepared.start();
  await importHistory(prepared, makeHistory(RECORDS));
  job = await addJob(prepared, JOB);
  await prepared.stop();
});
afterAll(async () => {
  await armed.remove();
  await prepared.remove();
});
afterEach(() => workspace?.remove());

/** A copy of the prepared workspace whose job is due in a moment. */
async function dueSoon(
  retention = "30d",
  from = prepared,
): Promise<{ workspace: Workspace; key: ClientKey }> {
  const path = await mkdtemp(join(tmpdir(), "quayside-e2e-"));
  await cp(from.path, path, { recursive: true });
  const copy = new Workspace(path);
  workspace = copy;
  const cataloguePath = join(path, "var/catalogue.json");
  const catalogue = await readFile(cataloguePath, "utf8");
  const soon = new Date(Date.now() + 1_500).toISOString();
  await writeFile(cataloguePath, catalogue.replaceAll(FAR, soon));
  const settings = await readFile(copy.settingsPath, "utf8");
  await writeFile(copy.settingsPath, settings.replace("retention: 30d", `retention: ${retention}`));
  const key = { keyPath: join(path, "default.key"), certificatePath: join(path, "default.pem") };
  return { workspace: copy, key };
}

describe.skipIf(clientsMissing !== undefined)("an export whose daemon is killed", () => {
  const effects = EXPORT_EFFECTS.filter((one) => !RETENTION.some((other) => other === one));
  const moments = effects.flatMap((step) => [`${step}:before`, `${step}:after`]);

  it.each(moments)("K2: killed %s - published once and whole after the restart", async (moment) => {
    const made = await dueSoon();
    await dieAt(made.workspace, armed.mainPath, moment);
    await checkSecrecy(made.workspace);
    await checkShare(made.workspace);
    await made.workspace.start();
    await checkExport(made.workspace, { job, key: made.key, records: RECORDS });
    await checkSecrecy(made.workspace);
    expect((await made.workspace.stop()).code).toBe(0);
  });

  it("K2: killed again and again on its way - published once and whole", async () => {
    const made = await dueSoon();
    for (const moment of [
      "export.start:after",
      "export.built:before",
      "publish.upload:after:2",
      "publish.rename:before:2",
      "publish.index:after",
      "export.finish:before",
    ]) {
      await dieAt(made.workspace, armed.mainPath, moment);
      await checkShare(made.workspace);
    }
    await made.workspace.start();
    await checkExport(made.workspace, { job, key: made.key, records: RECORDS });
  });

  it("K2: killed three times while it is built - failed with S001, and the job can be run again", async () => {
    const made = await dueSoon();
    for (let attempt = 1; attempt <= 3; attempt++) {
      await dieAt(made.workspace, armed.mainPath, "export.built:before");
    }
    await made.workspace.start();
    const failed = await endedExport(made.workspace, job);
    expect(failed).toMatchObject({ state: "Failed", error: { code: "S001" }, artifact: "None" });
    await untilSwept(made.workspace);
    expect((await made.workspace.quayside("jobs", "run", job)).code).toBe(0);
    const again = await until("a second run", async () => {
      const [newest] = await exportsOf(made.workspace, job);
      return newest?.id !== failed.id && newest?.finishedAt !== undefined ? newest : undefined;
    });
    expect(again.state).toBe("Finished");
  });
});

/** The file itself, of a client's table: all of it, or what changed (the first time that is all as well). */
const PLAIN = {
  Source: "data-displacer",
  Database: "stock",
  Run: `once ${FAR}`,
  FileName: "stock",
};
const PLAIN_JOBS = [
  { Title: "All", Timeframe: "all" },
  { Title: "Changes", Timeframe: "delta" },
] as const;
/** Nothing is said to be published but by the file itself. Each moment is one job's; both die where the mark is set. */
const PLAIN_MOMENTS = {
  All: [
    ...[
      "export.start:after",
      "export.file:before",
      "export.built:before",
      "publish.upload:after:2",
    ],
    ...["publish.rename:after:2", "export.published:after", "export.finish:after"],
    "export.clean:before",
  ],
  Changes: [
    ...["export.file:after", "export.built:after", "publish.rename:before:2"],
    ...["export.published:before", "export.published:after", "export.finish:before"],
    "export.clean:after",
  ],
} as const;

describe.skipIf(clientsMissing !== undefined).each(PLAIN_JOBS)(
  "an export of a file itself whose daemon is killed: $Title",
  (fields) => {
    let plain: Workspace;
    beforeAll(async () => {
      plain = await Workspace.create();
      await mkdir(join(plain.path, "config/databases"), { recursive: true });
      await writeFile(join(plain.path, "config/databases/stock.yml"), TABLE);
      await plain.start();
      await addJob(plain, { ...PLAIN, ...fields });
      await plain.stop();
      insertStock(join(plain.path, "var/quayside.db"), 7, HARD_ROWS);
    });
    afterAll(() => plain.remove());

    it.each(PLAIN_MOMENTS[fields.Title])(
      "K2: killed %s - published once, whole, and marked",
      async (moment) => {
        const { workspace: made } = await dueSoon("30d", plain);
        await dieAt(made, armed.mainPath, moment);
        const stands = await publishedNames(sharePath(made)).catch(() => []);
        const visible = stands.filter((name) => !name.startsWith("."));
        expect(["", "stock.csv"]).toContain(visible.join());
        await made.start();
        const [ended] = await until("the end of the run", async () => {
          const runs = await exportsOf(made, fields.Title);
          return runs[0]?.finishedAt === undefined ? undefined : runs;
        });
        expect(ended).toMatchObject({ state: "Finished", artifact: "Published" });
        expect(await exportsOf(made, fields.Title)).toHaveLength(1);
        expect(await publishedNames(sharePath(made))).toEqual(["stock.csv"]);
        const content = await readFile(join(sharePath(made), "stock.csv"));
        const sha256 = createHash("sha256").update(content).digest("hex");
        expect(ended?.files).toEqual([{ name: "stock.csv", sizeBytes: content.length, sha256 }]);
        expect(ended?.scope?.auditUpTo).toBe(7);
        await untilSwept(made);
        expect((await made.stop()).code).toBe(0);
      },
    );
  },
);

describe.skipIf(clientsMissing !== undefined)("an expired export whose daemon is killed", () => {
  it.each(RETENTION.flatMap((step) => [`${step}:before`, `${step}:after`]))(
    "R1: killed %s - gone from the share and marked as expired after the restart",
    async (moment) => {
      const made = await dueSoon("1ms");
      await made.workspace.start();
      await endedExport(made.workspace, job);
      await made.workspace.stop();
      await dieAt(made.workspace, armed.mainPath, moment);
      await checkShare(made.workspace);
      await made.workspace.start();
      const expired = await until("the end of the artifact", async () => {
        const [run] = await exportsOf(made.workspace, job);
        return run?.artifact === "Expired" ? run : undefined;
      });
      expect(expired.state).toBe("Finished");
      expect(await publishedNames(sharePath(made.workspace))).toEqual([]);
    },
  );
});
