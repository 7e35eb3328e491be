/** `quayside template`: one model. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../../core/errors.ts";
import { textOption, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const templateCommand: Command = {
  name: "template",
  usage: "<type>",
  summary: "writes the model of an import type: its columns, notes and sample rows",
  options: [
    { flags: "--csv", summary: "as .csv instead of .xlsx" },
    { flags: "--out <file>", summary: "file to write (default: named as the type)" },
  ],
  examples: ["quayside template Directory --out people.xlsx"],
  exitCodes: [0, 1, 2, 3, 6],
  run: async ({ terminal, calls, config }, { args, options }) => {
    const settings = await config();
    const type = args[0] ?? "";
    const asCsv = options["csv"] === true;
    const name = asCsv
      ? await calls.csvModelName(settings, type)
      : `${type.replaceAll("/", " ")}.xlsx`;
    const path = resolve(textOption(options, "out") ?? name);
    if (existsSync(path)) {
      throw new UsageError("S010", `${path} is there already and was left alone`, {
        hint: "Name another file with --out.",
      });
    }
    await calls.writeModel(settings, type, path);
    terminal.out(path);
    return EXIT.done;
  },
};
