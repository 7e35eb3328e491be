/**
 * A soak: files of several types, good and bad ones, come at random, while the real daemon is killed
 * at random moments and started again. Load and moments follow from a seed. The invariants are
 * checked after every ten kills and at the end.
 */
import { DatabaseSync } from "@photostructure/sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkInvariants } from "../invariants.ts";
import { Workspace } from "../workspace.ts";
import { randomFrom, type Random } from "./random.ts";
import { emptyLoad, nextFile, type SoakLoad } from "./soak-load.ts";

export interface SoakOptions {
  readonly seed: number;
  readonly kills: number;
  readonly say: (line: string) => void;
}

export interface SoakResult {
  readonly files: number;
  readonly records: number;
}

/** Longest life of a daemon: some die while they start, some at their work, some at rest. */
const LONGEST_LIFE_MS = 2_500;
const KILLS_BETWEEN_CHECKS = 10;
/** A file with this attempt would rightly be quarantined after two more kills: it is let through. */
const TRIED_ENOUGH = 2;

/** @throws {Error} what does not hold; the folder is kept then, and named. */
export async function soak({ seed, kills, say }: SoakOptions): Promise<SoakResult> {
  const random = randomFrom(seed);
  const workspace = await Workspace.create();
  const load = emptyLoad();
  try {
    for (let kill = 1; kill <= kills; kill++) {
      await liveAndDie(workspace, load, random);
      if (kill % KILLS_BETWEEN_CHECKS === 0 || mostAttempts(workspace) >= TRIED_ENOUGH) {
        await finishAll(workspace, load);
        say(`${kill} kills, ${load.dropped.length} files: the invariants hold`);
      }
    }
    await finishAll(workspace, load);
  } catch (error) {
    await workspace.stop("SIGKILL");
    say(`failed with seed ${seed}; its folder is ${workspace.path}`);
    throw error;
  }
  await workspace.remove();
  const records = Object.values(load.tables).reduce((sum, rows) => sum + rows.length, 0);
  return { files: load.dropped.length, records };
}

async function liveAndDie(workspace: Workspace, load: SoakLoad, random: Random): Promise<void> {
  await dropSome(workspace, load, random, 0);
  workspace.spawn();
  const lifeMs = random.below(LONGEST_LIFE_MS);
  await Promise.all([pause(lifeMs), dropSome(workspace, load, random, 400)]);
  const { code, signal } = await workspace.stop("SIGKILL");
  if (signal !== "SIGKILL") throw new Error(`it ended with ${String(code)}:\n${workspace.log}`);
}

async function dropSome(
  workspace: Workspace,
  load: SoakLoad,
  random: Random,
  longestPauseMs: number,
): Promise<void> {
  for (let left = random.below(4); left > 0; left--) {
    const file = nextFile(load, random);
    await pause(random.below(longestPauseMs));
    await workspace.drop(file.type, file.name, file.content);
  }
}

/** Lets a daemon finish everything, checks, and stops it in peace. */
async function finishAll(workspace: Workspace, load: SoakLoad): Promise<void> {
  await workspace.start();
  await checkInvariants(workspace, load);
  const { code } = await workspace.stop();
  if (code !== 0) throw new Error(`draining ended with ${String(code)}:\n${workspace.log}`);
}

/** Of the runs that are not decided yet. */
function mostAttempts(workspace: Workspace): number {
  const path = join(workspace.path, "var/quayside.db");
  if (!existsSync(path)) return 0;
  // Read-only, so that closing it leaves the write-ahead log as the kill left it.
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE name = 'Run'").all();
    if (tables.length === 0) return 0;
    const sql = "SELECT coalesce(max(Attempt), 0) AS most FROM Run WHERE State = 'Claimed'";
    return (database.prepare(sql).get() as { most: number }).most;
  } finally {
    database.close();
  }
}
