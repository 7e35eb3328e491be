/** The rows of a sheet for a client's table, by the module that takes the file. */
import type { RunPlan } from "../run-plan.ts";
import type { Sheet } from "../sheet.ts";
import type { DatabaseRows } from "./database-rows.ts";
import { ImporterRows } from "./importer-rows.ts";
import { UpdaterRows } from "./updater-rows.ts";

/** Undefined for every other dataset. @param isMended see the `sheet` message of the feed. */
export function openDatabaseRows(
  sheet: Sheet,
  { type, isForced = false }: RunPlan,
  isMended: boolean,
): DatabaseRows | undefined {
  const { rules } = type;
  if (!rules) return undefined;
  if (rules.module === "updater") return new UpdaterRows(sheet, rules.upsert);
  return new ImporterRows({ sheet, rules, isForced, isMended });
}
