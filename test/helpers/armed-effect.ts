/**
 * Stands in place of src/core/effect.ts in the armed build: kills the process, by itself and at once,
 * at the effect that CRASH_AT names: `claim.rename:before`, `apply.commit:after`, `report.err:before:2`
 * for the second time that this effect comes in a thread.
 */
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

const [step, moment, time = "1"] = (process.env["CRASH_AT"] ?? "").split(":");
let seen = 0;

function reach(name: Effect, at: "before" | "after"): void {
  if (name !== step || at !== moment) return;
  seen += 1;
  if (seen === Number(time)) process.kill(process.pid, "SIGKILL");
}

export async function effect<T>(name: Effect, act: () => Promise<T>): Promise<T> {
  reach(name, "before");
  const result = await act();
  reach(name, "after");
  return result;
}

export function effectSync<T>(name: Effect, act: () => T): T {
  reach(name, "before");
  const result = act();
  reach(name, "after");
  return result;
}
