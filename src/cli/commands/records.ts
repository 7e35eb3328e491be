/** `quayside records`: what the store holds, to look at and to hand on. */
import type {
  DatasetsAnswer,
  DatasetSummary,
  RecordsAnswer,
} from "../../console/routes/records.ts";
import { UsageError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import type { StoredRecord } from "../../store/store.ts";
import { listOption, textOption, type Command } from "../command.ts";
import type { DaemonClient } from "../daemon-client.ts";
import { EXIT } from "../exit-codes.ts";
import { RECORD_FORMATS, recordWriter } from "../record-writers.ts";

const PAGE = 1_000;

export const recordsCommand: Command = {
  name: "records",
  usage: "[dataset]",
  summary: "records of a dataset; without one, the datasets there are",
  options: [
    {
      flags: "--where <condition...>",
      summary: "Column=value, != < <= > >= ~ (contains), 'Column is empty'; all must hold",
    },
    { flags: "--format <format>", summary: `one of ${RECORD_FORMATS.join(", ")} (default table)` },
    { flags: "--out <file>", summary: "into this file; needed for xlsx" },
    { flags: "--json", summary: "one JSON document on standard output" },
  ],
  examples: [
    "quayside records Directory --where 'LastName=Smith' 'Vip=1'",
    "quayside records Queues --format xlsx --out queues.xlsx",
  ],
  exitCodes: [0, 1, 2, 3, 7],
  run: async ({ terminal, daemon }, { args, options }) => {
    const client = await daemon();
    const { datasets } = await client.get<DatasetsAnswer>("/v1/datasets");
    const asJson = options["json"] === true;
    const [name] = args;
    if (name === undefined) {
      if (asJson) terminal.out(JSON.stringify({ datasets }));
      else for (const one of datasets) terminal.out(`${one.name}  ${one.records}`);
      return EXIT.done;
    }
    const dataset = datasetNamed(datasets, name);
    const format = asJson ? "json" : (textOption(options, "format") ?? "table");
    const target = { terminal, path: textOption(options, "out"), title: dataset.name };
    await using writer = await recordWriter(format, target, dataset.columns);
    for await (const page of pages(client, dataset.name, listOption(options, "where"))) {
      for (const record of page) await writer.write(record);
    }
    await writer.finish();
    return EXIT.done;
  },
};

async function* pages(
  client: DaemonClient,
  dataset: string,
  where: readonly string[],
): AsyncGenerator<readonly StoredRecord[]> {
  let after: number | undefined;
  do {
    const path = `/v1/records/${encodeURIComponent(dataset)}`;
    const page: RecordsAnswer = await client.get(path, { where, after, limit: PAGE });
    yield page.records;
    after = page.next;
  } while (after !== undefined);
}

function datasetNamed(datasets: readonly DatasetSummary[], name: string): DatasetSummary {
  const found = datasets.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = datasets.map((one) => one.name);
  const near = nearest(name, names);
  throw new UsageError("S009", `there is no dataset ${name}`, {
    hint: near ? `Did you mean ${near}?` : `There are ${names.join(", ")}.`,
  });
}
