/** The campaigns of the daemon: builds their line. */
import {
  startCampaignLine,
  type CampaignLine,
  type CampaignLineOptions,
} from "../campaigns/line.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Store } from "../store/store.ts";
import type { Lifecycle } from "./lifecycle.ts";

export interface CampaignBase {
  readonly log: Logger;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
}

export async function startCampaigns(
  { log, clock, lifecycle }: CampaignBase,
  store: Store,
  options: CampaignLineOptions,
): Promise<CampaignLine> {
  const deps = { clock, log: log.child({ component: "campaigns" }), store };
  return await lifecycle.start(
    "campaigns",
    () => Promise.resolve(startCampaignLine(deps, options)),
    (line) => line.drain(),
  );
}
