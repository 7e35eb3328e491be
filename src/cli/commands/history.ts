/** `quayside history`: the runs, newest first. */
import type { RunsAnswer } from "../../console/routes/runs.ts";
import { UsageError } from "../../core/errors.ts";
import { shownName } from "../../files/safe-name.ts";
import type { RunRecord, RunState, RunStatus } from "../../store/run.ts";
import { JSON_OPTION, textOption, type Command } from "../command.ts";
import type { Query } from "../daemon-client.ts";
import { EXIT } from "../exit-codes.ts";
import type { Colours } from "../terminal.ts";
import { count, table } from "../text.ts";
import { statusText } from "../verdict-text.ts";
import { historyShowCommand } from "./history-show.ts";

const STATES: readonly RunState[] = ["Claimed", "Decided", "Archived"];
const STATUSES: readonly RunStatus[] = ["Succeeded", "PartiallySucceeded", "Failed"];

export const historyCommand: Command = {
  name: "history",
  usage: "",
  summary: "runs, newest first",
  options: [
    { flags: "--type <type>", summary: "of this import type only" },
    { flags: "--state <state>", summary: `one of ${[...STATES, ...STATUSES].join(", ")}` },
    { flags: "--file <name>", summary: "of this file only" },
    { flags: "--limit <number>", summary: "at most so many (default 20, up to 1000)" },
    JSON_OPTION,
  ],
  examples: ["quayside history --type Directory --state Failed", "quayside history show <run>"],
  exitCodes: [0, 1, 2, 3, 7],
  subcommands: [historyShowCommand],
  run: async ({ terminal, daemon }, { options }) => {
    const query: Query = {
      type: textOption(options, "type"),
      file: textOption(options, "file"),
      limit: textOption(options, "limit") ?? 20,
      ...stateQuery(textOption(options, "state")),
    };
    const { runs } = await (await daemon()).get<RunsAnswer>("/v1/runs", query);
    if (options["json"] === true) terminal.out(JSON.stringify({ runs }));
    else if (runs.length === 0) terminal.note("no runs");
    else
      table(
        HEADER,
        runs.map((run) => row(run, terminal.colours)),
      ).forEach(terminal.out);
    return EXIT.done;
  },
};

/** Where a run is, or what became of it: people ask for both in the same way. */
function stateQuery(text: string | undefined): Query {
  if (text === undefined) return {};
  const same = (name: string): boolean => name.toLowerCase() === text.toLowerCase();
  const state = STATES.find(same);
  const status = STATUSES.find(same);
  if (state) return { state };
  if (status) return { status };
  throw new UsageError("S010", `there is no state ${text}`, {
    hint: `There are ${[...STATES, ...STATUSES].join(", ")}.`,
  });
}

const HEADER = ["run", "type", "file", "started", "outcome", "rows", "rejected"];

function row(run: RunRecord, colours: Colours): readonly string[] {
  const { id, type, file, startedAt, state, attempt, verdict } = run;
  const outcome = verdict
    ? statusText(verdict.status, colours)
    : `${state}${attempt > 1 ? `, attempt ${attempt}` : ""}`;
  const rows = verdict ? count(verdict.rows.total) : "";
  const rejected = verdict ? count(verdict.rows.rejected) : "";
  return [id, type, shownName(file), startedAt, outcome, rows, rejected];
}
