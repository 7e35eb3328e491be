/** `quayside campaigns`: what is dialled, and every action on it. */
import type { CampaignsAnswer } from "../../console/routes/campaigns.ts";
import { campaignTable } from "../campaign-text.ts";
import { JSON_OPTION, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { pauseCommand, resumeCommand, stopCommand } from "./campaigns/actions.ts";
import { attemptsCommand } from "./campaigns/attempts.ts";
import { leaveOutCommand, takeBackCommand } from "./campaigns/customers.ts";
import { exportCommand } from "./campaigns/export.ts";
import { openApiCommand } from "./campaigns/openapi.ts";
import { showCommand } from "./campaigns/show.ts";
import { simulateCommand } from "./campaigns/simulate.ts";

const listCommand: Command = {
  name: "list",
  usage: "",
  summary: "all campaigns, with their state and how far they are",
  options: [JSON_OPTION],
  examples: ["quayside campaigns list", "quayside campaigns list --json"],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { options }) => {
    const { campaigns } = await (await daemon()).get<CampaignsAnswer>("/v1/campaigns");
    if (options["json"] === true) terminal.out(JSON.stringify({ campaigns }));
    else if (campaigns.length === 0) {
      terminal.note("there are no campaigns; drop one into the folder OutboundCampaign");
    } else campaignTable(campaigns).forEach(terminal.out);
    return EXIT.done;
  },
};

export const campaignsCommand: Command = {
  ...listCommand,
  name: "campaigns",
  summary:
    "campaigns: list (alone), show, pause, resume, stop, leave-out, take-back, attempts, export, simulate, openapi",
  examples: ["quayside campaigns", "quayside campaigns show Spring"],
  subcommands: [
    listCommand,
    showCommand,
    pauseCommand,
    resumeCommand,
    stopCommand,
    leaveOutCommand,
    takeBackCommand,
    attemptsCommand,
    exportCommand,
    simulateCommand,
    openApiCommand,
  ],
};
