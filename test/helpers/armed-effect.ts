/**
 * Stands in place of src/core/effect.ts in the armed build. Kills the process, by itself and at once,
 * at the effect that CRASH_AT names: `claim.rename:before`, `apply.commit:after`, `report.err:before:2`
 * for the second time that this effect comes in a thread. Stands still at the one that HOLD_AT names
 * until the file HOLD_UNTIL is there, or the thread is asked to stop.
 */
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import type { Effect } from "../../src/core/effect.ts";

export {
  CAMPAIGN_EFFECTS,
  CAMPAIGN_EXPORT_EFFECTS,
  DIALLER_EFFECTS,
  EFFECTS,
  EXPORT_EFFECTS,
  FETCH_EFFECTS,
  NOTICE_EFFECTS,
} from "./plain-effect.js";

type Side = "before" | "after";

/** Whether the moment that a variable names has come. */
function momentOf(variable: string): (name: Effect, side: Side) => boolean {
  const [step, moment, time = "1"] = (process.env[variable] ?? "").split(":");
  let seen = 0;
  return (name, side) => {
    if (name !== step || side !== moment) return false;
    seen += 1;
    return seen === Number(time);
  };
}

const isCrash = momentOf("CRASH_AT");
const isHold = momentOf("HOLD_AT");

function reach(name: Effect, side: Side): void {
  if (isCrash(name, side)) process.kill(process.pid, "SIGKILL");
}

async function standStill(name: Effect, side: Side): Promise<void> {
  if (!isHold(name, side)) return;
  const asked = new Set<string | undefined>();
  parentPort?.on("message", ({ method }: { readonly method?: string }) => asked.add(method));
  while (!asked.has("stop") && !existsSync(process.env["HOLD_UNTIL"] ?? "")) await pause(5);
}

export async function effect<T>(name: Effect, act: () => Promise<T>): Promise<T> {
  reach(name, "before");
  await standStill(name, "before");
  const result = await act();
  reach(name, "after");
  await standStill(name, "after");
  return result;
}

export function effectSync<T>(name: Effect, act: () => T): T {
  reach(name, "before");
  const result = act();
  reach(name, "after");
  return result;
}
