/** `quayside campaigns leave-out`, `take-back` */
import type { CustomersActView } from "../../../campaigns/dialler/desk.ts";
import type { CustomerAction } from "../../../store/campaign-ledger.ts";
import { customerActText } from "../../campaign-text.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { campaignPath } from "./show.ts";

/** Exit code 4 when the campaign has not all of them; the others are done. */
function customersCommand(action: CustomerAction, summary: string): Command {
  return {
    name: action,
    usage: "<name> <externalId...>",
    summary,
    options: [JSON_OPTION],
    examples: [
      `quayside campaigns ${action} Spring C1`,
      `quayside campaigns ${action} Spring C1 C2`,
    ],
    exitCodes: [0, 1, 2, 3, 4, 7],
    run: async ({ terminal, daemon }, { args, options }) => {
      const path = `${campaignPath(args)}/customers/${action}`;
      const body = { externalIds: args.slice(1) };
      const acted = await (await daemon()).post<CustomersActView>(path, body);
      const { campaign, customers } = acted;
      if (options["json"] === true) terminal.out(JSON.stringify(acted));
      else {
        customers.map(customerActText).forEach(terminal.out);
        if (campaign.ended !== undefined) terminal.note(`${campaign.name}: ${campaign.state}`);
      }
      const isAll = customers.every(({ kind }) => kind !== "unknown");
      return isAll ? EXIT.done : EXIT.rejected;
    },
  };
}

export const leaveOutCommand = customersCommand(
  "leave-out",
  "customers are not called any more in this campaign (state Filtered); calls that go on may end",
);

export const takeBackCommand = customersCommand(
  "take-back",
  "customers who were left out are called again, when it would have been their turn",
);
