/**
 * A campaign that has ended takes no more customers, since its results may have been exported already; nor does one
 * that is being stopped, since nobody would call them.
 */
import { isOpen, type CampaignState } from "../../../dialling/campaign-states.ts";
import type { SqlRow } from "../database.ts";
import { CAMPAIGN } from "../campaign-tables.ts";
import type { Problem, Session, Sheet } from "./sheet.ts";
import { labelOf, RECORD } from "./sheet-statements.ts";

/** Why nothing can be added to this record; undefined for all that are no campaigns. */
export function endedCampaign({ layout, session }: Sheet, record: SqlRow): Problem | undefined {
  if (layout.table !== CAMPAIGN) return undefined;
  const place = layout.columns.findIndex(({ name }) => name === "State");
  const state = record[RECORD.first + place];
  if (typeof state !== "string") return undefined;
  const why = isOpen(state as CampaignState) ? stopping(session, Number(record[0])) : state;
  if (why === undefined) return undefined;
  const label = labelOf(layout, record);
  const message =
    `The campaign '${label}' is ${why}: no customers can be added to it. ` +
    `Create a new one with CopySettingsFrom ${label}.`;
  return { code: "R023", column: layout.spec.key[0], value: label, message };
}

/** Open still, while customers on loan are waited for. */
function stopping({ db }: Session, campaign: number): string | undefined {
  const reason = db.value(
    "SELECT coalesce(Reason, '') FROM CampaignLife WHERE Campaign = ? AND Stopping = 1",
    campaign,
  );
  if (reason === null) return undefined;
  return reason === "" ? "being stopped" : `being stopped (${String(reason)})`;
}
