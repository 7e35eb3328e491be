/** `quayside mail retry` */
import type { MailsAnswer } from "../../../console/routes/mails.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

export const retryMailCommand: Command = {
  name: "retry",
  usage: "[mail]",
  summary: "sends a mail that waits or was given up now; all of them where none is named",
  options: [JSON_OPTION],
  examples: ["quayside mail retry", "quayside mail retry 01JD4T6V8W0000000000000000"],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { args, options }) => {
    const [id] = args;
    const body = id === undefined ? {} : { id };
    const { mails } = await (await daemon()).post<MailsAnswer>("/v1/mails/retry", body);
    if (options["json"] === true) terminal.out(JSON.stringify({ mails }));
    else if (mails.length === 0) terminal.note("no mail waits, and none was given up");
    else
      terminal.out(
        `${mails.length === 1 ? "1 mail is" : `${mails.length} mails are`} sent now; see \`quayside mail list\``,
      );
    return EXIT.done;
  },
};
