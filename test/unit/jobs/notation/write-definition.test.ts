import fc from "fast-check";
import { Cron } from "croner";
import { describe, expect, it } from "vitest";
import type { JobDefinition, RunRule, Timeframe } from "../../../../src/jobs/job.ts";
import { readDefinition } from "../../../../src/jobs/notation/read-definition.ts";
import { changedFields, writeDefinition } from "../../../../src/jobs/notation/write-definition.ts";

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const times = fc.uniqueArray(time, { minLength: 1, maxLength: 4 }).map((all) => all.sort());
const instant = fc
  .date({ min: new Date("1990-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const bound = (least: number, most: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min: least, max: most }).map(String),
    fc.integer({ min: 2, max: most }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  );
const cron = fc
  .tuple(bound(0, 59), bound(0, 23), bound(1, 28), bound(1, 12), bound(0, 6))
  .map((fields) => fields.join(" "));

const recurring: fc.Arbitrary<RunRule> = fc.oneof(
  fc.record({
    kind: fc.constant("hourly" as const),
    every: fc.constantFrom(1, 2, 3, 4, 6, 8, 12),
  }),
  fc.record({ kind: fc.constant("daily" as const), times }),
  fc.record({
    kind: fc.constant("weekly" as const),
    days: fc
      .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
      .map((days) => days.sort()),
    times,
  }),
  fc.record({
    kind: fc.constant("monthly" as const),
    day: fc.integer({ min: 1, max: 31 }),
    times,
  }),
  fc.record({ kind: fc.constant("cron" as const), expression: cron }),
);
const once: fc.Arbitrary<RunRule> = fc.oneof(
  fc.constant({ kind: "once" as const }),
  fc.record({ kind: fc.constant("once" as const), at: instant }),
);
const period: fc.Arbitrary<Timeframe> = fc.oneof(
  fc.constant({ kind: "all" as const }),
  fc.record({
    kind: fc.constant("last" as const),
    unit: fc.constantFrom("hours", "days", "weeks", "months"),
    count: fc.integer({ min: 1, max: 10_000 }),
  }),
  fc
    .tuple(instant, instant)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({
      kind: "interval" as const,
      from: a < b ? a : b,
      to: a < b ? b : a,
    })),
  fc.constantFrom(
    { kind: "interval" as const, from: "2026-02-28T22:00:00.000Z", to: "2026-03-31T21:00:00.000Z" },
    { kind: "interval" as const, from: "2026-03-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z" },
  ),
);
const audit: fc.Arbitrary<Timeframe> = fc
  .tuple(fc.maxSafeNat(), fc.maxSafeNat())
  .map(([a, b]) => ({ kind: "audit", after: Math.min(a, b), upTo: Math.max(a, b) }));
const byKey = fc.constantFrom<Timeframe>({ kind: "all" }, { kind: "delta" });

const name = fc.stringMatching(/^[a-z][a-z0-9 _.@-]{0,20}[a-z0-9]$/);
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
const day = instant.map((text) => text.slice(0, 10));
const dates = fc.constantFrom("none", "from", "until", "both").chain((which) =>
  fc.tuple(day, day).map((both) => {
    const [from = "", until = ""] = [...both].sort();
    return {
      ...(which === "from" || which === "both" ? { from } : {}),
      ...(which === "until" || which === "both" ? { until } : {}),
    };
  }),
);
const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .map((some) => some.trim())
  .filter((some) => /^[^\p{C}\p{Z}~][^\p{C}\u2028\u2029]*$/u.test(some));

const common = {
  title: text,
  timeZone: fc.constantFrom("UTC", "Europe/Helsinki", "Australia/Lord_Howe", "America/Sao_Paulo"),
  dateField: fc.constantFrom("MODIFIEDDATE" as const, "STARTDATE" as const),
  catchUp: fc.constantFrom("none" as const, "latest" as const, "all" as const),
  baseline: fc.constantFrom("job" as const, "any" as const),
  skipEmpty: fc.boolean(),
  encryption: fc.constantFrom("smime-aes256-cbc" as const, "cms-aes256-gcm" as const),
};
const optional = fc.record(
  {
    description: text,
    splitSizeBytes: fc.integer({ min: 65_536, max: 1024 ** 3 }),
    destination: name,
    certificates: names,
    notify: fc.uniqueArray(fc.constantFrom("a@example.com", "b@example.com"), { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const media = fc.oneof(
  fc.constant({}),
  fc.record({ mediaTypes: names.filter((all) => !all.includes("all")) }),
);
const kinds = fc.oneof(
  fc.tuple(period, media).map(([timeframe, types]) => ({
    source: "contact-history" as const,
    type: "interaction" as const,
    timeframe,
    ...types,
  })),
  fc.record({
    source: fc.constant("contact-history" as const),
    type: fc.constant("contact" as const),
    timeframe: period,
  }),
  fc.record({ source: fc.constant("info-mart" as const), timeframe: byKey }),
);
const runs = fc.oneof(
  fc.tuple(recurring, dates).map(([run, both]) => ({ run, ...both })),
  once.map((run) => ({ run })),
);
const onceByKey = fc.record({
  source: fc.constant("info-mart" as const),
  timeframe: audit,
  run: once,
});
const definitions: fc.Arbitrary<JobDefinition> = fc
  .tuple(
    fc.record(common),
    optional,
    fc.oneof(
      fc.tuple(kinds, runs).map(([kind, run]) => ({ ...kind, ...run })),
      onceByKey,
    ),
  )
  .map(([all, some, rest]) => ({ ...all, ...some, ...rest }));

describe("a definition that is written", () => {
  it("reads as the same definition", () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        expect(readDefinition(writeDefinition(definition))).toEqual({ definition });
      }),
      { numRuns: 500, seed: 20261120 },
    );
  });

  it("names whole days of its zone by their dates, and sizes by their roundest unit", () => {
    const found = readDefinition({
      Title: "March",
      Source: "contact-history",
      Type: "contact",
      Run: "once",
      Timeframe: "2026-03-01..2026-04-01",
      TimeZone: "Europe/Helsinki",
      SplitSize: "102400KiB",
    });
    if ("problems" in found) throw new Error(JSON.stringify(found.problems));
    expect(writeDefinition(found.definition)).toEqual({
      Title: "March",
      Source: "contact-history",
      Type: "contact",
      Run: "once",
      TimeZone: "Europe/Helsinki",
      Timeframe: "2026-03-01..2026-04-01",
      DateField: "STARTDATE",
      SplitSize: "100MiB",
      CatchUp: "latest",
      Baseline: "job",
      SkipEmpty: "false",
      Encryption: "smime-aes256-cbc",
    });
  });
});

describe("a cron expression that is taken", () => {
  it("is one to the scheduler as well", () => {
    fc.assert(
      fc.property(cron, (expression) => {
        const fields = {
          Title: "t",
          Source: "info-mart",
          Run: `cron ${expression}`,
          Timeframe: "all",
        };
        expect(readDefinition(fields)).toHaveProperty("definition");
        expect(() => new Cron(expression, { mode: "5-part", paused: true })).not.toThrow();
      }),
      { numRuns: 300, seed: 20261120 },
    );
  });
});

describe("changes of a definition", () => {
  const march = readDefinition({
    Title: "Chats",
    Source: "contact-history",
    Type: "interaction",
    MediaTypes: "chat",
    Run: "daily 02:00",
    Timeframe: "last day",
    SplitSize: "1GiB",
  });
  if ("problems" in march) throw new Error(JSON.stringify(march.problems));
  const change = (changes: Readonly<Record<string, unknown>>): unknown =>
    readDefinition(changedFields(march.definition, changes));

  it("leave alone what is blank or not named", () => {
    expect(change({ "media types": "", SplitSize: null, Run: " " })).toEqual(march);
  });

  it("take a value back with ~", () => {
    const { mediaTypes: _, splitSizeBytes: __, ...rest } = march.definition;
    expect(change({ "media types": "~", split_size: "~" })).toEqual({ definition: rest });
  });

  it("let a default date field follow the timeframe, and keep one that was chosen", () => {
    expect(change({ Timeframe: "2026-03-01..2026-04-01" })).toHaveProperty(
      "definition.dateField",
      "STARTDATE",
    );
    const chosen = { ...march.definition, dateField: "STARTDATE" as const };
    expect(readDefinition(changedFields(chosen, { Timeframe: "last week" }))).toHaveProperty(
      "definition.dateField",
      "STARTDATE",
    );
  });

  it("are judged with what they leave", () => {
    expect(change({ Source: "info-mart" })).toMatchObject({
      problems: [{ field: "Type" }, { field: "MediaTypes" }, { field: "Timeframe" }],
    });
  });

  it("that name no field are a problem", () => {
    expect(change({ SplitSise: "1GiB" })).toMatchObject({ problems: [{ field: "SplitSise" }] });
  });
});
