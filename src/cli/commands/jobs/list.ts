/** `quayside jobs list` */
import type { JobView } from "../../../console/exports-console.ts";
import type { JobsAnswer } from "../../../console/routes/jobs.ts";
import { writeDefinition } from "../../../jobs/notation/write-definition.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { table } from "../../text.ts";

export const listCommand: Command = {
  name: "list",
  usage: "",
  summary: "all jobs with their state and the instant that is due next",
  options: [JSON_OPTION],
  examples: ["quayside jobs list", "quayside jobs list --json"],
  exitCodes: [0, 1, 3, 7],
  run: async ({ terminal, daemon }, { options }) => {
    const { jobs } = await (await daemon()).get<JobsAnswer>("/v1/jobs");
    if (options["json"] === true) terminal.out(JSON.stringify({ jobs }));
    else if (jobs.length === 0)
      terminal.note("no jobs; `quayside jobs add --help` shows how to make one");
    else table(HEADER, jobs.map(row)).forEach(terminal.out);
    return EXIT.done;
  },
};

const HEADER = ["id", "title", "state", "what", "run", "next due (UTC)"];

function row({ id, state, definition, nextDue, openRun }: JobView): readonly string[] {
  const { Run = "" } = writeDefinition(definition);
  const what = [definition.source, definition.type ?? ""].join(" ").trim();
  const shown = openRun === undefined ? state : `${state}, running`;
  return [id.slice(0, 8), definition.title, shown, what, Run, nextDue ?? ""];
}
