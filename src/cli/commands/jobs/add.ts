/** `quayside jobs add`: the same files as the drop folder ExportJob takes. */
import { resolve } from "node:path";
import { JSON_OPTION, type Command } from "../../command.ts";
import { act } from "./act.ts";

export const addCommand: Command = {
  name: "add",
  usage: "<file>",
  summary:
    "makes the jobs of a file (JSON, YAML, CSV, Excel: one job a row, Action may change jobs, too)",
  options: [JSON_OPTION],
  examples: [
    "quayside jobs add job.json",
    `echo '{"Title":"Night","Source":"contact-history","Type":"interaction","Run":"daily 02:00","Timeframe":"last day"}' > job.json && quayside jobs add job.json`,
  ],
  exitCodes: [0, 1, 2, 3, 4, 7],
  run: async (context, { args, options }) => {
    const { readJobFile } = await import("../../../jobs/read-job-file.ts");
    const rows = await readJobFile(resolve(args[0] ?? ""));
    return await act(context, rows, options["json"] === true);
  },
};
