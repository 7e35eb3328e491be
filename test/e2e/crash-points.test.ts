import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EFFECTS } from "../../src/core/effect.ts";
import { dieAt as dieAtIn, makeArmedBuild } from "../helpers/armed-build.ts";
import { checkInvariants } from "../helpers/invariants.ts";
import { people } from "../helpers/people.ts";
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

describe("a daemon that is killed", () => {
  const moments = EFFECTS.flatMap((step) => [`${step}:before`, `${step}:after`]);

  it.each(moments)("%s has imported each file once when it was started again", async (moment) => {
    const first = people("people.csv", "a", 20, 3);
    const second = people("more.csv", "b", 5);
    await workspace.drop("Directory", "people.csv", first.dropped.content);
    await dieAt(moment);
    await workspace.drop("Directory", "more.csv", second.dropped.content);
    await workspace.start();
    await checkInvariants(workspace, {
      dropped: [first.dropped, second.dropped],
      tables: { Directory: [...first.records, ...second.records] },
    });
    expect((await workspace.stop()).code).toBe(0);
  });

  it("again and again while it recovers still imports the file once", async () => {
    const file = people("people.csv", "a", 20, 3);
    await workspace.drop("Directory", "people.csv", file.dropped.content);
    for (const moment of [
      "apply.commit:before",
      "apply.commit:after",
      "report.log:after",
      "archive.move:after",
      "report.result:after",
    ]) {
      await dieAt(moment);
    }
    await workspace.start();
    await checkInvariants(workspace, {
      dropped: [file.dropped],
      tables: { Directory: file.records },
    });
  });

  it("F6: decided a run, then the exchange folder is away at the restart - refused with S005, then reported once", async () => {
    const file = people("people.csv", "a", 5, 1);
    await workspace.drop("Directory", "people.csv", file.dropped.content);
    await dieAt("apply.commit:after");
    const exchange = join(workspace.path, "exchange");
    await rename(exchange, `${exchange}.away`);
    workspace.spawn();
    const { code, stdout } = await workspace.ended();
    expect([code, stdout.includes("S005")]).toEqual([6, true]);
    await rm(exchange, { recursive: true });
    await rename(`${exchange}.away`, exchange);
    await workspace.start();
    await checkInvariants(workspace, {
      dropped: [file.dropped],
      tables: { Directory: file.records },
    });
  });

  it("three times by one file puts that file aside, and imports the others", async () => {
    const poison = people("poison.csv", "a", 2);
    const good = people("good.csv", "b", 2);
    await workspace.drop("Directory", "poison.csv", poison.dropped.content);
    for (let i = 0; i < 3; i++) await dieAt("apply.rows:before");
    await workspace.drop("Directory", "good.csv", good.dropped.content);
    await workspace.start();
    const failed = { ...poison.dropped, status: "Failed" as const };
    const result = await workspace.result("Directory", "poison.csv");
    expect(result.codes).toEqual({ F017: 1 });
    await workspace.result("Directory", "good.csv");
    await checkInvariants(workspace, {
      dropped: [failed, good.dropped],
      tables: { Directory: good.records },
    });
  });
});
