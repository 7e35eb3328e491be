import { describe, expect, it } from "vitest";
import {
  artifactBase,
  claimedNames,
  indexNameOf,
  type Named,
} from "../../../src/export/artifact-names.ts";
import type { JobDefinition, StatisticsExport } from "../../../src/jobs/job.ts";

const definition: JobDefinition = {
  title: "t",
  source: "data-exporter",
  run: { kind: "once" },
  timeZone: "Europe/Helsinki",
  timeframe: { kind: "all" },
  dateField: "MODIFIEDDATE",
  catchUp: "latest",
  baseline: "job",
  skipEmpty: false,
  encryption: "smime-aes256-cbc",
};

function named(form: Partial<StatisticsExport>, more: Partial<Named> = {}): Named {
  const whole = { format: "csv", packing: "none", fileName: "s_{yyyyMMdd}", ...form } as const;
  const exchange = { kind: "statistics", statistics: "events", ...whole } as const;
  const due = "2026-11-21T22:30:00.000Z";
  return { id: "r", dueAt: due, definition: { ...definition, exchange }, ...more };
}

describe("the names of an artifact", () => {
  it("have the dates of the due instant in the job's zone, and the table before them", () => {
    expect(claimedNames(named({}))).toEqual(["s_runs_20261122.csv"]);
    expect(claimedNames(named({ fileName: "plain", format: "xml" }))).toEqual(["plain_runs.xml"]);
    expect(claimedNames(named({ fileName: "{yyyy}" }))).toEqual(["runs_2026.csv"]);
  });

  it("have a number where others have the same", () => {
    expect(claimedNames(named({}, { nameNumber: 2 }))).toEqual(["s_runs_20261122_2.csv"]);
    expect(artifactBase(named({ packing: "zip" }, { nameNumber: 3 }))).toBe("s_20261122_3");
  });

  it("are an index beside what is packed, and none beside a file itself", () => {
    expect(indexNameOf(named({}))).toBeUndefined();
    expect(indexNameOf(named({ packing: "zip" }))).toBe("s_20261122.index.json");
    expect(claimedNames(named({ packing: "encrypted" }))).toEqual(["s_20261122.index.json"]);
    const { exchange: _exchange, ...history } = named({}).definition;
    expect(indexNameOf({ ...named({}), definition: history })).toBe("export-r.index.json");
  });
});
