/** `quayside jobs show` */
import type { JobView } from "../../../console/exports-console.ts";
import type { ExportsAnswer } from "../../../console/routes/exports.ts";
import type { DueAnswer } from "../../../console/routes/jobs.ts";
import { writeDefinition } from "../../../jobs/notation/write-definition.ts";
import { JSON_OPTION, type Command } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

const SHOWN = 10;

export const showCommand: Command = {
  name: "show",
  usage: "<job>",
  summary: "one job, by id or title: its definition, its last runs, what became of instants due",
  options: [JSON_OPTION],
  examples: ["quayside jobs show 'Chats of the week'"],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { args, options }) => {
    const client = await daemon();
    const path = `/v1/jobs/${encodeURIComponent(args[0] ?? "")}`;
    const job = await client.get<JobView>(path);
    const { exports } = await client.get<ExportsAnswer>("/v1/exports", {
      job: job.id,
      limit: SHOWN,
    });
    const { due } = await client.get<DueAnswer>(`${path}/due`, { count: SHOWN });
    if (options["json"] === true) {
      terminal.out(JSON.stringify({ ...job, runs: exports, due }));
      return EXIT.done;
    }
    terminal.out(terminal.colours.bold(job.definition.title));
    terminal.out(`  Id: ${job.id}`);
    for (const [field, value] of Object.entries(writeDefinition(job.definition))) {
      terminal.out(`  ${field}: ${value}`);
    }
    terminal.out(`  State: ${job.state}${job.nextDue ? `, due next at ${job.nextDue}` : ""}`);
    for (const run of exports) {
      const why = run.error ? `: ${run.error.code} ${run.error.message}` : "";
      terminal.out(`run ${run.id}  due ${run.dueAt}  ${run.state}${why}`);
    }
    for (const { dueAt, count, outcome, reason } of due) {
      terminal.out(
        `due ${dueAt}${count > 1 ? ` and ${count - 1} more` : ""}  ${outcome}  ${reason}`,
      );
    }
    return EXIT.done;
  },
};
