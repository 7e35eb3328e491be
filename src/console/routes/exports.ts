/** Runs of exports and their artifacts. */
import type { FastifyInstance } from "fastify";
import { UsageError } from "../../core/errors.ts";
import type { ExportRun } from "../../store/export-run.ts";
import type { ConsoleDeps } from "../deps.ts";
import type { ArtifactView } from "../exports-console.ts";
import {
  hasState,
  SHOWN_STATES,
  shownRun,
  stateFilter,
  type ShownRun,
  type ShownState,
} from "../shown-run.ts";

interface ExportsQuery {
  readonly job?: string;
  readonly state?: ShownState;
  readonly limit: number;
  readonly before?: string;
}

const EXPORTS_QUERY = {
  type: "object",
  additionalProperties: false,
  properties: {
    job: { type: "string" },
    state: { enum: SHOWN_STATES },
    limit: { type: "integer", minimum: 1, maximum: 1_000, default: 50 },
    before: { type: "string" },
  },
};

/** Answer of GET /v1/exports, newest first; `next` goes into `before` for the next page. */
export interface ExportsAnswer {
  readonly exports: readonly ShownRun[];
  readonly next?: string;
}

export interface ArtifactsAnswer {
  readonly artifacts: readonly ArtifactView[];
}

interface RunParams {
  readonly run: string;
}

export function exportRoutes(app: FastifyInstance, { store, exports }: ConsoleDeps): void {
  app.get<{ Querystring: ExportsQuery }>(
    "/v1/exports",
    { schema: { querystring: EXPORTS_QUERY } },
    async ({ query }): Promise<ExportsAnswer> => {
      const { state, job: name, ...rest } = query;
      const job = name === undefined ? {} : { job: (await exports.job(name)).id };
      const runs = await store.exports({ ...rest, ...job, ...stateFilter(state) });
      const last = runs.at(-1);
      const shown = runs.map(shownRun).filter((run) => hasState(run, state));
      return runs.length < query.limit || !last
        ? { exports: shown }
        : { exports: shown, next: last.id };
    },
  );

  app.get<{ Params: RunParams }>("/v1/exports/:run", async ({ params }): Promise<ShownRun> => {
    const run = await store.export(params.run);
    if (run) return shownRun(run);
    throw new UsageError("S009", `there is no export ${params.run}`, {
      hint: "See `quayside history`.",
    });
  });

  app.get("/v1/artifacts", async (): Promise<ArtifactsAnswer> => {
    return { artifacts: await exports.artifacts() };
  });

  app.delete<{ Params: RunParams }>(
    "/v1/artifacts/:run",
    async ({ params }): Promise<ExportRun> => {
      return await exports.deleteArtifact(params.run);
    },
  );
}
