/** `quayside campaigns pause`, `resume`, `stop` */
import type { CampaignView } from "../../../campaigns/dialler/desk.ts";
import type { CampaignAction } from "../../../store/campaign-ledger.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { count } from "../../text.ts";
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
      if (options["json"] === true) terminal.out(JSON.stringify(campaign));
      else if (isStopping)
        terminal.out(`${name}: stops as soon as ${loanText(customers.InCall)} back`);
      else terminal.out(`${name}: ${state}`);
      return EXIT.done;
    },
  };
}

function loanText(onLoan: number): string {
  // Who was left out in a call is not counted as InCall.
  if (onLoan === 0) return "the last calls are";
  return onLoan === 1 ? "1 customer on loan is" : `${count(onLoan)} customers on loan are`;
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
