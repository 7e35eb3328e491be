/** `quayside check`: what an import would do, with nothing written. */
import { resolve } from "node:path";
import { JSON_OPTION, textOption, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { CheckReport } from "../../service/check.ts";
import type { Terminal } from "../terminal.ts";
import { codeLines, countsText, issueText, statusText } from "../verdict-text.ts";

/** More issues than this are counted only; --json has them all. */
const SHOWN_ISSUES = 200;

export const checkCommand: Command = {
  name: "check",
  usage: "<file>",
  summary: "a dry run: every issue and what would happen, nothing is written",
  options: [
    { flags: "--type <type>", summary: "import type of the file", isRequired: true },
    JSON_OPTION,
  ],
  examples: ["quayside check people.xlsx --type Directory"],
  exitCodes: [0, 1, 2, 3, 4, 5, 6],
  run: async ({ terminal, calls, config }, { args, options }) => {
    const file = resolve(args[0] ?? "");
    const type = textOption(options, "type") ?? "";
    await using report = await calls.checkFile({ config: await config(), file, type });
    if (options["json"] === true) await printJson(terminal, file, type, report);
    else await printText(terminal, report);
    const hasErrors = report.verdict.errors.length > 0;
    return hasErrors || report.verdict.status !== "Succeeded" ? EXIT.rejected : EXIT.done;
  },
};

async function printText(terminal: Terminal, { verdict, issues }: CheckReport): Promise<void> {
  const { colours } = terminal;
  let seen = 0;
  for await (const issue of issues) {
    if (seen++ < SHOWN_ISSUES) terminal.out(issueText(issue, colours));
  }
  if (seen > SHOWN_ISSUES) terminal.out(`... and ${seen - SHOWN_ISSUES} more; --json has them all`);
  for (const line of codeLines(verdict.codes)) terminal.out(line);
  const reason = verdict.message === undefined ? "" : ` ${verdict.message}`;
  terminal.out(`would be ${statusText(verdict.status, colours)}.${reason}`);
  terminal.out(countsText(verdict.rows));
}

/** One document, written as the issues come: there may be millions. */
async function printJson(
  terminal: Terminal,
  file: string,
  type: string,
  { verdict, issues }: CheckReport,
): Promise<void> {
  const head = JSON.stringify({ file, type, ...verdict });
  await terminal.stream(`${head.slice(0, -1)},"issues":[`);
  let separator = "";
  for await (const issue of issues) {
    await terminal.stream(`${separator}${JSON.stringify(issue)}`);
    separator = ",";
  }
  await terminal.stream("]}\n");
}
