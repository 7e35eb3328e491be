/** What the store holds: the datasets, and their records a page at a time. */
import type { FastifyInstance } from "fastify";
import type { DatasetSpec } from "../../store/dataset-spec.ts";
import type { StoredRecord } from "../../store/store.ts";
import { parseCondition } from "../condition.ts";
import type { ConsoleDeps } from "../deps.ts";

/** Answer of GET /v1/datasets. */
export interface DatasetsAnswer {
  readonly datasets: readonly DatasetSummary[];
}

export interface DatasetSummary {
  readonly name: string;
  readonly records: number;
  /** Columns that a record shows, in their order. */
  readonly columns: readonly string[];
}

/** Answer of GET /v1/records/:dataset; `next` goes into `after` for the next page. */
export interface RecordsAnswer {
  readonly records: readonly StoredRecord[];
  readonly next?: number;
}

interface RecordsQuery {
  readonly where?: readonly string[];
  readonly after?: number;
  readonly limit: number;
}

const RECORDS_QUERY = {
  type: "object",
  additionalProperties: false,
  properties: {
    where: { type: "array", items: { type: "string" }, maxItems: 20 },
    after: { type: "integer", minimum: 0 },
    limit: { type: "integer", minimum: 1, maximum: 5_000, default: 500 },
  },
};

export function recordRoutes(app: FastifyInstance, { store }: ConsoleDeps): void {
  app.get("/v1/datasets", async (): Promise<DatasetsAnswer> => {
    const datasets = await store.datasets();
    return {
      datasets: datasets.map(({ spec, records }) => {
        return { name: spec.name, records, columns: shownColumns(spec) };
      }),
    };
  });

  app.get<{ Params: { readonly dataset: string }; Querystring: RecordsQuery }>(
    "/v1/records/:dataset",
    { schema: { querystring: RECORDS_QUERY } },
    async ({ params, query }): Promise<RecordsAnswer> => {
      const { after, limit, where = [] } = query;
      const records = await store.records({
        dataset: params.dataset,
        where: where.map(parseCondition),
        limit,
        ...(after === undefined ? {} : { after }),
      });
      const end = records.at(-1);
      const last = end?.["RecordId"] ?? end?.["Id"];
      const isFull = records.length === limit && typeof last === "number";
      return isFull ? { records, next: last } : { records };
    },
  );
}

/** Id, ExternalId, the columns in the order of the definition, the entries of a grouped record. */
function shownColumns(spec: DatasetSpec): readonly string[] {
  const entryColumns = spec.group?.columns ?? [];
  const own = spec.columns
    .filter(({ name, transient, secret }) => !transient && !secret && !entryColumns.includes(name))
    .map(({ name }) => name)
    .filter((name) => name !== "Delete");
  // A client's table shows its own columns only: one of them may be called Id.
  const ids = spec.database ? [] : spec.common ? ["Id", "ExternalId"] : ["Id"];
  return [...new Set([...ids, ...own, ...(spec.group ? [spec.group.entries] : [])])];
}
