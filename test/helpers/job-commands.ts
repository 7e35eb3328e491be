/** The commands for jobs and runs, as scripts use them: with --json, and the exit code that must come. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { ActionOutcome } from "../../src/jobs/action-outcome.ts";
import type { ExportRun } from "../../src/store/export-run.ts";
import { untilEnded, untilExportHeld } from "./daemon-http.ts";
import type { Prepared } from "./prepared-workspace.ts";
import { SMALL } from "./published.ts";
import { makeKey } from "./ssh-keys.ts";
import type { Outcome, Workspace } from "./workspace.ts";

/** A port of 127.0.0.1 that no program of today listens on. */
const NOBODY = 1;

export interface JobCommands {
  readonly quayside: (...args: string[]) => Promise<Outcome>;
  /** The one JSON document on standard output of a command that must end with `code`. */
  readonly json: <T>(code: number, ...args: string[]) => Promise<T>;
  readonly outcomesOf: (code: number, ...args: string[]) => Promise<readonly ActionOutcome[]>;
  /** The codes that an action was refused with, which is exit code 4. */
  readonly refusal: (...args: string[]) => Promise<readonly string[]>;
  /** Adds a small job and gives its id. */
  readonly add: (title: string, fields?: Readonly<Record<string, string>>) => Promise<string>;
  /** A job with a run that has ended. */
  readonly exported: (title: string) => Promise<ExportRun>;
  /** A job with a run that waits for its share; its id. */
  readonly waiting: (title: string) => Promise<string>;
}

/** A workspace with a second destination, `away`, where nobody listens. */
export async function withAway(prepared: Prepared): Promise<Workspace> {
  const workspace = await prepared.copy(`destinations:
  share: { type: folder, path: ./exchange/Share }
  away: { type: sftp, host: 127.0.0.1, port: ${NOBODY}, username: q, privateKeyFile: ./q, path: /, hostKey: "SHA256:none" }
`);
  makeKey(join(workspace.path, "q"));
  return workspace;
}

export function jobCommands(workspace: () => Workspace): JobCommands {
  const quayside: JobCommands["quayside"] = (...args) => workspace().quayside(...args);
  const json: JobCommands["json"] = async <T>(code: number, ...args: string[]) => {
    const outcome = await quayside(...args, "--json");
    expect({ args, code: outcome.code }).toEqual({ args, code });
    expect(outcome.stdout.trimEnd()).not.toContain("\n");
    return JSON.parse(outcome.stdout) as T;
  };
  const outcomesOf: JobCommands["outcomesOf"] = async (code, ...args) =>
    (await json<{ outcomes: readonly ActionOutcome[] }>(code, ...args)).outcomes;
  const add: JobCommands["add"] = async (Title, fields = {}) => {
    const path = join(workspace().path, "job.json");
    await writeFile(path, JSON.stringify({ ...SMALL, ...fields, Title }));
    const [outcome] = await outcomesOf(0, "jobs", "add", path);
    return outcome?.ok === true ? outcome.job : "";
  };
  return {
    quayside,
    json,
    outcomesOf,
    add,
    refusal: async (...args) => {
      const outcomes = await outcomesOf(4, ...args);
      return outcomes.flatMap((one) => (one.ok ? [] : one.issues.map(({ code }) => code)));
    },
    exported: async (title) => {
      const job = await add(title);
      await outcomesOf(0, "jobs", "run", job);
      return await untilEnded(workspace(), job);
    },
    waiting: async (title) => {
      const job = await add(title, { Destination: "away" });
      await outcomesOf(0, "jobs", "run", job);
      await untilExportHeld(workspace(), job, "P001");
      return job;
    },
  };
}
