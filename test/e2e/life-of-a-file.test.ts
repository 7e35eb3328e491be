import { execFile } from "node:child_process";
import { readdir, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeHeldBuild } from "../helpers/faults/held-build.ts";
import { checkInvariants } from "../helpers/invariants.ts";
import { people } from "../helpers/people.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

describe("a file that is dropped", () => {
  it("is in History with its log, result, error and rejected rows, and its good rows in the store", async () => {
    const file = people("people.csv", "a", 10, 2);
    await workspace.start();
    await workspace.drop("Directory", "people.csv", file.dropped.content);
    const result = await workspace.result("Directory", "people.csv");
    expect(result.status).toBe("PartiallySucceeded");
    expect(result.rows).toEqual({
      total: 12,
      created: 10,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      skipped: 0,
      rejected: 2,
    });
    expect(result.codes).toEqual({ R005: 2 });
    const { source = "", log = "", err = "", rejected = "" } = result.files;
    expect(source).toMatch(/^\d{8}_\d{6}_people\.csv$/);
    expect(await workspace.read("Directory", err)).toBe("R005");
    expect(await workspace.read("Directory", source)).toBe(file.dropped.content);
    const rows = (await workspace.read("Directory", rejected)).replace("\ufeff", "").split("\r\n");
    expect(rows[0]).toBe("ExternalId,LastName,PhoneWork,ErrorCode,ErrorMessage,SourceRow");
    expect(rows[1]).toMatch(/^a-bad-0,Wrong 0,not a number,R005,.*,12$/);
    expect(await workspace.read("Directory", log)).toContain(
      'row 12, column PhoneWork, value "not a number"',
    );
    await checkInvariants(workspace, {
      dropped: [file.dropped],
      tables: { Directory: file.records },
    });
  });

  it("comes back to be mended, and the mended file goes in", async () => {
    await workspace.start();
    await workspace.drop("Directory", "p.csv", people("p.csv", "a", 1, 1).dropped.content);
    const { files } = await workspace.result("Directory", "p.csv");
    const rejected = await workspace.read("Directory", files["rejected"] ?? "");
    await workspace.drop(
      "Directory",
      "mended.csv",
      rejected.replace("not a number", "+358401234567"),
    );
    const result = await workspace.result("Directory", "mended.csv");
    expect([result.status, result.rows["created"]]).toEqual(["Succeeded", 1]);
  });

  it("while the daemon is down is taken at its start, oldest first", async () => {
    const names = ["c.csv", "a.csv", "b.csv"];
    for (const [index, name] of names.entries()) {
      await workspace.drop("Skills", name, `Name,Description\nShared,from ${name}\n`);
      const time = 1_700_000_000 + index;
      await promisify(execFile)("touch", ["-d", `@${time}`, workspace.folder("Skills", name)]);
    }
    await workspace.start();
    for (const name of names) await workspace.result("Skills", name);
    const { stdout } = await workspace.quayside("records", "Skills", "--format", "jsonl");
    expect(stdout).toContain('"from b.csv"');
    const history = await workspace.quayside("history", "--json");
    const { runs } = JSON.parse(history.stdout) as { runs: { file: string }[] };
    expect(runs.map((run) => run.file).reverse()).toEqual(names);
  });

  it("and grows for a while is not taken before it is at rest", async () => {
    // Longer than a pause of the writer can become where others have the machine.
    await workspace.start({ env: { QUAYSIDE_AUTOMATICIMPORT_SETTLE: "8s" } });
    const path = workspace.folder("Skills", "slow.csv");
    await promisify(execFile)("/bin/sh", [
      "-c",
      `printf 'Name\\n' > "$0"; for i in 1 2 3 4 5 6; do sleep 0.05; printf 'Skill %s\\n' $i >> "$0"; done`,
      path,
    ]);
    const result = await workspace.result("Skills", "slow.csv");
    expect(result.rows["created"]).toBe(6);
  });

  it("under a temporary name is left alone until it is renamed", async () => {
    await workspace.start();
    await writeFile(workspace.folder("Skills", "s.csv.part"), "Name\nOne\n");
    await workspace.drop("Skills", "other.csv", "Name\nTwo\n");
    await workspace.result("Skills", "other.csv");
    expect(await readdir(workspace.folder("Skills"))).toContain("s.csv.part");
    await rename(workspace.folder("Skills", "s.csv.part"), workspace.folder("Skills", "s.csv"));
    expect((await workspace.result("Skills", "s.csv")).status).toBe("Succeeded");
  });

  it("twice under one name in one second keeps both in History", async () => {
    await workspace.start();
    await workspace.drop("Skills", "s.csv", "Name\nOne\n");
    await until(
      "the first to be claimed",
      async () => !(await readdir(workspace.folder("Skills"))).includes("s.csv"),
    );
    await workspace.drop("Skills", "s.csv", "Name\nTwo\n");
    const results = await until("two results", async () => {
      const found = await workspace.results("Skills", "s.csv");
      return found.length === 2 && found;
    });
    expect(new Set(results.map(({ files }) => files["source"])).size).toBe(2);
  });

  it("with nothing usable changes nothing and is Failed", async () => {
    await workspace.start();
    await workspace.drop("Directory", "bad.csv", people("bad.csv", "x", 0, 3).dropped.content);
    const result = await workspace.result("Directory", "bad.csv");
    expect(result.status).toBe("Failed");
    expect(Object.keys(result.codes).sort()).toEqual(["F013", "R005"]);
    expect(await workspace.read("Directory", result.files["err"] ?? "")).toBe("F013");
  });

  it.each([
    ["empty.csv", "", "F002"],
    ["old.xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), "F003"],
    ["latin.csv", Buffer.from("Name\nJ\u00e4rvi\n", "latin1"), "F004"],
    ["twice.csv", "Name,NAME\nA,B\n", "F008"],
    ["cut.xlsx", Buffer.from("PK\u0003\u0004 and no end"), "F010"],
  ])("%s is refused with %s", async (name, content, code) => {
    await workspace.remove();
    workspace = await Workspace.create("  patience: 2s");
    await workspace.start();
    await workspace.drop("Skills", name, content);
    const result = await workspace.result("Skills", name);
    expect([result.status, Object.keys(result.codes)]).toEqual(["Failed", [code]]);
  });
});

describe("the daemon", () => {
  it("is the only one in its exchange folder, and the second says who holds it", async () => {
    await workspace.start();
    const second = await workspace.quayside("start");
    expect(second.code).toBe(6);
    expect(second.stderr + second.stdout).toContain(`process ${workspace.pid}`);
  });

  it("drains at SIGTERM: what has begun is finished, and it ends with 0", async () => {
    const held = await makeHeldBuild();
    try {
      const file = people("many.csv", "m", 40_000);
      await workspace.drop("Directory", "many.csv", file.dropped.content);
      await held.hold();
      await workspace.start({ mainPath: held.mainPath });
      await held.untilStanding();
      const stopped = workspace.stop();
      await until("the stop to begin", () => workspace.log.includes('"service.stopping"'));
      await held.release();
      expect((await stopped).code).toBe(0);
      expect((await workspace.results("Directory", "many.csv"))[0]?.status).toBe("Succeeded");
    } finally {
      await held.remove();
    }
  });
});
