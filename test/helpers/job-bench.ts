/** Job actions on a catalogue in a folder, with a ledger in memory that keeps runs as they are queued. */
import {
  type ActionCall,
  createJobActions,
  type JobActions,
} from "../../src/jobs/actions/job-actions.ts";
import type { ActionDeps } from "../../src/jobs/actions/deps.ts";
import type { ActionOutcome } from "../../src/jobs/action-outcome.ts";
import { type Catalogue, openCatalogue } from "../../src/jobs/catalogue.ts";
import type { Job } from "../../src/jobs/job.ts";
import { JOB_DEFAULTS } from "../../src/jobs/notation/defaults.ts";
import { UsageError } from "../../src/core/errors.ts";
import type { ExportRun } from "../../src/store/export-run.ts";

export const NOW = new Date("2026-11-20T10:15:00.000Z");
export const DAILY = {
  Title: "Chats",
  Source: "contact-history",
  Type: "interaction",
  Run: "daily 02:00",
  Timeframe: "last day",
};

type Fields = Readonly<Record<string, unknown>>;

export interface JobBench {
  readonly catalogue: Catalogue;
  readonly actions: JobActions;
  /** By id. */
  readonly runs: Map<string, ExportRun>;
  /** What the ledger was asked, in order: `run <id>`, `cancel <id>`. */
  readonly asked: readonly string[];
  /** Applies one action and gives its outcome. */
  act(fields: Fields): Promise<ActionOutcome>;
  /** Applies the rows, numbered from 2. */
  apply(rows: readonly Fields[], call?: Partial<ActionCall>): Promise<readonly ActionOutcome[]>;
  /** The job of this title. */
  job(title: string): Job;
}

/** @param overrides instead of what the bench has itself. */
export async function openJobBench(
  path: string,
  overrides: Partial<ActionDeps> = {},
): Promise<JobBench> {
  const catalogue = await openCatalogue(path);
  const runs = new Map<string, ExportRun>();
  const asked: string[] = [];
  const actions = createJobActions({
    catalogue,
    ledger: {
      export: async (id) => runs.get(id),
      exports: async ({ job, states }) =>
        [...runs.values()].filter(
          (run) => run.job === job && (states ?? [run.state]).includes(run.state),
        ),
    },
    clock: { now: () => NOW, monotonicMs: () => 0, sleep: async () => undefined },
    defaults: JOB_DEFAULTS,
    nextDue: ({ definition }) => (definition.until === "2020-12-31" ? undefined : NOW),
    destinations: ["share", "client"],
    tables: [{ name: "customers", columns: ["ID", "NAME"] }],
    hasCertificate: async (owner) => owner === "north",
    fetchIssues: () => [],
    queueRun: async (job, { id, user }) => {
      asked.push(`run ${id}`);
      const open = [...runs.values()].find((run) => run.job === job.id && run.state === "Queued");
      if (open) throw new UsageError("J004", `the run ${open.id} is open`, { hint: "wait" });
      runs.set(id, runOf(job, { id, user }));
    },
    cancelRun: async (_job, run) => {
      asked.push(`cancel ${run.id}`);
      runs.set(run.id, { ...run, state: "Cancelled" });
    },
    ...overrides,
  });
  const apply: JobBench["apply"] = async (rows, call) =>
    await actions.apply(
      rows.map((fields, i) => ({ row: i + 2, fields })),
      { user: "batch", ...call },
    );
  return {
    catalogue,
    actions,
    runs,
    asked,
    apply,
    act: async (fields) => {
      const [outcome] = await apply([fields]);
      if (outcome === undefined) throw new Error("there is no outcome");
      return outcome;
    },
    job: (title) => {
      const job = catalogue.job(title);
      if (job === undefined) throw new Error(`there is no job ${title}`);
      return job;
    },
  };
}

/** A run of the job as it enters the ledger. */
export function runOf(job: Job, more: Partial<ExportRun> = {}): ExportRun {
  return {
    id: "0193a5f2-7c1e-7abc-8def-0123456789ab",
    job: job.id,
    title: job.definition.title,
    definition: JSON.stringify(job.definition),
    reason: "manual",
    dueAt: NOW.toISOString(),
    state: "Queued",
    artifact: "None",
    attempt: 0,
    user: "batch",
    queuedAt: NOW.toISOString(),
    warnings: [],
    ...more,
  };
}

/** Codes of an outcome's issues, each with its field; empty when it is done. */
export function codesOf(outcome: ActionOutcome | undefined): readonly string[] {
  if (outcome === undefined) throw new Error("there is no outcome");
  return outcome.ok ? [] : outcome.issues.map(({ code, field }) => `${field ?? ""} ${code}`);
}
