/** `quayside import`: drops files and waits until they are imported. */
import { resolve } from "node:path";
import { OperatorError } from "../../core/errors.ts";
import type { LineStatus } from "../../drop/status.ts";
import type { RunRecord } from "../../store/run.ts";
import { JSON_OPTION, textOption, type Command, type CommandContext } from "../command.ts";
import type { DaemonClient } from "../daemon-client.ts";
import { dropFile } from "../drop-file.ts";
import { EXIT } from "../exit-codes.ts";
import { unknownType } from "../service-calls.ts";
import { lineTexts } from "../status-text.ts";
import { codeLines, countsText, statusText } from "../verdict-text.ts";
import type { Terminal } from "../terminal.ts";
import { waitForRun } from "../wait-for-run.ts";
import type { ServiceStatus } from "./status.ts";

export const importCommand: Command = {
  name: "import",
  usage: "<file...>",
  summary: "drops files, waits until they are imported and prints the result",
  options: [
    { flags: "--type <type>", summary: "import type of the files", isRequired: true },
    {
      flags: "--force",
      summary: "for DataImporter: the file may remove more records than the shrink guard allows",
    },
    JSON_OPTION,
  ],
  examples: [
    "quayside import people.xlsx more-people.csv --type Directory",
    "quayside import customers.csv --type DataImporter/customers --force",
  ],
  exitCodes: [0, 1, 2, 3, 4, 5, 6, 7],
  run: async (context, { args, options }) => {
    const daemon = await context.daemon();
    const line = await lineOf(daemon, textOption(options, "type") ?? "");
    const isForced = options["force"] === true;
    const runs: RunRecord[] = [];
    for (const file of args) {
      const run = await importOne(context, daemon, line, { file, isForced });
      runs.push(run);
      if (options["json"] !== true) printRun(context.terminal, line, run);
    }
    if (options["json"] === true) context.terminal.out(JSON.stringify({ runs }));
    const isGood = runs.every((run) => run.verdict?.status === "Succeeded");
    return isGood ? EXIT.done : EXIT.rejected;
  },
};

async function lineOf(daemon: DaemonClient, type: string): Promise<LineStatus> {
  const { drop } = await daemon.get<ServiceStatus>("/v1/status");
  if (!drop.enabled) {
    throw new OperatorError("A001", `imports are off: ${drop.reason ?? "no reason given"}`);
  }
  const line = drop.lines.find((one) => one.type.toLowerCase() === type.toLowerCase());
  if (line) return line;
  throw unknownType(
    type,
    drop.lines.map((one) => one.type),
  );
}

async function importOne(
  context: CommandContext,
  daemon: DaemonClient,
  line: LineStatus,
  { file, isForced }: { readonly file: string; readonly isForced: boolean },
): Promise<RunRecord> {
  const { terminal, clock, config } = context;
  const { marker } = (await config()).automaticImport.types[line.type] ?? {};
  // The run to wait for is the first of this name that is younger than every run there is.
  const { runs } = await daemon.get<{ runs: readonly RunRecord[] }>("/v1/runs", { limit: 1 });
  const name = await dropFile(resolve(file), line.folderPath, { marker, isForced });
  await daemon.post("/v1/scan");
  const live = terminal.live("note");
  const run = await waitForRun(
    { daemon, clock },
    { type: line.type, file: name, after: runs[0]?.id ?? "" },
    (now) => {
      live.draw(lineTexts(now, terminal.colours));
    },
  );
  live.clear();
  return run;
}

function printRun(terminal: Terminal, line: LineStatus, run: RunRecord): void {
  const { verdict, file, files = {} } = run;
  if (!verdict) return;
  const { colours, out } = terminal;
  const reason = verdict.message === undefined ? "" : ` ${verdict.message}`;
  out(`${file}: ${statusText(verdict.status, colours)}.${reason}`);
  out(`  ${countsText(verdict.rows)}, run ${run.id}`);
  codeLines(verdict.codes).forEach(out);
  const rejected = files["rejected"];
  if (rejected !== undefined) out(`  rows to mend: ${line.folderPath}/History/${rejected}`);
}
