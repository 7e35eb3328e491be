/** `quayside jobs next` */
import { UsageError } from "../../../core/errors.ts";
import type { NextAnswer } from "../../../console/routes/jobs.ts";
import { JSON_OPTION, textOption, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { table } from "../../text.ts";

export const nextCommand: Command = {
  name: "next",
  usage: "<job>",
  summary: "the next instants that are due, in UTC and in the job's zone",
  options: [
    { flags: "--count <number>", summary: "so many (default 10, up to 1000)" },
    JSON_OPTION,
  ],
  examples: ["quayside jobs next 'Chats of the week'"],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { args, options }) => {
    const count = textOption(options, "count") ?? "10";
    if (!/^[1-9][0-9]{0,3}$/.test(count)) {
      throw new UsageError("S010", `--count is a number from 1 to 1000, not '${count}'`);
    }
    const path = `/v1/jobs/${encodeURIComponent(args[0] ?? "")}/next`;
    const { due } = await (await daemon()).get<NextAnswer>(path, { count });
    if (options["json"] === true) terminal.out(JSON.stringify({ due }));
    else if (due.length === 0) terminal.note("never due again");
    else {
      const rows = due.map(({ at, local, note }) => [at, local, note ?? ""]);
      table(["UTC", "local", ""], rows).forEach(terminal.out);
    }
    return EXIT.done;
  },
};
