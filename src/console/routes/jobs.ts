/** Jobs: what there is, when it is due, and every action on it. */
import type { FastifyInstance } from "fastify";
import type { ActionOutcome } from "../../jobs/action-outcome.ts";
import type { JobRow } from "../../jobs/job-row.ts";
import type { DueRecord } from "../../store/export-run.ts";
import type { ConsoleDeps } from "../deps.ts";
import type { DueView, JobView } from "../exports-console.ts";

interface JobParams {
  readonly job: string;
}

interface CountQuery {
  readonly count: number;
}

const countQuery = (most: number): object => ({
  type: "object",
  additionalProperties: false,
  properties: { count: { type: "integer", minimum: 1, maximum: most, default: 10 } },
});

/** Body of POST /v1/jobs/actions: rows as in a file of the folder ExportJob. */
const ACTIONS_BODY = {
  type: "object",
  additionalProperties: false,
  required: ["rows"],
  properties: {
    rows: {
      type: "array",
      minItems: 1,
      maxItems: 1_000,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["row", "fields"],
        properties: {
          row: { type: "integer" },
          fields: { type: "object" },
          faults: { type: "array", items: { type: "object" } },
        },
      },
    },
  },
};

export interface JobsAnswer {
  readonly jobs: readonly JobView[];
}

export interface NextAnswer {
  readonly due: readonly DueView[];
}

export interface DueAnswer {
  readonly due: readonly DueRecord[];
}

export interface ActionsAnswer {
  readonly outcomes: readonly ActionOutcome[];
}

export function jobRoutes(app: FastifyInstance, { exports }: ConsoleDeps): void {
  app.get("/v1/jobs", async (): Promise<JobsAnswer> => ({ jobs: await exports.jobs() }));

  app.get<{ Params: JobParams }>("/v1/jobs/:job", async ({ params }): Promise<JobView> => {
    return await exports.job(params.job);
  });

  app.get<{ Params: JobParams; Querystring: CountQuery }>(
    "/v1/jobs/:job/next",
    { schema: { querystring: countQuery(1_000) } },
    async ({ params, query }): Promise<NextAnswer> => {
      return { due: await exports.next(params.job, query.count) };
    },
  );

  app.get<{ Params: JobParams; Querystring: CountQuery }>(
    "/v1/jobs/:job/due",
    { schema: { querystring: countQuery(10_000) } },
    async ({ params, query }): Promise<DueAnswer> => {
      return { due: await exports.due(params.job, query.count) };
    },
  );

  app.post<{ Body: { readonly rows: readonly JobRow[] } }>(
    "/v1/jobs/actions",
    { schema: { body: ACTIONS_BODY } },
    async ({ body }): Promise<ActionsAnswer> => ({ outcomes: await exports.act(body.rows) }),
  );
}
