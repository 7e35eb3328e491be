/** What people do with a campaign: pause, resume, stop; and that its files were written. */
import { UsageError } from "../../../core/errors.ts";
import type { CampaignAction, CampaignRecord } from "../../campaign-ledger.ts";
import { advance } from "./advance.ts";
import { namedCampaign, withCounts, type PlainCampaign } from "./campaign-rows.ts";
import type { CampaignDeps } from "./deps.ts";
import { setLife, setState, stepTo } from "./life.ts";

export interface Act {
  readonly name: string;
  readonly action: CampaignAction;
  readonly by: string;
  readonly now: string;
}

/** @throws {UsageError} S009 for an unknown campaign, J012 where its state does not allow the action. */
export function actOnCampaign(deps: CampaignDeps, act: Act): CampaignRecord {
  return deps.db.transaction(() => {
    const campaign = namedCampaign(deps, act.name);
    const acted = act.action === "stop" ? stop(deps, campaign, act) : change(deps, campaign, act);
    return withCounts(deps.db, acted);
  });
}

function change(
  deps: CampaignDeps,
  campaign: PlainCampaign,
  { action, by, now }: Act,
): PlainCampaign {
  const state = stepTo(campaign, action);
  if (campaign.isStopping) {
    const message = `The campaign '${campaign.name}' is being stopped: ${campaign.reason ?? ""}.`;
    throw new UsageError("J012", message, {
      hint: "It ends as soon as the customers on loan are back.",
      details: { state: campaign.state },
    });
  }
  const reason = action === "pause" ? `paused by ${by}` : null;
  return advance(deps, setState(deps, campaign, state, { Reason: reason }), now);
}

/** Customers on loan are waited for; a second stop changes nothing. */
function stop(deps: CampaignDeps, campaign: PlainCampaign, { by, now }: Act): PlainCampaign {
  stepTo(campaign, "stop");
  if (!campaign.isStopping) setLife(deps, campaign.id, { Stopping: 1, Reason: `stopped by ${by}` });
  return advance(deps, namedCampaign(deps, campaign.name), now);
}

export interface Exported {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly at: string;
}

/** @throws {UsageError} S009, J012 */
export function markExported(deps: CampaignDeps, { name, files, at }: Exported): void {
  deps.db.transaction(() => {
    const campaign = namedCampaign(deps, name);
    const state = stepTo(campaign, "exported");
    if (campaign.state === "Exported") return;
    setState(deps, campaign, state, { ExportedAt: at, Files: JSON.stringify(files) });
  });
}
