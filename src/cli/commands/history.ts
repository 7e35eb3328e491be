/** `quayside history`: the runs, newest first. */
import type { ExportsAnswer } from "../../console/routes/exports.ts";
import type { RunsAnswer } from "../../console/routes/runs.ts";
import { SHOWN_STATES, type ShownRun } from "../../console/shown-run.ts";
import { UsageError } from "../../core/errors.ts";
import { shownName } from "../../files/safe-name.ts";
import type { RunRecord, RunState, RunStatus } from "../../store/run.ts";
import { JSON_OPTION, textOption, type Command } from "../command.ts";
import type { DaemonClient } from "../daemon-client.ts";
import { EXIT } from "../exit-codes.ts";
import type { Colours } from "../terminal.ts";
import { fetchCounts } from "../fetch-text.ts";
import { count, table } from "../text.ts";
import { statusText } from "../verdict-text.ts";
import { historyShowCommand } from "./history-show.ts";

const STATES: readonly RunState[] = ["Claimed", "Decided", "Archived"];
const STATUSES: readonly RunStatus[] = ["Succeeded", "PartiallySucceeded", "Failed"];
/** What people may ask for; `Failed` stands for runs of both kinds. */
const ALL_STATES = [...new Set([...STATES, ...STATUSES, ...SHOWN_STATES])];

export const historyCommand: Command = {
  name: "history",
  usage: "",
  summary: "runs, newest first",
  options: [
    { flags: "--type <type>", summary: "of this import type only" },
    { flags: "--job <job>", summary: "of this job only, by id or title" },
    { flags: "--state <state>", summary: `one of ${ALL_STATES.join(", ")}` },
    { flags: "--file <name>", summary: "of this file only" },
    { flags: "--limit <number>", summary: "at most so many (default 20, up to 1000)" },
    JSON_OPTION,
  ],
  examples: [
    "quayside history --type Directory --state Failed",
    "quayside history --job Night",
    "quayside history show <run>",
  ],
  exitCodes: [0, 1, 2, 3, 7],
  subcommands: [historyShowCommand],
  run: async ({ terminal, daemon }, { options }) => {
    const client = await daemon();
    const asked = {
      limit: limitOf(textOption(options, "limit")),
      state: stateOf(textOption(options, "state")),
      type: textOption(options, "type"),
      file: textOption(options, "file"),
      job: textOption(options, "job"),
    };
    const runs = await importsOf(client, asked);
    const exports = await exportsOf(client, asked);
    if (options["json"] === true) terminal.out(JSON.stringify({ runs, exports }));
    else if (runs.length + exports.length === 0) terminal.note("no runs");
    else {
      const rows = [
        ...runs.map((run) => ({ at: run.startedAt, cells: row(run, terminal.colours) })),
        ...exports.map((run) => ({ at: run.queuedAt, cells: exportRow(run) })),
      ];
      rows.sort((one, other) => (one.at < other.at ? 1 : -1));
      const cells = rows.slice(0, asked.limit).map((one) => one.cells);
      table(HEADER, cells).forEach(terminal.out);
    }
    return EXIT.done;
  },
};

interface Asked {
  readonly limit: number;
  readonly state: string | undefined;
  readonly type: string | undefined;
  readonly file: string | undefined;
  readonly job: string | undefined;
}

/** A filter that only the other kind of runs knows leaves none of this kind. */
async function importsOf(client: DaemonClient, asked: Asked): Promise<readonly RunRecord[]> {
  const { limit, state, type, file, job } = asked;
  const own = STATES.find((one) => one === state);
  const status = STATUSES.find((one) => one === state);
  if (job !== undefined || (state !== undefined && !own && !status)) return [];
  const query = { limit, type, file, state: own, status };
  return (await client.get<RunsAnswer>("/v1/runs", query)).runs;
}

async function exportsOf(client: DaemonClient, asked: Asked): Promise<readonly ShownRun[]> {
  const { limit, state, type, file, job } = asked;
  const own = SHOWN_STATES.find((one) => one === state);
  if (type !== undefined || file !== undefined || (state !== undefined && !own)) return [];
  return (await client.get<ExportsAnswer>("/v1/exports", { limit, job, state: own })).exports;
}

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? 20);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) return limit;
  throw new UsageError("S010", `--limit is a number from 1 to 1000, not '${text ?? ""}'`);
}

/** Where a run is, or what became of it: people ask for both in the same way. */
function stateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const state = ALL_STATES.find((name) => name.toLowerCase() === text.toLowerCase());
  if (state !== undefined) return state;
  throw new UsageError("S010", `there is no state ${text}`, {
    hint: `There are ${ALL_STATES.join(", ")}.`,
  });
}

const HEADER = ["run", "type", "file or job", "started", "outcome", "rows", "rejected"];

function row(run: RunRecord, colours: Colours): readonly string[] {
  const { id, type, file, startedAt, state, attempt, verdict } = run;
  const outcome = verdict
    ? statusText(verdict.status, colours)
    : `${state}${attempt > 1 ? `, attempt ${attempt}` : ""}`;
  const rows = verdict ? count(verdict.rows.total) : "";
  const rejected = verdict ? count(verdict.rows.rejected) : "";
  return [id, type, shownName(file), startedAt, outcome, rows, rejected];
}

function exportRow(run: ShownRun): readonly string[] {
  return run.line === "fetch" ? fetchRow(run) : exportedRow(run);
}

function fetchRow(run: ShownRun): readonly string[] {
  const { id, title, startedAt, state, error, fetch } = run;
  const { rows, rejected } = fetchCounts(run);
  const isCounted = fetch?.files.some((file) => file.rows) === true;
  const counts = isCounted ? [count(rows), count(rejected)] : ["", ""];
  return [id, "Fetch", title, startedAt ?? "", error ? `${state} ${error.code}` : state, ...counts];
}

function exportedRow(run: ShownRun): readonly string[] {
  const { id, title, startedAt, state, records, error } = run;
  const total = Object.values(records ?? {}).reduce((sum, one) => sum + one, 0);
  const outcome = error ? `${state} ${error.code}` : state;
  return [id, "Export", title, startedAt ?? "", outcome, records ? count(total) : "", ""];
}
