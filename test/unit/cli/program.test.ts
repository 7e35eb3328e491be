/** The command line: help of every command, exit codes, what goes where. */
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Command } from "../../../src/cli/command.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { dropFile } from "../../../src/cli/drop-file.ts";
import { EXIT_MEANINGS, exitCodeOf } from "../../../src/cli/exit-codes.ts";
import { runProgram } from "../../../src/cli/program.ts";
import type { ServiceCalls } from "../../../src/cli/service-calls.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { CODES } from "../../../src/core/codes.ts";
import {
  ConfigError,
  InputError,
  OperatorError,
  TransientError,
  UsageError,
} from "../../../src/core/errors.ts";
import type { RowIssue } from "../../../src/core/issue.ts";
import type { Verdict } from "../../../src/store/run.ts";
import { recorder } from "./recorder.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-cli-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function run(
  argv: readonly string[],
  calls: Partial<ServiceCalls> = {},
): Promise<{ code: number; out: string; notes: string }> {
  const { terminal, out, notes } = recorder();
  const deps = {
    terminal,
    clock: systemClock,
    calls: calls as ServiceCalls,
    commands: COMMANDS,
    version: "1.2.3",
  };
  const settings = join(folder, "service.yml");
  await writeFile(settings, "server: test\n", { flag: "a" });
  const code = await runProgram(deps, ["--settings", settings, ...argv]);
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}

const VERDICT: Verdict = {
  status: "Succeeded",
  sha256: "0".repeat(64),
  bytes: 10,
  rows: { total: 2, created: 2, updated: 0, unchanged: 0, deleted: 0, skipped: 0, rejected: 0 },
  sheets: {},
  warnings: 0,
  codes: {},
  errors: [],
  decidedAt: "2026-11-20T08:15:00.000Z",
  notes: [],
};

const REJECTED: Verdict = {
  ...VERDICT,
  status: "PartiallySucceeded",
  rows: { ...VERDICT.rows, created: 1, rejected: 1 },
  codes: { R001: 1 },
  errors: ["R001"],
};

const ISSUE: RowIssue = {
  code: "R001",
  severity: "error",
  row: 3,
  column: "LastName",
  message: "a value is needed",
};

function checkCalls(verdict: Verdict, issues: readonly RowIssue[]): Partial<ServiceCalls> {
  return {
    checkFile: async () => ({
      verdict,
      issues: (async function* () {
        yield* issues;
      })(),
      [Symbol.asyncDispose]: async () => undefined,
    }),
  };
}

const withSubcommands = (command: Command): readonly (readonly [string, Command])[] => [
  [command.name, command],
  ...(command.subcommands ?? []).map((sub) => [`${command.name} ${sub.name}`, sub] as const),
];

describe("help", () => {
  it.each(COMMANDS.flatMap(withSubcommands))(
    "of `%s` has an example and its exit codes",
    async (name, command) => {
      const { code, out, notes } = await run([...name.split(" "), "--help"]);
      expect(code).toBe(0);
      expect(notes).toBe("");
      expect(out).toContain(`Usage: quayside ${name}`);
      expect(out).toContain(command.summary.slice(0, 40));
      for (const example of command.examples) expect(out).toContain(`  ${example}`);
      for (const exit of command.exitCodes) {
        expect(out.slice(out.indexOf("Exit codes:"))).toContain(`${exit} ${EXIT_MEANINGS[exit]}`);
      }
    },
  );

  it("of the program lists all commands and all exit codes", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${name} `, "m"));
    for (const [exit, meaning] of Object.entries(EXIT_MEANINGS)) {
      expect(out).toContain(`${exit} ${meaning}`);
    }
  });
});

describe("exit codes", () => {
  it("follow the class of an error", () => {
    expect(exitCodeOf(new Error("x"))).toBe(1);
    expect(exitCodeOf(new UsageError("S010", "x"))).toBe(2);
    expect(exitCodeOf(new ConfigError("C003", "x"))).toBe(3);
    expect(exitCodeOf(new InputError("F002", "x"))).toBe(4);
    expect(exitCodeOf(new TransientError("S006", "x"))).toBe(5);
    expect(exitCodeOf(new OperatorError("S005", "x"))).toBe(6);
    expect(exitCodeOf(new OperatorError("S007", "x"))).toBe(7);
    expect(exitCodeOf(Object.assign(new Error("x"), { code: "ENOSPC" }))).toBe(5);
  });

  it.each([
    [["unknown"]],
    [["status", "--colour"]],
    [["status", "surplus"]],
    [["check", "a.csv"]],
    [["errors", "Z999"]],
    [["history", "--state", "Fine"]],
  ])("are 2 for wrong usage: %j", async (argv) => {
    const { code, out, notes } = await run(argv);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(notes).not.toBe("");
  });

  it.each([["status"], ["history"], ["records"], ["import", "a.csv", "--type", "Skills"]])(
    "are 7 for `%s` without a daemon, with the way to start it",
    async (...argv) => {
      const { code, notes } = await run(argv);
      expect(code).toBe(7);
      expect(notes).toContain("S007 no daemon answers on");
      expect(notes).toContain("quayside start");
    },
  );

  it("are 3 for wrong settings, with every problem; --json has them on standard output", async () => {
    await writeFile(join(folder, "service.yml"), "foldr: x\nlog: { level: loud }\n");
    const { code, out, notes } = await run(["status", "--json"]);
    expect(code).toBe(3);
    expect(notes).toContain("foldr: is not a setting; did you mean folder?");
    const { error } = JSON.parse(out) as { error: { code: string; message: string } };
    expect(error.code).toBe("C003");
    expect(error.message).toContain("log.level: expected one of debug, info, warn, error");
  });

  it("of start is what the service ends with", async () => {
    const { code } = await run(["start"], { runService: async () => 143 });
    expect(code).toBe(143);
  });
});

describe("errors", () => {
  it("lists every code, or explains one in any case", async () => {
    const all = await run(["errors", "--json"]);
    expect(JSON.parse(all.out)).toEqual(CODES);
    const one = await run(["errors", "r005"]);
    expect(one.out).toBe(`R005  ${CODES.R005.meaning}\n      ${CODES.R005.remedy}`);
  });
});

describe("check", () => {
  it("ends with 0 when everything would go in", async () => {
    const argv = ["check", "a.csv", "--type", "Skills"];
    const { code, out } = await run(argv, checkCalls(VERDICT, []));
    expect(code).toBe(0);
    expect(out).toBe("would be Succeeded.\n2 rows: 2 created");
  });

  it("ends with 4 and shows each issue when something would be rejected", async () => {
    const argv = ["check", "a.csv", "--type", "Skills"];
    const { code, out } = await run(argv, checkCalls(REJECTED, [ISSUE]));
    expect(code).toBe(4);
    expect(out).toContain("error R001: row 3, column LastName: a value is needed");
    expect(out).toContain(CODES.R001.meaning);
    expect(out).toContain("2 rows: 1 created, 1 rejected");
  });

  it("gives one JSON document with --json", async () => {
    const argv = ["check", "a.csv", "--type", "Skills", "--json"];
    const { terminal, out } = recorder();
    const calls = checkCalls(REJECTED, [ISSUE, ISSUE]) as ServiceCalls;
    const deps = { terminal, clock: systemClock, calls, commands: COMMANDS, version: "1" };
    expect(await runProgram(deps, argv)).toBe(4);
    expect(JSON.parse(out.join(""))).toMatchObject({
      type: "Skills",
      status: "PartiallySucceeded",
      issues: [ISSUE, ISSUE],
    });
  });
});

describe("init", () => {
  it("writes settings and folders once, and leaves settings alone that are there", async () => {
    const made: string[] = [];
    const calls: Partial<ServiceCalls> = {
      createExchange: async (config) => {
        made.push(config.folder);
      },
    };
    const target = join(folder, "new");
    const first = await run(["init", target], calls);
    expect(first.code).toBe(0);
    expect(first.out).toContain("service.yml written");
    await writeFile(join(target, "service.yml"), "folder: ./mine\n");
    const second = await run(["init", target], calls);
    expect(second.out).toContain("was left alone");
    expect(made).toEqual([join(target, "exchange"), join(target, "mine")]);
  });
});

describe("dropping a file", () => {
  it("keeps the source's time, leaves no temporary name and gives a number to a name in use", async () => {
    const source = join(folder, "people.csv");
    const target = await mkdtemp(join(folder, "drop-"));
    await writeFile(source, "Name\nann\n");
    const time = new Date("2026-01-02T03:04:05.000Z");
    await utimes(source, time, time);
    expect(await dropFile(source, target)).toBe("people.csv");
    await writeFile(join(target, "people.csv"), "first");
    expect(await dropFile(source, target, { marker: "done" })).toBe("people_2.csv");
    expect(await dropFile(source, target)).toBe("people_3.csv");
    expect((await readdir(target)).toSorted()).toEqual([
      "people.csv",
      "people_2.csv",
      "people_2.csv.done",
      "people_3.csv",
    ]);
    expect(await readFile(join(target, "people.csv"), "utf8")).toBe("first");
    expect((await stat(join(target, "people_2.csv"))).mtime).toEqual(time);
  });

  it("refuses what is not there or no file", async () => {
    await expect(dropFile(join(folder, "no.csv"), folder)).rejects.toMatchObject({ code: "S009" });
    await expect(dropFile(folder, folder)).rejects.toMatchObject({ code: "S009" });
  });
});
