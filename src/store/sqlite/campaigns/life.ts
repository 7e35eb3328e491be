/** Steps of a campaign's life: the one place that sets its state, compared before it is set. */
import { campaignStep, type CampaignEvent } from "../../../dialling/campaign-states.ts";
import { UsageError } from "../../../core/errors.ts";
import type { CampaignState } from "../../campaign-ledger.ts";
import type { SqlValue } from "../database.ts";
import { plainCampaigns, type PlainCampaign } from "./campaign-rows.ts";
import type { CampaignDeps } from "./deps.ts";

/** Columns of CampaignLife that a step sets beside the state. */
export type LifeChange = Readonly<
  Partial<
    Record<
      "StartedAt" | "EndedAt" | "Ended" | "Reason" | "Stopping" | "ExportedAt" | "Files",
      SqlValue
    >
  >
>;

/** @throws {UsageError} J012 where its state does not allow the event. */
export function stepTo(campaign: PlainCampaign, event: CampaignEvent): CampaignState {
  const step = campaignStep(campaign.state, event);
  if ("to" in step) return step.to;
  throw new UsageError("J012", `The campaign '${campaign.name}' ${step.refused}.`, {
    hint: `It is ${campaign.state}.`,
    details: { state: campaign.state },
  });
}

/** Its customers may still be changed. @throws {UsageError} J012 where it has ended. */
export function requireOpen(campaign: PlainCampaign): void {
  // Whatever has not ended can be stopped.
  stepTo(campaign, "stop");
}

/** Sets state and life; gives the campaign as it is then. */
export function setState(
  deps: CampaignDeps,
  campaign: PlainCampaign,
  state: CampaignState,
  change: LifeChange,
): PlainCampaign {
  const { db } = deps;
  const changed = db
    .statement("UPDATE OutboundCampaign SET State = ? WHERE Id = ? AND State = ?")
    .run(state, campaign.id, campaign.state).changes;
  if (changed === 0) throw new Error(`campaign ${campaign.id} is not ${campaign.state} any more`);
  setLife(deps, campaign.id, change);
  const [after] = plainCampaigns(deps, { name: campaign.name });
  if (!after) throw new Error(`campaign ${campaign.id} is gone`);
  return after;
}

export function setLife({ db }: CampaignDeps, campaign: number, change: LifeChange): void {
  for (const [column, value] of Object.entries(change)) {
    db.statement(`UPDATE CampaignLife SET ${column} = ? WHERE Campaign = ?`).run(value, campaign);
  }
}
