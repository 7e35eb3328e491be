/** `quayside mail`: reports and alarms on their way. */
import { MESSAGE_STATES } from "../../store/outbox.ts";
import type { MailsAnswer } from "../../console/routes/mails.ts";
import { shownName } from "../../files/safe-name.ts";
import { JSON_OPTION, textOption, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { table } from "../text.ts";
import { retryMailCommand } from "./mail/retry.ts";
import { testMailCommand } from "./mail/test.ts";

const listCommand: Command = {
  name: "list",
  usage: "",
  summary: "mails that wait, were sent or were given up, newest first, with the last error",
  options: [
    { flags: "--state <state>", summary: `only ${MESSAGE_STATES.join(", ")}` },
    { flags: "--limit <number>", summary: "at most so many (default: 50)" },
    JSON_OPTION,
  ],
  examples: ["quayside mail list", "quayside mail list --state GivenUp --json"],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { options }) => {
    const asked = textOption(options, "state");
    // As operators type: without regard to case.
    const state = MESSAGE_STATES.find((one) => one.toLowerCase() === asked?.toLowerCase()) ?? asked;
    const query = { state, limit: textOption(options, "limit") };
    const { mails } = await (await daemon()).get<MailsAnswer>("/v1/mails", query);
    if (options["json"] === true) terminal.out(JSON.stringify({ mails }));
    else if (mails.length === 0) terminal.note("there are no mails");
    else {
      const rows = mails.map((one) => [
        one.id,
        one.state,
        one.queuedAt,
        String(one.attempts),
        one.to.join(", "),
        shownName(one.subject),
        one.state === "Sent" ? (one.sentAt ?? "") : (one.lastError ?? ""),
      ]);
      table(HEADER, rows).forEach(terminal.out);
    }
    return EXIT.done;
  },
};

const HEADER = ["mail", "state", "queued", "tries", "to", "subject", "sent, or last error"];

export const mailCommand: Command = {
  ...listCommand,
  name: "mail",
  summary: "reports and alarms by mail: list (alone), retry, test",
  subcommands: [listCommand, retryMailCommand, testMailCommand],
};
