import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { nextOpening } from "../../../src/dialling/call-window.ts";

const opening = (at: string, from: string, until: string, zone: string): string =>
  new Date(nextOpening(Date.parse(at), { from, until, zone }))
    .toISOString()
    .replace(":00.000Z", "Z");

describe("the next opening of a call window", () => {
  it.each([
    ["before it", "2026-03-05T05:00Z", "08:00", "17:00", "Europe/Helsinki", "2026-03-05T06:00Z"],
    ["within it", "2026-03-05T07:13Z", "08:00", "17:00", "Europe/Helsinki", "2026-03-05T07:13Z"],
    ["at its end", "2026-03-05T15:00Z", "08:00", "17:00", "Europe/Helsinki", "2026-03-06T06:00Z"],
    [
      "until midnight",
      "2026-03-05T21:59Z",
      "20:00",
      "24:00",
      "Europe/Helsinki",
      "2026-03-05T21:59Z",
    ],
    [
      "after midnight",
      "2026-03-05T22:00Z",
      "20:00",
      "24:00",
      "Europe/Helsinki",
      "2026-03-06T18:00Z",
    ],
    [
      "over midnight",
      "2026-03-05T22:30Z",
      "22:00",
      "02:00",
      "Europe/Helsinki",
      "2026-03-05T22:30Z",
    ],
    [
      "half an hour off",
      "2026-03-05T00:00Z",
      "08:00",
      "17:00",
      "Asia/Kolkata",
      "2026-03-05T02:30Z",
    ],
    // Berlin puts its clock forward at 01:00Z on 29 March: there is no 02:00 to 03:00.
    [
      "from in the gap",
      "2026-03-29T00:15Z",
      "02:30",
      "05:00",
      "Europe/Berlin",
      "2026-03-29T01:00Z",
    ],
    [
      "until in the gap",
      "2026-03-29T00:30Z",
      "01:00",
      "02:30",
      "Europe/Berlin",
      "2026-03-29T00:30Z",
    ],
    [
      "both in the gap",
      "2026-03-29T00:15Z",
      "02:10",
      "02:40",
      "Europe/Berlin",
      "2026-03-30T00:10Z",
    ],
    [
      "opening that day",
      "2026-03-28T20:00Z",
      "08:00",
      "17:00",
      "Europe/Berlin",
      "2026-03-29T06:00Z",
    ],
    // And back at 01:00Z on 25 October: 02:00 to 03:00 comes twice.
    [
      "in the first fold",
      "2026-10-25T00:05Z",
      "02:10",
      "02:40",
      "Europe/Berlin",
      "2026-10-25T00:10Z",
    ],
    [
      "in the second fold",
      "2026-10-25T00:45Z",
      "02:10",
      "02:40",
      "Europe/Berlin",
      "2026-10-25T01:10Z",
    ],
    ["after the fold", "2026-10-25T01:45Z", "02:10", "02:40", "Europe/Berlin", "2026-10-26T01:10Z"],
    // Lord Howe moves by half an hour.
    [
      "half a fold",
      "2026-04-04T14:50Z",
      "01:30",
      "01:45",
      "Australia/Lord_Howe",
      "2026-04-04T15:00Z",
    ],
  ])("%s", (...[, at, from, until, zone, expected]) => {
    expect(opening(at, from, until, zone)).toBe(expected);
  });

  it("is now without a window", () => {
    expect(nextOpening(1234, { zone: "Europe/Helsinki" })).toBe(1234);
  });

  it("is the first minute whose clock reading lies within the window", () => {
    const minute = fc.integer({ min: 0, max: 23 * 60 + 59 });
    const text = (m: number): string =>
      `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`;
    // Around both changes of New York, whose clock is read by another program: Intl.
    const zone = "America/New_York";
    const clock = new Intl.DateTimeFormat("en-GB", {
      ...{ timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    });
    const starts = fc.constantFrom("2026-03-07T18:00Z", "2026-10-31T18:00Z", "2026-06-01T00:00Z");
    fc.assert(
      fc.property(starts, minute, minute, minute, (start, offset, one, other) => {
        const [from, until] = one < other ? [one, other] : [other, one + 1];
        const at = Date.parse(start) + offset * 60_000;
        let expected = at;
        const isOpen = (): boolean => {
          const reading = clock.format(expected);
          return reading >= text(from) && reading < text(until);
        };
        while (!isOpen()) expected += 60_000;
        expect(nextOpening(at, { from: text(from), until: text(until), zone })).toBe(expected);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
