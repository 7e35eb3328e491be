/** `quayside artifacts delete` */
import type { ExportRun } from "../../../store/export-run.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

export const deleteArtifactCommand: Command = {
  name: "delete",
  usage: "<run>",
  summary: "takes a published export off its destination; its run stays in the history",
  options: [JSON_OPTION],
  examples: ["quayside artifacts delete 0193a5f2-7c1e-7abc-8def-0123456789ab"],
  exitCodes: [0, 1, 2, 3, 5, 6, 7],
  run: async ({ terminal, daemon }, { args, options }) => {
    const path = `/v1/artifacts/${encodeURIComponent(args[0] ?? "")}`;
    const run = await (await daemon()).delete<ExportRun>(path);
    if (options["json"] === true) terminal.out(JSON.stringify(run));
    else terminal.out(`deleted the ${run.files?.length ?? 0} files of ${run.id}`);
    return EXIT.done;
  },
};
