/** A campaign that has ended takes no more customers: its results may have been exported already. */
import { isOpen, type CampaignState } from "../../../dialling/campaign-states.ts";
import type { SqlRow } from "../database.ts";
import { CAMPAIGN } from "../campaign-tables.ts";
import type { Problem, Sheet } from "./sheet.ts";
import { labelOf, RECORD } from "./sheet-statements.ts";

/** Why nothing can be added to this record; undefined for all that are no campaigns. */
export function endedCampaign({ layout }: Sheet, record: SqlRow): Problem | undefined {
  if (layout.table !== CAMPAIGN) return undefined;
  const place = layout.columns.findIndex(({ name }) => name === "State");
  const state = record[RECORD.first + place];
  if (typeof state !== "string" || isOpen(state as CampaignState)) return undefined;
  const label = labelOf(layout, record);
  const message =
    `The campaign '${label}' is ${state}: no customers can be added to it. ` +
    `Create a new one with CopySettingsFrom ${label}.`;
  return { code: "R023", column: layout.spec.key[0], value: label, message };
}
