/** What a command is: its line in the table of commands, its help and what it does. */
import type { ServiceConfig } from "../config/service-config.ts";
import type { Clock } from "../core/clock.ts";
import type { DaemonClient } from "./daemon-client.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { ServiceCalls } from "./service-calls.ts";
import type { Terminal } from "./terminal.ts";

export interface Command {
  /** First word; for a subcommand the second. */
  readonly name: string;
  /** Arguments as the help shows them: `<file...>`, `[dir]`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly CommandOption[];
  /** Lines that can be typed as they are. */
  readonly examples: readonly string[];
  readonly exitCodes: readonly ExitCode[];
  readonly subcommands?: readonly Command[];
  run(context: CommandContext, input: CommandInput): Promise<number>;
}

export interface CommandOption {
  /** `--type <type>`; `--where <condition...>` may be given several times. */
  readonly flags: string;
  readonly summary: string;
  readonly isRequired?: boolean;
}

export interface CommandInput {
  readonly args: readonly string[];
  readonly options: Options;
}

export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface CommandContext {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly calls: ServiceCalls;
  /** Of --settings. */
  readonly settingsPath: string | undefined;
  /** Reads the settings. @throws {ConfigError} */
  readonly config: () => Promise<ServiceConfig>;
  /** The daemon of these settings; its calls fail with S007 when it does not run. */
  readonly daemon: () => Promise<DaemonClient>;
}

export const JSON_OPTION: CommandOption = {
  flags: "--json",
  summary: "one JSON document on standard output",
};

/** Value of an option that takes one. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** Values of an option that may come several times. */
export function listOption(options: Options, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
