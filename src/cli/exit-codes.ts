/** Exit codes of all commands: the class of an error says which. */
import {
  AppError,
  ConfigError,
  fromSystem,
  InputError,
  OperatorError,
  TransientError,
  UsageError,
} from "../core/errors.ts";

export const EXIT = {
  done: 0,
  fault: 1,
  usage: 2,
  settings: 3,
  rejected: 4,
  later: 5,
  operator: 6,
  notRunning: 7,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each code means, for the help of the commands. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: "done",
  1: "a fault of Quayside",
  2: "wrong usage",
  3: "settings are wrong",
  4: "input was rejected",
  5: "try again later",
  6: "the operator must act",
  7: "the daemon is not running",
};

/** The exit code that an error ends the command with. */
export function exitCodeOf(error: unknown): ExitCode {
  const known = fromSystem(error, "");
  if (!(known instanceof AppError)) return EXIT.fault;
  if (known.code === "S007") return EXIT.notRunning;
  if (known instanceof UsageError) return EXIT.usage;
  if (known instanceof ConfigError) return EXIT.settings;
  if (known instanceof InputError) return EXIT.rejected;
  if (known instanceof TransientError) return EXIT.later;
  if (known instanceof OperatorError) return EXIT.operator;
  return EXIT.fault;
}
