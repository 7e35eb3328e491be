import { describe, expect, it } from "vitest";
import { resolveScope } from "../../../src/export/scope.ts";

const base = { timeZone: "UTC", dateField: "MODIFIEDDATE" } as const;
const due = new Date("2026-03-31T02:00:00Z");

describe("the records that a run takes", () => {
  it("are all records when the timeframe is all", () => {
    expect(resolveScope({ ...base, timeframe: { kind: "all" } }, due, 7)).toEqual({});
  });

  it.each([
    ["hours", 36, "2026-03-29T14:00:00.000Z"],
    ["days", 1, "2026-03-30T02:00:00.000Z"],
    ["weeks", 1, "2026-03-24T02:00:00.000Z"],
    // 28 February: the month before has no 31st.
    ["months", 1, "2026-02-28T02:00:00.000Z"],
  ] as const)("of the last %s (%i) end at the due instant", (unit, count, from) => {
    const timeframe = { kind: "last", unit, count } as const;
    expect(resolveScope({ ...base, timeframe }, due, undefined)).toEqual({
      from,
      to: "2026-03-31T02:00:00.000Z",
      dateField: "MODIFIEDDATE",
    });
  });

  it("of the last day follow the clock of the zone: 23 hours where clocks were put forward", () => {
    const timeframe = { kind: "last", unit: "days", count: 1 } as const;
    const helsinki = { ...base, timeZone: "Europe/Helsinki", timeframe };
    const scope = resolveScope(helsinki, new Date("2026-03-29T09:00:00Z"), undefined);
    expect(scope.from).toBe("2026-03-28T10:00:00.000Z");
  });

  it("of a fixed interval are those of the interval, whenever it runs", () => {
    const timeframe = {
      kind: "interval",
      from: "2026-01-01T00:00:00.000Z",
      to: "2026-02-01T00:00:00.000Z",
    } as const;
    expect(resolveScope({ ...base, dateField: "STARTDATE", timeframe }, due, undefined)).toEqual({
      from: "2026-01-01T00:00:00.000Z",
      to: "2026-02-01T00:00:00.000Z",
      dateField: "STARTDATE",
    });
  });

  it("of a delta begin after the last published audit key, and at the beginning without one", () => {
    const delta = { ...base, timeframe: { kind: "delta" } } as const;
    expect(resolveScope(delta, due, 41)).toEqual({ auditAfter: 41 });
    expect(resolveScope(delta, due, undefined)).toEqual({});
  });

  it("of an audit range are those of the range", () => {
    const timeframe = { kind: "audit", after: 100, upTo: 220 } as const;
    expect(resolveScope({ ...base, timeframe }, due, 5)).toEqual({
      auditAfter: 100,
      auditUpTo: 220,
    });
  });
});
