import { describe, expect, it } from "vitest";
import { fetchedFor } from "../../../src/notify/fetched-for.ts";
import type { ExportRun } from "../../../src/store/export-run.ts";
import type { FetchedFile } from "../../../src/store/fetch-record.ts";

const IMPORT = { id: "run-2", type: "DataUpdater/customers", file: "c.csv" };

function fetched(file: Partial<FetchedFile>, notify?: readonly string[]): ExportRun {
  const definition = JSON.stringify(notify ? { notify } : {});
  const files = [{ step: "dropped", name: "c.csv", ...file }];
  return { definition, fetch: { importType: IMPORT.type, files } } as unknown as ExportRun;
}

describe("an import that a fetch caused is told to whom its job names", () => {
  it.each([
    ["while the fetch waits for it", fetched({}, ["a@b.c"])],
    ["when the fetch knows it", fetched({ step: "settled", importRun: "run-2" }, ["a@b.c"])],
  ])("%s", (_when, fetch) => {
    expect(fetchedFor([fetch], IMPORT)).toEqual(["a@b.c"]);
  });

  it.each([
    ["nobody fetched it", []],
    ["its job names nobody", [fetched({})]],
    ["the fetch caused another import", [fetched({ importRun: "run-1" }, ["a@b.c"])]],
    ["the fetch has another file", [fetched({ name: "d.csv" }, ["a@b.c"])]],
    ["the file is not dropped yet", [fetched({ step: "fetched" }, ["a@b.c"])]],
  ])("not where %s", (_why, fetches) => {
    expect(fetchedFor(fetches, IMPORT)).toBeUndefined();
    const other = { ...IMPORT, type: "DataImporter/customers" };
    expect(fetchedFor([fetched({}, ["a@b.c"])], other)).toBeUndefined();
  });
});
