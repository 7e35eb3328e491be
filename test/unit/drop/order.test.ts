import { describe, expect, it } from "vitest";
import { reasonToWait, type LineView } from "../../../src/drop/order.ts";
import type { ImportTypeSpec } from "../../../src/store/dataset-spec.ts";

const queues: ImportTypeSpec = {
  type: "Queues",
  target: "store",
  order: 6,
  after: ["Calendar", "Skills"],
  graceMs: 0,
  sheets: [],
  unit: "rows",
  onDuplicate: "error",
  description: "",
};
const idle = (type: string): LineView => ({
  type,
  isWorking: false,
  isHeld: false,
  lookedAtMs: 1_001,
});
const reason = (more: Partial<LineView>, type: Partial<ImportTypeSpec> = {}): string | undefined =>
  reasonToWait(
    { ...queues, ...type },
    1_000,
    new Map([["Skills", { ...idle("Skills"), ...more }]]),
    1_500,
  );

describe("a file of a type that refers to others", () => {
  it("starts when those have nothing to do", () => {
    expect(reason({})).toBeUndefined();
  });

  it("waits while one of them runs", () => {
    expect(reason({ isWorking: true })).toBe("waits for the import of Skills that runs");
  });

  it("waits for a complete file there, and names it", () => {
    expect(reason({ nextReady: "s.csv" })).toBe("waits for Skills/s.csv, which goes before it");
  });

  it("waits for a file that was dropped there a moment ago", () => {
    expect(reason({ fresh: "new.csv" })).toBe("waits for Skills/new.csv, which goes before it");
  });

  it("waits until the folder there was looked into after the file was seen", () => {
    expect(reason({ lookedAtMs: 1_000 })).toBe(
      "waits for a look into Skills, which goes before it",
    );
  });

  it("does not wait for a type that is held up", () => {
    expect(reason({ isHeld: true, isWorking: true, nextReady: "s.csv" })).toBeUndefined();
  });

  it("does not wait for types that it does not refer to", () => {
    expect(reason({ nextReady: "s.csv" }, { after: ["Calendar"] })).toBeUndefined();
  });

  it("is held back for its grace period, so that what goes first can arrive", () => {
    expect(reason({}, { graceMs: 1_000 })).toBe("waits a moment for files that go before it");
    expect(reason({}, { graceMs: 500 })).toBeUndefined();
  });
});
