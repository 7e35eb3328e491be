#!/usr/bin/env node
/** Arguments in, exit code out. */
import { COMMANDS } from "./cli/commands.ts";
import { runProgram } from "./cli/program.ts";
import { serviceCalls } from "./cli/service-calls.ts";
import { createTerminal } from "./cli/terminal.ts";
import { systemClock } from "./core/clock.ts";
import { programVersion } from "./service/program.ts";

// A reader that has seen enough (`quayside history | head`) is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

process.exitCode = await runProgram(
  {
    terminal: createTerminal(),
    clock: systemClock,
    calls: serviceCalls,
    commands: COMMANDS,
    version: programVersion,
  },
  process.argv.slice(2),
);
