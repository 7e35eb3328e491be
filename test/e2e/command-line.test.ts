/** Mistakes at the command line: each is told with what to do, and costs nothing. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

it("a model is not written over a file that was filled in", async () => {
  const path = join(workspace.path, "people.csv");
  const args = ["template", "Directory", "--csv", "--out", path];
  expect(await workspace.quayside(...args)).toMatchObject({ code: 0 });
  await writeFile(path, "filled in");
  const again = await workspace.quayside(...args);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("--out");
  expect(await readFile(path, "utf8")).toBe("filled in");
});

it("a check of a folder, or of nothing, names the path", async () => {
  for (const path of [workspace.path, join(workspace.path, "none.csv")]) {
    const { code, stderr } = await workspace.quayside("check", path, "--type", "Directory");
    expect(code).toBe(2);
    expect(stderr).toContain(`S009 there is no file ${path}`);
  }
});

it("the doctor looks at the store, certificates and destinations also while no daemon runs", async () => {
  await workspace.start();
  await workspace.stop();
  const { code, stdout } = await workspace.quayside("doctor", "--json");
  const { findings } = JSON.parse(stdout) as { findings: { probe: string; state: string }[] };
  const states = Object.fromEntries(findings.map(({ probe, state }) => [probe, state]));
  expect(states).toMatchObject({
    store: "good",
    daemon: "note",
    certificates: "note",
    "destination share": "good",
  });
  expect(code).toBe(0);
});
