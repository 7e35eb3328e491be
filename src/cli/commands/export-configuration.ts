/** `quayside export-configuration`: a workbook that the Configuration folder of another system takes. */
import { resolve } from "node:path";
import { UsageError } from "../../core/errors.ts";
import type { RowIssue } from "../../core/issue.ts";
import { NOT_TAKEN } from "../../configuration/not-taken.ts";
import type { WrittenSheets } from "../../configuration/write-workbook.ts";
import { JSON_OPTION, listOption, textOption, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { issueText } from "../verdict-text.ts";

/** More issues than this are counted only; --json has them all. */
const SHOWN_ISSUES = 50;

export const exportConfigurationCommand: Command = {
  name: "export-configuration",
  usage: "",
  summary: "a workbook of groups, calendars, skills, presence, scripts, queues and users",
  options: [
    { flags: "--out <file>", summary: "the workbook to write, .xlsx", isRequired: true },
    { flags: "--only <sheets...>", summary: "these sheets only, such as Calendars Skills" },
    JSON_OPTION,
  ],
  examples: [
    "quayside export-configuration --out configuration.xlsx",
    "quayside export-configuration --only Calendars,Skills --out some.xlsx",
  ],
  exitCodes: [0, 1, 2, 3, 4, 5, 6],
  run: async ({ terminal, calls, config }, { options }) => {
    const path = resolve(textOption(options, "out") ?? "");
    if (!path.toLowerCase().endsWith(".xlsx")) {
      throw new UsageError("S010", `the configuration is a workbook; ${path} is none`, {
        hint: "Let the name end in .xlsx.",
      });
    }
    const only = listOption(options, "only").flatMap((names) => names.split(/[,;]/));
    const settings = await config();
    const sheets = await calls.exportConfiguration({ config: settings, path, only });
    // Some of the sheets may refer to others that the other system has already.
    const issues = only.length > 0 ? [] : await calls.checkConfiguration(settings, path);
    if (options["json"] === true) terminal.out(JSON.stringify({ file: path, sheets, issues }));
    else tell(terminal, path, sheets, issues);
    return issues.some(({ severity }) => severity === "error") ? EXIT.rejected : EXIT.done;
  },
};

function tell(
  terminal: Terminal,
  path: string,
  sheets: WrittenSheets,
  issues: readonly RowIssue[],
): void {
  const rows = Object.entries(sheets).map(([name, number]) => `${name} ${number}`);
  terminal.note(rows.join(", "));
  if (issues.length > 0) {
    terminal.note(NOT_TAKEN);
  }
  for (const issue of issues.slice(0, SHOWN_ISSUES)) {
    terminal.note(issueText(issue, terminal.colours));
  }
  if (issues.length > SHOWN_ISSUES) {
    terminal.note(`... and ${issues.length - SHOWN_ISSUES} more; --json has them all`);
  }
  terminal.out(path);
}
