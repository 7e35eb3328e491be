/** The ledger of runs and their issues, a page at a time. */
import type { FastifyInstance } from "fastify";
import { UsageError } from "../../core/errors.ts";
import type { RowIssue } from "../../core/issue.ts";
import type { RunRecord, RunState, RunStatus } from "../../store/run.ts";
import type { ConsoleDeps } from "../deps.ts";

const STATES = ["Claimed", "Decided", "Archived"] as const satisfies readonly RunState[];
const STATUSES = [
  "Succeeded",
  "PartiallySucceeded",
  "Failed",
] as const satisfies readonly RunStatus[];

interface RunsQuery {
  readonly type?: string;
  readonly state?: RunState;
  readonly status?: RunStatus;
  readonly file?: string;
  readonly limit: number;
  readonly before?: string;
}

const RUNS_QUERY = {
  type: "object",
  additionalProperties: false,
  properties: {
    type: { type: "string" },
    state: { enum: STATES },
    status: { enum: STATUSES },
    file: { type: "string" },
    limit: { type: "integer", minimum: 1, maximum: 1_000, default: 50 },
    before: { type: "string" },
  },
};

/** Answer of GET /v1/runs, newest first; `next` goes into `before` for the next page. */
export interface RunsAnswer {
  readonly runs: readonly RunRecord[];
  readonly next?: string;
}

interface IssuesQuery {
  readonly offset: number;
  readonly limit: number;
}

const ISSUES_QUERY = {
  type: "object",
  additionalProperties: false,
  properties: {
    offset: { type: "integer", minimum: 0, default: 0 },
    limit: { type: "integer", minimum: 1, maximum: 5_000, default: 500 },
  },
};

/** Answer of GET /v1/runs/:id/issues; `next` goes into `offset` for the next page. */
export interface IssuesAnswer {
  readonly issues: readonly RowIssue[];
  readonly next?: number;
}

interface RunParams {
  readonly id: string;
}

export function runRoutes(app: FastifyInstance, { store }: ConsoleDeps): void {
  app.get<{ Querystring: RunsQuery }>(
    "/v1/runs",
    { schema: { querystring: RUNS_QUERY } },
    async ({ query }): Promise<RunsAnswer> => {
      const { state, ...rest } = query;
      const runs = await store.runs(state === undefined ? rest : { ...rest, states: [state] });
      const last = runs.at(-1);
      return runs.length < query.limit || !last ? { runs } : { runs, next: last.id };
    },
  );

  app.get<{ Params: RunParams }>("/v1/runs/:id", async ({ params }): Promise<RunRecord> => {
    return await known(params.id);
  });

  app.get<{ Params: RunParams; Querystring: IssuesQuery }>(
    "/v1/runs/:id/issues",
    { schema: { querystring: ISSUES_QUERY } },
    async ({ params, query: { offset, limit } }): Promise<IssuesAnswer> => {
      const { id } = await known(params.id);
      const issues = await store.issues(id, offset, limit);
      return issues.length < limit ? { issues } : { issues, next: offset + limit };
    },
  );

  const known = async (id: string): Promise<RunRecord> => {
    const run = await store.run(id);
    if (run) return run;
    throw new UsageError("S009", `there is no run ${id}`, { hint: "See `quayside history`." });
  };
}
