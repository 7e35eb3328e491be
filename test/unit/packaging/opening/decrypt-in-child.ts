/**
 * A process that runs `quayside` with its arguments and tells at the end how much memory it took. With
 * STANDS_STILL_AT=<path> it stops itself (SIGSTOP) at the first progress at which that file is there.
 */
import { existsSync } from "node:fs";
import { COMMANDS } from "../../../../src/cli/commands.ts";
import { runProgram } from "../../../../src/cli/program.ts";
import { serviceCalls } from "../../../../src/cli/service-calls.ts";
import { createTerminal, type Terminal } from "../../../../src/cli/terminal.ts";
import { type Clock, systemClock } from "../../../../src/core/clock.ts";

const standsStillAt = process.env["STANDS_STILL_AT"];
let hasStood = standsStillAt === undefined;

function standStill(): void {
  if (hasStood || !existsSync(standsStillAt ?? "")) return;
  hasStood = true;
  process.kill(process.pid, "SIGSTOP");
}

let asked = 0;
const terminal: Terminal = {
  ...createTerminal(),
  live: () => ({ isShown: true, draw: standStill, clear: () => undefined }),
};
/** Of a clock like this every progress is drawn. */
const clock: Clock = { ...systemClock, monotonicMs: () => (asked += 1_000) };

const program = { calls: serviceCalls, commands: COMMANDS, version: "1" };
process.exitCode = await runProgram({ ...program, clock, terminal }, process.argv.slice(2));
process.stderr.write(`peak ${process.resourceUsage().maxRSS / 1024} MB\n`);
