/** `quayside campaigns attempts` */
import type { AttemptsAnswer } from "../../../console/routes/campaigns.ts";
import { attemptTable } from "../../campaign-text.ts";
import { JSON_OPTION, textOption, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { campaignPath } from "./show.ts";

const NEXT_HINT = "more: --after";

export const attemptsCommand: Command = {
  name: "attempts",
  usage: "<name>",
  summary: "calls of a campaign, oldest first; also those in which nobody was called",
  options: [
    { flags: "--limit <number>", summary: "at most so many (default: 100)" },
    { flags: "--after <number>", summary: "those behind this one, for the next page" },
    JSON_OPTION,
  ],
  examples: ["quayside campaigns attempts Spring", "quayside campaigns attempts Spring --json"],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { args, options }) => {
    const query = { limit: textOption(options, "limit"), after: textOption(options, "after") };
    const client = await daemon();
    const page = await client.get<AttemptsAnswer>(`${campaignPath(args)}/attempts`, query);
    if (options["json"] === true) terminal.out(JSON.stringify(page));
    else if (page.attempts.length === 0) terminal.note("there are no calls");
    else attemptTable(page.attempts).forEach(terminal.out);
    if (page.next !== undefined && options["json"] !== true) {
      terminal.note(`${NEXT_HINT} ${page.next}`);
    }
    return EXIT.done;
  },
};
