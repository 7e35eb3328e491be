/** `quayside errors`: the catalogue of codes. */
import { CODES, isErrorCode } from "../../core/codes.ts";
import { UsageError } from "../../core/errors.ts";
import { JSON_OPTION, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const errorsCommand: Command = {
  name: "errors",
  usage: "[code]",
  summary: "the catalogue of codes: meaning and what to do",
  options: [JSON_OPTION],
  examples: ["quayside errors R005"],
  exitCodes: [0, 2],
  run: async ({ terminal }, { args, options }) => {
    const wanted = args[0]?.toUpperCase();
    if (wanted !== undefined && !isErrorCode(wanted)) {
      throw new UsageError("S009", `there is no code ${wanted}`, {
        hint: "`quayside errors` lists all of them.",
      });
    }
    const entries = Object.entries(CODES).filter(
      ([code]) => wanted === undefined || code === wanted,
    );
    if (options["json"] === true) {
      terminal.out(JSON.stringify(Object.fromEntries(entries)));
      return EXIT.done;
    }
    for (const [code, { meaning, remedy }] of entries) {
      terminal.out(`${terminal.colours.bold(code)}  ${meaning}`);
      terminal.out(`      ${remedy}`);
    }
    return EXIT.done;
  },
};
