/** The log of the daemon, JSON lines or text for people: the adapter of pino and pino-pretty. */
import { createRequire } from "node:module";
import { pino, type Logger as PinoLogger } from "pino";
import type * as PinoPretty from "pino-pretty";
import type { Clock } from "./clock.ts";
import { openLineFile } from "./line-file.ts";
import type { LogFields, LogLevel } from "./log-line.ts";
import { logText } from "./log-text.ts";
import { redact } from "./redact.ts";
import { writeOut } from "./write-out.ts";
import { logStamp } from "./zone.ts";

/** Constant message, fields for what differs: `log.info({ event: "drop.archived", rows }, "done")`. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** Only before the process ends. */
  fatal(fields: LogFields, message: string): void;
  child(bindings: Readonly<Record<string, unknown>>): Logger;
  isEnabled(level: LogLevel): boolean;
}

export interface LoggerOptions {
  readonly level: LogLevel | "silent";
  /** Text for people instead of JSON. */
  readonly pretty: boolean;
  readonly colour?: boolean;
  /** Takes each line, with its line break; by default standard output, synchronously. */
  readonly write?: (line: string) => void;
}

/** Loaded where it is asked for: as a service nobody reads along. */
function forPeople(colorize: boolean): (text: string) => string {
  const { prettyFactory } = createRequire(import.meta.url)("pino-pretty") as typeof PinoPretty;
  return prettyFactory({
    colorize,
    ignore: "component",
    singleLine: true,
    translateTime: "SYS:HH:MM:ss.l",
  });
}

/**
 * The log of the process. Lines are written synchronously: none is lost when the process dies, and
 * a full disk or a closed pipe costs lines, never the work that logs them.
 */
export function createLogger(options: LoggerOptions): Logger {
  const write = options.write ?? writeOut;
  const line = options.pretty ? forPeople(options.colour ?? false) : (text: string) => text;
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (text: string) => {
        write(line(text));
      },
    },
  );
  return wrap(logger);
}

function wrap(logger: PinoLogger): Logger {
  const at = (level: LogLevel) => (fields: LogFields, message: string) => {
    if (logger.isLevelEnabled(level)) logger[level](redact(fields), message);
  };
  return everyLevel(at, {
    child: (bindings) => wrap(logger.child(redact(bindings))),
    isEnabled: (level) => logger.isLevelEnabled(level),
  });
}

/** The log of one run: each line goes to the log of the daemon and, as text, into a file. */
export interface RunLog extends AsyncDisposable {
  readonly logger: Logger;
  /**
   * Closes the file; again is harmless. A line that could not be written is reported
   * here and not where it was logged, so that a full disk does not break a run half-way.
   * @throws {TransientError} S004, S006 {OperatorError} S005
   */
  close(): void;
}

export interface RunLogContext {
  readonly clock: Clock;
  readonly timeZone: string;
}

/**
 * The log of a run, in the text file at `path`, which is made with the first line.
 * @param bindings go with each line of the daemon's log; in the file they would only repeat.
 */
export function createRunLog(
  parent: Logger,
  path: string,
  bindings: Readonly<Record<string, unknown>>,
  context: RunLogContext,
): RunLog {
  const file = openLineFile(path);
  const logger = forked(parent.child(bindings), (level, fields, message) => {
    const stamp = logStamp(context.clock.now(), context.timeZone);
    file.write(`${logText(stamp, level, fields, message)}\r\n`);
  });
  const close = (): void => {
    file.close();
  };
  const dispose = async (): Promise<void> => {
    try {
      close();
    } catch (err) {
      logger.warn({ event: "drop.broke", err }, "the log file of a run is incomplete");
    }
  };
  return { logger, close, [Symbol.asyncDispose]: dispose };
}

type WriteLine = (level: LogLevel, fields: LogFields, message: string) => void;

function forked(parent: Logger, write: WriteLine): Logger {
  const at = (level: LogLevel) => (fields: LogFields, message: string) => {
    parent[level](fields, message);
    if (parent.isEnabled(level)) write(level, fields, message);
  };
  return everyLevel(at, {
    child: (bindings) => forked(parent.child(bindings), write),
    isEnabled: (level) => parent.isEnabled(level),
  });
}

type LogAt = (level: LogLevel) => (fields: LogFields, message: string) => void;

function everyLevel(at: LogAt, rest: Pick<Logger, "child" | "isEnabled">): Logger {
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("fatal"),
    ...rest,
  };
}
