/** `quayside history show`: one run with counts, codes, first issues and files. */
import type { IssuesAnswer } from "../../console/routes/runs.ts";
import type { ShownRun } from "../../console/shown-run.ts";
import type { RowIssue } from "../../core/issue.ts";
import { shownName } from "../../files/safe-name.ts";
import type { RunRecord } from "../../store/run.ts";
import { exportRunTexts } from "../export-text.ts";
import { fetchRunTexts } from "../fetch-text.ts";
import { JSON_OPTION, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Colours } from "../terminal.ts";
import { bytes } from "../text.ts";
import { codeLines, countsText, issueText, statusText } from "../verdict-text.ts";

const SHOWN_ISSUES = 20;
/** Runs of exports and fetches have UUIDs, runs of imports have ULIDs. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const historyShowCommand: Command = {
  name: "show",
  usage: "<run>",
  summary:
    "one run: counts, codes with their meaning, first issues, files; of an export: bounds, files, certificates",
  options: [JSON_OPTION],
  examples: [
    "quayside history show 01JD4T6V8W0000000000000000",
    "quayside history show 0193a5f2-7c1e-7abc-8def-0123456789ab",
  ],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { args, options }) => {
    const client = await daemon();
    if (UUID.test(args[0] ?? "")) {
      const run = await client.get<ShownRun>(`/v1/exports/${args[0] ?? ""}`);
      if (options["json"] === true) terminal.out(JSON.stringify(run));
      else runLines(run, terminal.colours).forEach(terminal.out);
      return EXIT.done;
    }
    const path = `/v1/runs/${encodeURIComponent(args[0] ?? "")}`;
    const run = await client.get<RunRecord>(path);
    const query = { limit: SHOWN_ISSUES };
    const { issues, next } = await client.get<IssuesAnswer>(`${path}/issues`, query);
    if (options["json"] === true) {
      terminal.out(JSON.stringify({ ...run, issues, moreIssues: next !== undefined }));
      return EXIT.done;
    }
    runTexts(run, terminal.colours).forEach(terminal.out);
    issueTexts(issues, next !== undefined, terminal.colours).forEach(terminal.out);
    return EXIT.done;
  },
};

function runLines(run: ShownRun, colours: Colours): readonly string[] {
  return run.line === "fetch" ? fetchRunTexts(run, colours) : exportRunTexts(run, colours);
}

function runTexts(run: RunRecord, colours: Colours): readonly string[] {
  const { verdict, files = {} } = run;
  const lines = [
    `${colours.bold(shownName(run.file))}, import type ${run.type}, run ${run.id}`,
    `started ${run.startedAt}, finished ${run.finishedAt ?? "not yet"}, attempt ${run.attempt}`,
  ];
  if (!verdict) return [...lines, `state ${run.state}`];
  const reason = verdict.message === undefined ? "" : ` ${verdict.message}`;
  lines.push(`${statusText(verdict.status, colours)}.${reason}`, countsText(verdict.rows));
  for (const [sheet, rows] of Object.entries(verdict.sheets)) {
    lines.push(`  sheet ${sheet}: ${countsText(rows)}`);
  }
  lines.push(`${bytes(verdict.bytes)}, SHA-256 ${verdict.sha256}`, ...codeLines(verdict.codes));
  for (const [kind, name] of Object.entries(files)) lines.push(`  ${kind}: ${shownName(name)}`);
  return lines;
}

function issueTexts(
  issues: readonly RowIssue[],
  hasMore: boolean,
  colours: Colours,
): readonly string[] {
  const lines = issues.map((issue) => issueText(issue, colours));
  return hasMore ? [...lines, "... and more; the .log of the run has them"] : lines;
}
