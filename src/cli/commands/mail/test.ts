/** `quayside mail test` */
import { JSON_OPTION, textOption, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

export const testMailCommand: Command = {
  name: "test",
  usage: "",
  summary: "sends a test mail now, with or without a daemon, and says what the server said",
  options: [{ flags: "--to <address>", summary: "instead of mail.to" }, JSON_OPTION],
  examples: ["quayside mail test", "quayside mail test --to me@example.com"],
  exitCodes: [0, 1, 2, 3, 5, 6],
  run: async ({ terminal, clock, calls, config }, { options }) => {
    const sent = await calls.sendTestMail(await config(), clock, textOption(options, "to"));
    if (options["json"] === true) terminal.out(JSON.stringify(sent));
    else terminal.out(`${sent.server} took it for ${sent.to.join(", ")}: ${sent.response}`);
    return EXIT.done;
  },
};
