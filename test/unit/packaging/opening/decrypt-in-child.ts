/** A process that runs `quayside` with its arguments and tells at the end how much memory it took. */
import { COMMANDS } from "../../../../src/cli/commands.ts";
import { runProgram } from "../../../../src/cli/program.ts";
import { serviceCalls } from "../../../../src/cli/service-calls.ts";
import { createTerminal } from "../../../../src/cli/terminal.ts";
import { systemClock } from "../../../../src/core/clock.ts";

const program = { clock: systemClock, calls: serviceCalls, commands: COMMANDS, version: "1" };
process.exitCode = await runProgram(
  { ...program, terminal: createTerminal() },
  process.argv.slice(2),
);
process.stderr.write(`peak ${process.resourceUsage().maxRSS / 1024} MB\n`);
