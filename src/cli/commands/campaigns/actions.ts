/** `quayside campaigns pause`, `resume`, `stop` */
import type { CampaignView } from "../../../campaigns/dialler/desk.ts";
import type { CampaignAction } from "../../../store/campaign-ledger.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { campaignPath } from "./show.ts";

function actionCommand(action: CampaignAction, summary: string): Command {
  return {
    name: action,
    usage: "<name>",
    summary,
    options: [JSON_OPTION],
    examples: [`quayside campaigns ${action} Spring`],
    exitCodes: [0, 1, 2, 3, 7],
    run: async ({ terminal, daemon }, { args, options }) => {
      const path = `${campaignPath(args)}/${action}`;
      const campaign = await (await daemon()).post<CampaignView>(path);
      const { name, state, isStopping, customers } = campaign;
      const onLoan = customers.InCall;
      if (options["json"] === true) terminal.out(JSON.stringify(campaign));
      else if (isStopping)
        terminal.out(`${name}: stops as soon as ${onLoan} customers on loan are back`);
      else terminal.out(`${name}: ${state}`);
      return EXIT.done;
    },
  };
}

export const pauseCommand = actionCommand(
  "pause",
  "nobody is handed out any more; calls that go on may end",
);

export const resumeCommand = actionCommand("resume", "a campaign that was paused goes on");

export const stopCommand = actionCommand(
  "stop",
  "ends a campaign for good; open customers keep their state, and it is exported",
);
