/** A campaign that has ended, with what its calls brought: for those who are told of it. */
import type { CallResult } from "../../../dialling/call-results.ts";
import type { ToldCampaign } from "../../outbox.ts";
import { readCampaigns } from "./campaign-rows.ts";
import type { CampaignDeps } from "./deps.ts";

/** Undefined: the campaign is not there any more. */
export function readToldCampaign(deps: CampaignDeps, id: number): ToldCampaign | undefined {
  const [campaign] = readCampaigns(deps, { id });
  if (!campaign) return undefined;
  const results = deps.db
    .statement(
      `SELECT CallResult, count(*) AS Number FROM CampaignAttempt
       WHERE Campaign = ? AND Dialled = 1 GROUP BY CallResult ORDER BY Number DESC, CallResult`,
    )
    .all(id)
    .map(([result, number]) => [String(result) as CallResult, Number(number)] as const);
  const successful = deps.db.value(
    "SELECT count(*) FROM Customer WHERE CampaignId = ? AND CallResult = 'Successful'",
    id,
  );
  return { ...campaign, results, successful: Number(successful) };
}
