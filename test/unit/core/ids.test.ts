import { describe, expect, it } from "vitest";
import { newUuid } from "../../../src/core/ids.ts";

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("newUuid", () => {
  it("gives ids of one moment in ascending order, more than its counter holds", () => {
    const now = new Date("2026-01-01T00:00:00.000Z");
    const ids = Array.from({ length: 10_000 }, () => newUuid(now));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(UUID_7);
  });

  it("begins with the milliseconds, also when the clock is set back", () => {
    const later = newUuid(new Date("2026-01-01T00:00:00.001Z"));
    const earlier = newUuid(new Date("2026-01-01T00:00:00.000Z"));
    expect([later, earlier].map((id) => id.slice(0, 13))).toEqual([
      "019b76da-a801",
      "019b76da-a800",
    ]);
  });
});
