/** `quayside campaigns show` */
import type { CampaignView } from "../../../campaigns/dialler/desk.ts";
import { campaignShown } from "../../campaign-text.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

/** Of the campaign that the first argument names. */
export function campaignPath([name = ""]: readonly string[]): string {
  return `/v1/campaigns/${encodeURIComponent(name)}`;
}

export const showCommand: Command = {
  name: "show",
  usage: "<name>",
  summary: "one campaign: settings, state, progress, and how long it may still take",
  options: [JSON_OPTION],
  examples: ["quayside campaigns show Spring", "quayside campaigns show Spring --json"],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { args, options }) => {
    const campaign = await (await daemon()).get<CampaignView>(campaignPath(args));
    if (options["json"] === true) terminal.out(JSON.stringify(campaign));
    else campaignShown(campaign, terminal.colours).forEach(terminal.out);
    return EXIT.done;
  },
};
