import fc from "fast-check";
import { expect, it } from "vitest";
import { dueInstants, nextDue, type Schedule } from "../../../src/jobs/schedule.ts";
import {
  clockChanges,
  type ClockFilm,
  filmClock,
  slowInstants,
} from "../../helpers/slow-schedule.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const ZONES = ["UTC", "Europe/Helsinki", "America/New_York", "Australia/Lord_Howe"] as const;

const pad = (value: number): string => String(value).padStart(2, "0");
const time = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 4, 12, 23), fc.constantFrom(0, 1, 15, 29, 30, 45, 59))
  .map(([hour, minute]) => `${pad(hour)}:${pad(minute)}`);
const times = fc.array(time, { minLength: 1, maxLength: 4 });
const expression = fc
  .tuple(
    fc.constantFrom("*", "0", "30", "15,45", "*/7", "10-20", "0-59/20"),
    fc.constantFrom("*", "1", "2", "3", "1-3", "*/2", "0,2,23"),
    fc.constantFrom("*", "*", "31", "1-7", "*/2", "25-31"),
    fc.constantFrom("*", "*", "3,4,10,11", "1-6/2"),
    fc.constantFrom("*", "*", "0", "7", "1-5", "6,7"),
  )
  .map((fields) => fields.join(" "));
const run = fc.oneof(
  fc.record({
    kind: fc.constant("hourly" as const),
    every: fc.constantFrom(1, 2, 3, 4, 6, 8, 12),
  }),
  fc.record({ kind: fc.constant("daily" as const), times }),
  fc.record({
    kind: fc.constant("weekly" as const),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    times,
  }),
  fc.record({ kind: fc.constant("monthly" as const), day: fc.integer({ min: 1, max: 31 }), times }),
  fc.record({ kind: fc.constant("cron" as const), expression }),
);

/** Films are dear: a few days of each zone, most of them with a change of clocks. */
const DAYS = ZONES.flatMap((zone) => {
  const changes = clockChanges(zone).slice(0, 4);
  const others = [Date.UTC(2024, 1, 29), Date.UTC(2030, 11, 31)];
  return [...changes, ...others].map((middle) => ({ zone, startMs: middle - 2 * DAY_MS }));
});
const films = new Map<number, ClockFilm>();

function filmOf(index: number): ClockFilm {
  const { zone, startMs } = DAYS[index]!;
  const film = films.get(index) ?? filmClock(zone, startMs, startMs + 4 * DAY_MS);
  films.set(index, film);
  return film;
}

const minuteOfFilm = fc.integer({ min: 1_440, max: 4 * 1_440 });
const date = (startMs: number, day: number): string =>
  new Date(startMs + day * DAY_MS).toISOString().slice(0, 10);

const cases = fc.record({
  index: fc.integer({ min: 0, max: DAYS.length - 1 }),
  run,
  cuts: fc.array(minuteOfFilm, { maxLength: 3 }),
  fromDay: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  untilDay: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
});

it("gives what a clock shows minute by minute, into whatever windows the time is cut", () => {
  fc.assert(
    fc.property(cases, ({ index, cuts, fromDay, untilDay, ...rest }) => {
      const film = filmOf(index);
      const schedule: Schedule = {
        run: rest.run,
        timeZone: DAYS[index]!.zone,
        ...(fromDay === undefined ? {} : { from: date(film.startMs, fromDay) }),
        ...(untilDay === undefined ? {} : { until: date(film.startMs, untilDay) }),
      };
      const afterMs = film.startMs + DAY_MS;
      const ends = [...cuts.sort((a, b) => a - b), 4 * 1_440];
      const expected = slowInstants(schedule, film, afterMs);

      let after = new Date(afterMs);
      const due: string[] = [];
      for (const end of ends) {
        const upTo = new Date(film.startMs + end * MINUTE_MS);
        const found = dueInstants(schedule, { after, upTo }, 10_000);
        due.push(...found.map((at) => at.toISOString()));
        after = upTo;
      }
      expect(due).toEqual(expected);

      const next = nextDue(schedule, new Date(afterMs), expected.length);
      expect(next.map(({ at }) => at.toISOString())).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
