/** The command line: builds it from the table of commands, turns errors into exit codes. */
import { Command as Commander, CommanderError, Option } from "commander";
import type { ServiceConfig } from "../config/service-config.ts";
import type { Clock } from "../core/clock.ts";
import type { Command, CommandContext, CommandOption, Options } from "./command.ts";
import { createDaemonClient } from "./daemon-client.ts";
import { reportError } from "./error-report.ts";
import { EXIT, EXIT_MEANINGS, exitCodeOf } from "./exit-codes.ts";
import type { ServiceCalls } from "./service-calls.ts";
import type { Terminal } from "./terminal.ts";

export interface ProgramDeps {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly calls: ServiceCalls;
  readonly commands: readonly Command[];
  readonly version: string;
}

/** Runs the command that the arguments name; the exit code of the process. */
export async function runProgram(deps: ProgramDeps, argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = new Commander("quayside")
    .description("File-drop batch server for contact-centre data")
    .version(deps.version)
    .addOption(settingsOption())
    .addHelpText("after", `\nExit codes: ${exitCodeText(Object.keys(EXIT_MEANINGS).map(Number))}`);
  harden(program, deps.terminal);
  for (const command of deps.commands) {
    program.addCommand(
      build(deps, command, (code) => {
        exitCode = code;
      }),
    );
  }
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    reportError(deps.terminal, error, argv.includes("--json"));
    return exitCodeOf(error);
  }
}

function build(deps: ProgramDeps, command: Command, onExit: (code: number) => void): Commander {
  const built = new Commander(command.name)
    .description(command.summary)
    .addOption(settingsOption())
    .addHelpText("after", () => helpTail(command));
  if (command.usage !== "") built.arguments(command.usage);
  harden(built, deps.terminal);
  for (const option of command.options) built.addOption(commandOption(option));
  for (const sub of command.subcommands ?? []) built.addCommand(build(deps, sub, onExit));
  return built.action(async () => {
    const options = built.optsWithGlobals<Options>();
    const settings = options["settings"];
    const context = contextOf(deps, typeof settings === "string" ? settings : undefined);
    onExit(await command.run(context, { args: built.args, options }));
  });
}

/** Errors are thrown, not exited with, and help goes where a terminal of ours says. */
function harden(command: Commander, terminal: Terminal): void {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .showHelpAfterError("(--help shows how it is used)")
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.note(text.trimEnd());
      },
    });
}

function settingsOption(): Option {
  return new Option("--settings <file>", "settings file (default: ./service.yml, if there)");
}

function commandOption({ flags, summary, isRequired }: CommandOption): Option {
  const option = new Option(flags, summary);
  if (isRequired) option.makeOptionMandatory();
  return option;
}

function helpTail(command: Command): string {
  const title = command.examples.length === 1 ? "Example:" : "Examples:";
  const examples = command.examples.map((line) => `  ${line}`).join("\n");
  return `\n${title}\n${examples}\n\nExit codes: ${exitCodeText(command.exitCodes)}`;
}

function exitCodeText(codes: readonly number[]): string {
  const meanings: Readonly<Record<number, string>> = EXIT_MEANINGS;
  return codes.map((code) => `${code} ${meanings[code] ?? ""}`).join(", ");
}

function contextOf(deps: ProgramDeps, settingsPath: string | undefined): CommandContext {
  const config = async (): Promise<ServiceConfig> => {
    const { loadConfig } = await import("../config/load-config.ts");
    return await loadConfig(settingsPath === undefined ? {} : { settingsPath });
  };
  return {
    terminal: deps.terminal,
    clock: deps.clock,
    calls: deps.calls,
    settingsPath,
    config,
    daemon: async () => createDaemonClient((await config()).socketPath),
  };
}
