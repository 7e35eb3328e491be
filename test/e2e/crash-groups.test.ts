import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EFFECTS, type Effect } from "../../src/core/effect.ts";
import { dieAt as dieAtIn, makeArmedBuild } from "../helpers/armed-build.ts";
import { checkInvariants } from "../helpers/invariants.ts";
import { people, type People } from "../helpers/people.ts";
import { Workspace } from "../helpers/workspace.ts";

let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let workspace: Workspace;
beforeAll(async () => {
  armed = await makeArmedBuild();
});
afterAll(() => armed.remove());
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

const dieAt = (crashAt: string): Promise<void> => dieAtIn(workspace, armed.mainPath, crashAt);

/** Effects that come once for all files of a group. */
const ONCE_A_GROUP: ReadonlySet<Effect> = new Set<Effect>([
  "claim.sync",
  "claim.ledger",
  "apply.begin",
  "apply.commit",
  "archive.sync",
  "report.sync",
  "archive.ledger",
  "archive.sweep",
]);

/** Five small files of all outcomes, which a start takes as one group. */
const GROUP: readonly People[] = [
  people("group-0.csv", "a", 3),
  people("group-1.csv", "b", 2, 1),
  people("group-2.csv", "c", 0, 2),
  people("group-3.csv", "d", 4, 2),
  people("group-4.csv", "e", 1),
];
const groupRecords = GROUP.flatMap(({ records }) => records);
const groupFiles = GROUP.map(({ dropped }) => dropped);

async function dropGroup(): Promise<void> {
  for (const { name, content } of groupFiles) await workspace.drop("Directory", name, content);
}

/** What the ledger says of the runs, in the order of their claims. */
function runs(): readonly { readonly File: string; readonly Attempt: number }[] {
  const path = join(workspace.path, "var/quayside.db");
  const database = new DatabaseSync(path, { readOnly: true, timeout: 60_000 });
  try {
    const rows = database.prepare("SELECT File, Attempt FROM Run ORDER BY Id").all();
    return rows as ReturnType<typeof runs>;
  } finally {
    database.close();
  }
}

describe("a daemon that is killed with a group of files in flight", () => {
  // Where an effect comes for each file, before its first and after its second: before the second is
  // what the first leaves.
  const moreThanOnce = EFFECTS.filter((step) => !ONCE_A_GROUP.has(step));
  const moments = [
    ...EFFECTS.map((step) => `${step}:before`),
    ...[...ONCE_A_GROUP].map((step) => `${step}:after`),
    ...moreThanOnce.map((step) => `${step}:after:2`),
  ];

  it.each(moments)("%s has imported each of them once, in their order", async (moment) => {
    await dropGroup();
    await dieAt(moment);
    await workspace.start();
    await checkInvariants(workspace, {
      dropped: groupFiles,
      tables: { Directory: groupRecords },
    });
    expect(runs().map(({ File }) => File)).toEqual(groupFiles.map(({ name }) => name));
  });

  it.each([
    "claim.rename:after:100",
    "apply.commit:before:2",
    "apply.commit:after:2",
    "report.log:after:70",
    "archive.move:before:70",
    "report.result:after:100",
    "archive.ledger:before:2",
  ])("%s, and more groups behind them, has imported each file once", async (moment) => {
    const many = Array.from({ length: 150 }, (_, n) => {
      const name = `many-${String(n).padStart(3, "0")}.csv`;
      return people(name, String(n), 1);
    });
    for (const { dropped } of many) {
      await workspace.drop("Directory", dropped.name, dropped.content);
    }
    await dieAt(moment);
    await workspace.start();
    await checkInvariants(workspace, {
      dropped: many.map(({ dropped }) => dropped),
      tables: { Directory: many.flatMap(({ records }) => records) },
    });
    expect(runs().map(({ File }) => File)).toEqual(many.map(({ dropped }) => dropped.name));
  });

  it("while it recovers imports each of them once", async () => {
    await dropGroup();
    for (const moment of [
      "claim.rename:after:3",
      "claim.ledger:after",
      "apply.commit:before:2",
      "apply.commit:after:2",
      "archive.move:after",
      "report.result:after",
    ]) {
      await dieAt(moment);
    }
    await workspace.start();
    await checkInvariants(workspace, { dropped: groupFiles, tables: { Directory: groupRecords } });
  });

  it("three times by one of them puts that file aside, and no other", async () => {
    const [poison, ...good] = GROUP;
    await dropGroup();
    for (let i = 0; i < 3; i++) await dieAt("apply.rows:before");
    await workspace.start();
    await checkInvariants(workspace, {
      dropped: [{ ...poison!.dropped, status: "Failed" }, ...good.map(({ dropped }) => dropped)],
      tables: { Directory: good.flatMap(({ records }) => records) },
    });
    expect((await workspace.result("Directory", "group-0.csv")).codes).toEqual({ F017: 1 });
    expect(runs().map(({ Attempt }) => Attempt)).toEqual([3, 2, 2, 2, 2]);
  });
});
