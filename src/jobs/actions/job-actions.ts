/** Everything that is done to jobs, for all three ways: dropped files, command line and requests. */
import { UsageError } from "../../core/errors.ts";
import type { ExportRun } from "../../store/export-run.ts";
import type { ActionName, ActionOutcome, Intent } from "../action-outcome.ts";
import { type AppliedActions, type CatalogueContent, withApplied } from "../catalogue-content.ts";
import type { Changed } from "../catalogue.ts";
import type { JobRow } from "../job-row.ts";
import { planClone } from "./clone.ts";
import { planCreate, planUpdate } from "./define.ts";
import type { ActionDeps } from "./deps.ts";
import { jobsAfter, type Plan, type PlanAction } from "./plan.ts";
import { readRequest } from "./request.ts";
import { planCancel, planRun, started } from "./runs.ts";
import { planDelete, planResume, planSuspend } from "./state.ts";

export interface ActionCall {
  /** Who asks; runs that are queued carry the name. */
  readonly user: string;
  /**
   * Makes the call idempotent: a second one with the same key does nothing (but what a crash left
   * undone) and gives the outcomes of the first. For a dropped file the id of its run.
   */
  readonly key?: string;
}

export interface JobActions {
  /**
   * Applies actions in their order, all in one write of the catalogue; a row that is wrong leaves the
   * others alone. One outcome a row.
   * @throws {TransientError} S004 S006 {OperatorError} S005: call again, with the same key.
   */
  apply(rows: readonly JobRow[], call: ActionCall): Promise<readonly ActionOutcome[]>;
  /** Whether the actions of this key are in the catalogue: then `apply` gives their outcomes. */
  isApplied(key: string): boolean;
  /** Makes a one-time job Submitted, because a run of it was queued by its schedule; may be repeated. */
  submit(job: string): Promise<void>;
}

const PLANS: Readonly<Record<ActionName, PlanAction>> = {
  create: planCreate,
  update: planUpdate,
  clone: planClone,
  suspend: planSuspend,
  resume: planResume,
  delete: planDelete,
  run: planRun,
  cancel: planCancel,
};

export function createJobActions(deps: ActionDeps): JobActions {
  const { catalogue, clock } = deps;
  return {
    async apply(rows, call) {
      const entry = await catalogue.change((content) => decide(deps, content, rows, call.key));
      const outcomes = await carryOut(deps, entry, call.user);
      if (call.key !== undefined && entry.pending.length > 0) {
        const settled = { ...entry, outcomes, pending: [] };
        await catalogue.change((content) => ({
          content: withApplied(content, settled),
          result: undefined,
        }));
      }
      return outcomes;
    },
    isApplied: (key) => catalogue.content.applied.some((entry) => entry.key === key),
    async submit(id) {
      await catalogue.change((content) => {
        const jobs = content.jobs.map((job) => (job.id === id ? started(job, clock.now()) : job));
        const isSame = jobs.every((job, i) => job === content.jobs[i]);
        return { content: isSame ? content : { ...content, jobs }, result: undefined };
      });
    },
  };
}

/** Plans all rows; with a key their outcomes become a part of the same write. */
async function decide(
  deps: ActionDeps,
  content: CatalogueContent,
  rows: readonly JobRow[],
  key: string | undefined,
): Promise<Changed<AppliedActions>> {
  const known = content.applied.find((entry) => entry.key === key);
  if (known !== undefined) return { content, result: known };
  const now = deps.clock.now();
  const { jobs, outcomes, intents } = await planAll(
    { deps, now, jobs: content.jobs, intents: [] },
    rows,
  );
  const result = { key: key ?? "", at: now.toISOString(), outcomes, pending: intents };
  const isSame =
    jobs.length === content.jobs.length && jobs.every((job, i) => job === content.jobs[i]);
  const changed = isSame ? content : { ...content, jobs };
  return { content: key === undefined ? changed : withApplied(changed, result), result };
}

async function planAll(
  first: Plan,
  rows: readonly JobRow[],
): Promise<Pick<Plan, "jobs" | "intents"> & { readonly outcomes: readonly ActionOutcome[] }> {
  let { jobs } = first;
  const intents: Intent[] = [];
  const outcomes: ActionOutcome[] = [];
  for (const one of rows) {
    const { row } = one;
    const read = readRequest(one);
    if ("issues" in read) {
      outcomes.push({ row, ok: false, issues: read.issues });
      continue;
    }
    const { action } = read.request;
    const step = await PLANS[action]({ ...first, jobs, intents }, read.request);
    if ("issues" in step) {
      outcomes.push({ row, ok: false, issues: step.issues });
      continue;
    }
    const { job, change, run, intent } = step;
    jobs = jobsAfter(jobs, step);
    if (intent !== undefined && run !== undefined) {
      intents.push({ index: outcomes.length, kind: intent, run, job });
    }
    const about = { job: job.id, title: job.definition.title, change };
    outcomes.push({ row, ok: true, action, ...about, ...(run === undefined ? {} : { run }) });
  }
  return { jobs, intents, outcomes };
}

/** Asks the ledger for what was planned. What it refuses becomes the outcome of that row. */
async function carryOut(
  deps: ActionDeps,
  { outcomes, pending }: AppliedActions,
  user: string,
): Promise<readonly ActionOutcome[]> {
  const settled = [...outcomes];
  for (const intent of pending) {
    try {
      await ask(deps, intent, user);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const { code, message, hint } = error;
      const issue = { code, field: "Action", message, ...(hint === undefined ? {} : { hint }) };
      const row = settled[intent.index]?.row ?? 0;
      settled[intent.index] = { row, ok: false, issues: [issue] };
    }
  }
  return settled;
}

/** Does nothing that was done before: the run has had its id since it was planned. */
async function ask(
  { ledger, queueRun, cancelRun }: ActionDeps,
  intent: Intent,
  user: string,
): Promise<void> {
  const run = await ledger.export(intent.run);
  if (intent.kind === "run") {
    if (run === undefined) await queueRun(intent.job, { id: intent.run, user });
    return;
  }
  if (run !== undefined && isOpen(run)) await cancelRun(intent.job, run);
}

function isOpen({ state }: ExportRun): boolean {
  return state === "Queued" || state === "InProgress";
}
