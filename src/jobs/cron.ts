/** Cron expressions of five fields: the adapter of croner. */
import { Cron } from "croner";

/** Times on a clock that never changes: what daylight saving makes of them is decided in one place. */
const OPTIONS = { mode: "5-part", utcOffset: 0 } as const;

/** What is wrong with an expression, for people; undefined when it can be used. */
export function checkCron(expression: string): string | undefined {
  const fields = expression.split(/\s+/).filter((field) => field !== "");
  if (fields.length !== 5) {
    return `found ${fields.length} of five fields: minute, hour, day of month, month, day of week; expected something like 0 2 * * 1-5`;
  }
  try {
    new Cron(expression, OPTIONS);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return `${text.replace(/^CronPattern: /, "").replace(/\.$/, "")}; expected something like 0 2 * * 1-5`;
  }
}

/**
 * The times that an expression names, ascending, from `fromMs` to `toMs`, both inclusive, as
 * milliseconds on a clock without zone. Where day of month and day of week are both given, either
 * will do (POSIX crontab). An expression that names no date, `30 2 30 2 *`, gives none.
 * @throws {TypeError} for an expression that checkCron objects to.
 */
export function* cronTimes(expression: string, fromMs: number, toMs: number): Generator<number> {
  // Where the search ends is exclusive, and croner counts whole seconds.
  const cron = new Cron(expression, { ...OPTIONS, stopAt: new Date(toMs + 1_000) });
  let next = cron.nextRun(new Date(fromMs - 1_000));
  while (next !== null && next.getTime() <= toMs) {
    if (next.getTime() >= fromMs) yield next.getTime();
    next = cron.nextRun(next);
  }
}
