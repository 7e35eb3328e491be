/** The schemas that are shipped: the types made from them, and the documented `.result`. */
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { compileSchema } from "../../../src/core/json-schema.ts";

const root = new URL("../../../", import.meta.url);
const COUNTS = {
  total: 900,
  created: 850,
  updated: 20,
  unchanged: 10,
  deleted: 5,
  skipped: 5,
  rejected: 10,
};
const RESULT = {
  version: 1,
  run: "01JD4T6V8W0000000000000001",
  type: "Directory",
  file: "people.xlsx",
  sha256: "0".repeat(64),
  bytes: 48_211,
  user: "batch",
  started: "2026-11-20T10:15:00.120+02:00",
  finished: "2026-11-20T10:15:00.932+02:00",
  durationMs: 812,
  status: "PartiallySucceeded",
  rows: COUNTS,
  warnings: 3,
  sheets: { Users: COUNTS },
  codes: { R005: 7, R012: 3 },
  files: { source: "20261120_101500_people.xlsx", log: "x.log", rejected: "x.rejected.xlsx" },
};

describe("the types of the settings", () => {
  it("are what the schema says", () => {
    const args = ["--import", "tsx", ".ci/schemas.ts", "--check"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("the schema of the .result file", () => {
  it("accepts the documented example and refuses what is not in it", async () => {
    const text = await readFile(new URL("schemas/result.schema.json", root), "utf8");
    const check = compileSchema(JSON.parse(text) as object);
    expect(check(RESULT)).toEqual([]);
    expect(check({ ...RESULT, extra: 1 })).toMatchObject([{ keyword: "additionalProperties" }]);
    expect(check({ ...RESULT, started: "2026-11-20" })).toMatchObject([{ path: "/started" }]);
    expect(check({ ...RESULT, rows: { total: 1 } })).toHaveLength(6);
  });
});
