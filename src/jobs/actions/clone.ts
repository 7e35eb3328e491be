/** Action clone: of a job, or of one run with the dates that it had. */
import type { ExportRun, ExportScope } from "../../store/export-run.ts";
import { findByTitle } from "../find-job.ts";
import type { Job, JobDefinition, Timeframe } from "../job.ts";
import { foldName } from "../../datasets/fold.ts";
import { TITLE_CHARS } from "../notation/texts.ts";
import { changedFields } from "../notation/write-definition.ts";
import { addJob } from "./define.ts";
import { type Plan, type PlanAction, type Planned, refuse } from "./plan.ts";
import type { ActionRequest } from "./request.ts";
import { targetOf, unknownJob, unnamed } from "./target.ts";

/** Beside an Id (of a job or of a run) the title is that of the new job; other fields change it. */
export const planClone: PlanAction = async (plan, request) => {
  const { id, title } = request;
  if (id === undefined && title === undefined) return refuse(unnamed("clone"));
  const job = targetOf(plan.jobs, id, title);
  if (job !== undefined) return await addClone(plan, request, ofJob(job, plan.now));
  const run = id === undefined ? undefined : await plan.deps.ledger.export(id.toLowerCase());
  if (run === undefined) return refuse(unknownJob(plan.jobs, id, title));
  const definition = ofRun(run);
  if (definition !== undefined) return await addClone(plan, request, definition);
  return refuse({
    code: "J005",
    field: "Id",
    value: run.id,
    message:
      "The run has no dates yet, because it did not start; expected one that did, or its job",
  });
};

async function addClone(
  plan: Plan,
  { id, fields }: ActionRequest,
  definition: JobDefinition,
): Promise<Planned> {
  const copy = { ...definition, title: copyTitle(plan.jobs, definition.title) };
  const changes =
    id === undefined
      ? Object.fromEntries(Object.entries(fields).filter(([name]) => foldName(name) !== "title"))
      : fields;
  return await addJob(plan, changedFields(copy, changes));
}

/** The time of a one-time job that is over can't come again: its clone is due at once. */
function ofJob({ definition }: Job, now: Date): JobDefinition {
  const { run } = definition;
  const isOver = run.kind === "once" && run.at !== undefined && Date.parse(run.at) <= now.getTime();
  return isOver ? { ...definition, run: { kind: "once" } } : definition;
}

/** Runs once, with what the run had taken; undefined for a run that had taken nothing yet. */
function ofRun({ definition, scope = {} }: ExportRun): JobDefinition | undefined {
  const { from: _from, until: _until, ...started } = JSON.parse(definition) as JobDefinition;
  const timeframe = resolved(started.timeframe, scope);
  return timeframe === undefined ? undefined : { ...started, run: { kind: "once" }, timeframe };
}

function resolved(timeframe: Timeframe, scope: ExportScope): Timeframe | undefined {
  const { from, to, auditAfter = 0, auditUpTo } = scope;
  switch (timeframe.kind) {
    case "all":
    case "audit":
      return timeframe;
    case "last":
    case "interval":
      return from === undefined || to === undefined ? undefined : { kind: "interval", from, to };
    case "delta":
      return auditUpTo === undefined
        ? undefined
        : { kind: "audit", after: auditAfter, upTo: auditUpTo };
  }
}

/** `Chats (copy)`, then `Chats (copy 2)`. */
function copyTitle(jobs: readonly Job[], title: string): string {
  for (let n = 1; ; n++) {
    const ending = n === 1 ? " (copy)" : ` (copy ${n})`;
    const copy = title.slice(0, TITLE_CHARS - ending.length).trimEnd() + ending;
    if (findByTitle(jobs, copy) === undefined) return copy;
  }
}
