import { describe, expect, it } from "vitest";
import { timeBuckets } from "../../../../src/campaigns/export/report/time-buckets.ts";
import { createZonedTimes } from "../../../../src/campaigns/export/zoned-times.ts";

const helsinki = createZonedTimes("Europe/Helsinki");
const ONE = { calls: 1, answered: 0, successful: 0 };

function at(...instants: readonly string[]): (readonly [number, typeof ONE])[] {
  return instants.map((instant) => [Math.floor(Date.parse(instant) / 900_000), ONE]);
}

describe("calls over time", () => {
  it("are counted by local hours, with the hours in which nobody called", () => {
    const { unit, buckets } = timeBuckets(
      at("2026-11-20T07:00Z", "2026-11-20T07:45Z", "2026-11-20T10:15Z"),
      helsinki,
    );
    expect(unit).toBe("hour");
    expect(buckets.map(({ name, calls }) => [name, calls])).toEqual([
      ["2026-11-20 09:00", 2],
      ["2026-11-20 10:00", 0],
      ["2026-11-20 11:00", 0],
      ["2026-11-20 12:00", 1],
    ]);
  });

  it("count the two hours of one name together where clocks are put back", () => {
    const { buckets } = timeBuckets(at("2026-10-25T00:30Z", "2026-10-25T01:30Z"), helsinki);
    expect(buckets).toMatchObject([{ name: "2026-10-25 03:00", calls: 2 }]);
  });

  it.each([
    ["2026-12-10T10:00Z", "day", 21],
    ["2027-05-20T10:00Z", "week", 27],
    ["2029-11-20T10:00Z", "month", 37],
    ["2066-11-20T10:00Z", "year", 41],
    ["9999-11-20T10:00Z", "year", 62],
  ])("of a campaign until %s are counted by %s", (last, unit, columns) => {
    const found = timeBuckets(at("2026-11-20T10:00Z", last), helsinki);
    expect([found.unit, found.buckets.length]).toEqual([unit, columns]);
    expect(found.buckets.reduce((sum, { calls }) => sum + calls, 0)).toBe(2);
  });
});

describe("times of a zone", () => {
  it("have its offset at that instant", () => {
    expect(helsinki("2026-03-29T00:59:59.999Z")).toBe("2026-03-29T02:59:59.999+02:00");
    expect(helsinki("2026-03-29T01:00:00.000Z")).toBe("2026-03-29T04:00:00.000+03:00");
    expect(createZonedTimes("Asia/Kathmandu")("2026-01-01T00:00:00.000Z")).toBe(
      "2026-01-01T05:45:00.000+05:45",
    );
    expect(createZonedTimes("America/St_Johns")("2026-01-01T00:00:00.000Z")).toBe(
      "2025-12-31T20:30:00.000-03:30",
    );
    expect(helsinki(undefined)).toBeUndefined();
  });
});
