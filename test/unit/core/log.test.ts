/** The logs: what the daemon writes, and the text that an operator reads. */
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../../src/core/clock.ts";
import { InputError } from "../../../src/core/errors.ts";
import { createLogger, createRunLog, type Logger } from "../../../src/core/log.ts";
import { Secret } from "../../../src/core/secret.ts";

let folder: string;
let lines: string[];
const clock: Clock = {
  now: () => new Date("2026-11-20T08:15:00.120Z"),
  monotonicMs: () => 0,
  sleep: () => Promise.resolve(),
};
const context = { clock, timeZone: "Europe/Helsinki" };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-log-"));
  lines = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function logger(level: "debug" | "info" = "info", pretty = false): Logger {
  return createLogger({ level, pretty, write: (line) => lines.push(line) });
}

function documents(): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the log of the daemon", () => {
  it("is one JSON document a line, with the bindings of its children", () => {
    logger()
      .child({ component: "drop" })
      .info({ event: "drop.archived", rows: 3 }, "file archived");
    expect(documents()).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        component: "drop",
        event: "drop.archived",
        rows: 3,
        msg: "file archived",
      },
    ]);
  });

  it("leaves out what is below its level", () => {
    const log = logger("info");
    log.debug({}, "detail");
    expect(lines).toEqual([]);
    expect(log.isEnabled("debug")).toBe(false);
    expect(log.isEnabled("warn")).toBe(true);
  });

  it("shows errors with code, message and stack", () => {
    logger().error({ err: new InputError("F002", "it is empty") }, "refused");
    expect(documents()[0]?.["err"]).toMatchObject({
      type: "InputError",
      code: "F002",
      message: "it is empty",
    });
  });

  it("shows no secrets, whether by name, by type or inside of URLs", () => {
    logger().info(
      {
        password: "hush",
        mail: { url: "smtp://me:hush@mail.example:25", smtpPassword: "hush" },
        key: new Secret("hush"),
        urls: ["postgres://me:hush@db.example/x"],
      },
      "settings",
    );
    expect(lines.join()).not.toContain("hush");
    expect(documents()[0]).toMatchObject({
      password: "[secret]",
      key: "[secret]",
      mail: { url: "smtp://me:[secret]@mail.example:25" },
    });
  });

  it("is readable text for people when asked to be", () => {
    logger("info", true).warn({ event: "drop.held", file: "a.csv" }, "waiting");
    expect(lines.join("")).toMatch(/^\[\d\d:\d\d:\d\d\.\d+\] WARN: waiting .*"file":"a\.csv"/);
  });
});

describe("the log of a run", () => {
  const path = (): string => join(folder, "run.log");

  it("writes lines for Notepad in the service's time zone, and the same into the daemon's log", () => {
    const log = createRunLog(logger(), path(), { run: "01JD" }, context);
    log.logger.info({ event: "drop.read", rows: 3, file: "kev\u00e4t 1.csv" }, "file read");
    log.close();
    expect(readFileSync(path(), "utf8")).toBe(
      '2026-11-20 10:15:00.120 INFO  file read  rows=3  file="kev\u00e4t 1.csv"\r\n',
    );
    expect(documents()).toMatchObject([{ run: "01JD", event: "drop.read", msg: "file read" }]);
  });

  it("goes on where an earlier attempt ended", () => {
    for (const attempt of [1, 2]) {
      const log = createRunLog(logger(), path(), {}, context);
      log.logger.info({ attempt }, "attempt begins");
      log.close();
    }
    const text = readFileSync(path(), "utf8");
    expect(text.match(/attempt=\d/g)).toEqual(["attempt=1", "attempt=2"]);
  });

  it("keeps a hostile name on its line and in its direction", () => {
    const log = createRunLog(logger(), path(), {}, context);
    log.logger.warn({ file: "a\r\n2026 INFO  fine\u202exslx.csv" }, "odd name");
    log.close();
    const text = readFileSync(path(), "utf8");
    expect(text.split("\r\n")).toHaveLength(2);
    expect(text).toContain(String.raw`file="a\r\n2026 INFO  fine\u202exslx.csv"`);
  });

  it("shows a known error with its code, and the stack of a fault only", () => {
    const log = createRunLog(logger(), path(), {}, context);
    log.logger.warn(
      { err: new InputError("F002", "it is empty", { hint: "Save it again." }) },
      "no",
    );
    log.logger.error({ err: new TypeError("x is undefined") }, "fault");
    log.close();
    const [first, second, stack] = readFileSync(path(), "utf8").split("\r\n");
    expect(first).toMatch(
      /WARN {2}no {2}code=F002 {2}error="it is empty" {2}hint="Save it again."$/,
    );
    expect(second).toMatch(/ERROR fault {2}error="x is undefined"$/);
    expect(stack).toMatch(/^ {6}at /);
  });

  it("follows the level of the daemon and hides secrets as well", () => {
    const log = createRunLog(logger("info"), path(), {}, context);
    log.logger.child({ step: "read" }).debug({ row: 1 }, "detail");
    log.logger.info({ token: "hush" }, "used");
    log.close();
    expect(readFileSync(path(), "utf8")).toBe(
      "2026-11-20 10:15:00.120 INFO  used  token=[secret]\r\n".replace("[secret]", '"[secret]"'),
    );
  });

  it("may be closed twice, and reports a folder that is not there when it is closed", () => {
    const log = createRunLog(logger(), path(), {}, context);
    log.close();
    expect(() => {
      log.close();
    }).not.toThrow();
    const lost = createRunLog(logger(), join(folder, "no", "run.log"), {}, context);
    lost.logger.info({}, "a line");
    expect(() => {
      lost.close();
    }).toThrow(/ENOENT/);
  });

  it("makes no file when nothing was logged", () => {
    createRunLog(logger(), path(), {}, context).close();
    expect(existsSync(path())).toBe(false);
  });
});

describe("a log file on a full disk", () => {
  it("breaks nothing while lines are written, and says so when it is closed", () => {
    const log = createRunLog(logger(), "/dev/full", {}, context);
    log.logger.info({}, "lost");
    expect(() => {
      log.close();
    }).toThrow(expect.objectContaining({ name: "TransientError", code: "S004" }) as Error);
    expect(documents()).toMatchObject([{ msg: "lost" }]);
  });
});
