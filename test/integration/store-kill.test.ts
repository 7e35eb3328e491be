/** kill -9 while files go in: the store holds whole files only, each with its verdict. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import { TYPES } from "../helpers/store-specs.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
/** More than a process gets done before a signal reaches it, however late that is. */
const MOST = 1_000_000;

/** Lets the loop decide some files, kills it in the middle of the next one; gives the last n told. */
async function killedAfter(decided: number, first: number): Promise<number> {
  const module = new URL("../helpers/import-loop.ts", import.meta.url);
  const argv = ["--import", "tsx", module.pathname, at("store.db"), String(first)];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  let last = first - 1;
  let told = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (++told === decided) child.kill("SIGKILL");
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  return last;
}

it("leaves whole transactions only, however often it is killed", async () => {
  let next = 0;
  const told: number[] = [];
  for (const decided of [1, 4, 9, 17]) {
    const last = await killedAfter(decided, next);
    for (let n = next; n <= last; n++) told.push(n);
    // The file in hand may have been decided without a word of it.
    next = last + 2;
  }
  const types = [TYPES.Skills];
  await using store = await openSqliteStore({
    path: at("store.db"),
    types,
    workFolder: at("work"),
  });
  const records = await store.records({ dataset: "Skills", where: [], limit: MOST });
  const names = new Set(records.map(({ Name }) => String(Name)));
  const runs = await store.runs({ limit: MOST });
  const decided = runs.filter(({ state }) => state === "Decided");
  for (const n of told) expect(names.has(`${n}a`) && names.has(`${n}b`)).toBe(true);
  expect(records).toHaveLength(decided.length * 2);
  for (const name of names)
    expect(names.has(name.replace(/.$/, (end) => (end === "a" ? "b" : "a")))).toBe(true);
  for (const { state, verdict } of runs) expect(verdict === undefined).toBe(state === "Claimed");
});
