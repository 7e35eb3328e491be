import { expect, test } from "vitest";
import { judgeModel, type Manifest, remember } from "../../../src/models/manifest.ts";

test.each([
  ["is missing", undefined, undefined, "write"],
  ["is missing but was written before", { h1: "v1" }, undefined, "write"],
  ["was made from the same", { h1: "v1" }, "h1", "current"],
  ["was made from something older", { h0: "v0" }, "h0", "write"],
  ["is an old one that somebody put back", { h0: "v0", h1: "v1" }, "h0", "write"],
  ["is not one of ours", { h1: "v1" }, "h9", "changed"],
  ["was never ours", undefined, "h9", "changed"],
] as const)("a model that %s: %j, %s -> %s", (_, known, sha256, verdict) => {
  expect(judgeModel(known, sha256, "v1")).toBe(verdict);
});

test("the manifest remembers the last versions of each file and forgets the oldest", () => {
  let manifest: Manifest = { "B.csv": { other: "v" } };
  for (let i = 0; i < 100; i++) {
    manifest = remember(manifest, "A.csv", { sha256: `h${i}`, madeFrom: `v${i}` });
  }
  expect(Object.keys(manifest["A.csv"] ?? {})).toHaveLength(20);
  expect(manifest["A.csv"]).toMatchObject({ h99: "v99", h80: "v80" });
  expect(manifest["B.csv"]).toEqual({ other: "v" });
});
