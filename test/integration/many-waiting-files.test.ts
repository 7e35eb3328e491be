/** One drop folder in which very many files wait: which are taken, and in which order. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { createLogger } from "../../src/core/log.ts";
import { openFiling, type Filing } from "../../src/drop/filing.ts";
import { dropFolder, type DropFolder } from "../../src/drop/folders.ts";
import { FolderWatch } from "../../src/drop/watch.ts";
import { typeOf } from "../helpers/rejecting.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";

const at = useTemporaryFolder();
const FIRST_S = 1_600_000_000;
const ignore = (): void => undefined;

let folder: DropFolder;
let filing: Filing;
let end: () => Promise<void>;
let watch: FolderWatch;
beforeEach(async () => {
  folder = dropFolder(at(""), typeOf("Directory"));
  await mkdir(folder.path, { recursive: true });
  filing = await openFiling(systemClock);
});
afterEach(async () => {
  await end();
  await filing[Symbol.asyncDispose]();
});

const nameOf = (i: number): string => `f${String(i).padStart(5, "0")}.csv`;

/** Files of one second after another, the first one the oldest. */
async function drop(count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_unused, i) => nameOf(i));
  for (const [i, name] of names.entries()) {
    await writeFile(join(folder.path, name), "Name\nA\n");
    await utimes(join(folder.path, name), FIRST_S + i, FIRST_S + i);
  }
  return names;
}

/** Without events, so that only what the watch itself asks for tells of changes. */
function startWatch(scanMs: number): void {
  const log = createLogger({ level: "silent", pretty: false });
  const rule = { settleMs: 50, patienceMs: 1_000 };
  const deps = { clock: systemClock, log, rule, scanMs, filing, onChange: ignore };
  watch = new FolderWatch({ ...deps, mode: "polling" }, folder);
  const stopping = new AbortController();
  const running = watch.run(stopping.signal);
  end = async () => {
    stopping.abort();
    await running;
  };
}

/** Takes file after file, as a line does, until `count` are taken; names with sizes. */
async function take(count: number): Promise<ReadonlyMap<string, number>> {
  const taken = new Map<string, number>();
  while (taken.size < count) {
    const next = await until("a complete file", () => watch.nextReady());
    taken.set(next.name, next.sizeBytes);
    await rm(join(folder.path, next.name));
    watch.forget(next.name);
  }
  return taken;
}

it("takes thousands in their order, and one that changed meanwhile as it is then", async () => {
  const names = await drop(2_000);
  startWatch(600_000);
  await until("the first look into the folder", () => watch.lookedAtMs > 0);
  expect([watch.count, watch.oldest(100).map(({ file }) => file.name)]).toEqual([
    2_000,
    names.slice(0, 100),
  ]);
  // Its time stays what it was: only its size tells.
  const changed = nameOf(1_500);
  await appendFile(join(folder.path, changed), "B\n");
  await utimes(join(folder.path, changed), FIRST_S + 1_500, FIRST_S + 1_500);
  const taken = await take(2_000);
  expect([...taken.keys()].filter((name) => name !== changed)).toEqual(
    names.filter((name) => name !== changed),
  );
  expect([taken.get(changed), watch.count]).toEqual([9, 0]);
});

it.skipIf(process.platform !== "linux")(
  "comes to a file behind hundreds that another program has open",
  async () => {
    const names = await drop(701);
    const holder = spawn(process.execPath, [
      "-e",
      `for (const name of process.argv.slice(1)) require("fs").openSync(name, "r+");
       console.log("open"); setInterval(() => undefined, 1000);`,
      ...names.slice(0, 700).map((name) => join(folder.path, name)),
    ]);
    try {
      await once(holder.stdout, "data");
      startWatch(600_000);
      expect([...(await take(1)).keys()]).toEqual([nameOf(700)]);
      expect(watch.count).toBe(700);
      // Those wait with their reason, and are taken when they are closed.
      expect(watch.oldest(1)[0]?.judgement).toMatchObject({ state: "waiting" });
    } finally {
      holder.kill();
    }
    expect([...(await take(700)).keys()].sort()).toEqual(names.slice(0, 700));
  },
);
