/** The notation of jobs: golden tables of what is read, and of what is refused and why. */
import { describe, expect, it } from "vitest";
import { readDefinition } from "../../../../src/jobs/notation/read-definition.ts";
import { CHATS, FACTS, readJob, refusals } from "../../../helpers/job-texts.ts";

function messageOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const found = readDefinition(fields);
  return "problems" in found ? found.problems[0]?.message : undefined;
}

describe("a job", () => {
  it("of five fields has all defaults", () => {
    expect(readJob(CHATS)).toEqual({
      title: "Chats of the week",
      source: "contact-history",
      type: "interaction",
      run: { kind: "weekly", days: [1], times: ["02:00"] },
      timeZone: "UTC",
      timeframe: { kind: "last", unit: "weeks", count: 1 },
      dateField: "MODIFIEDDATE",
      catchUp: "latest",
      baseline: "job",
      skipEmpty: false,
      encryption: "smime-aes256-cbc",
    });
  });

  it("may have every field as a text", () => {
    const fields = {
      ...CHATS,
      Description: "for the archive",
      MediaTypes: "email;chat",
      From: "2026-12-01",
      Until: "2026-12-31",
      TimeZone: "Europe/Helsinki",
      DateField: "startdate",
      SplitSize: "100MB",
      Destination: "client",
      Certificates: "north;south",
      Notify: "ops@example.com",
      CatchUp: "All",
      Baseline: "any",
      SkipEmpty: "yes",
      Encryption: "cms-aes256-gcm",
    };
    expect(readJob(fields)).toMatchObject({
      description: "for the archive",
      mediaTypes: ["email", "chat"],
      from: "2026-12-01",
      until: "2026-12-31",
      timeZone: "Europe/Helsinki",
      dateField: "STARTDATE",
      splitSizeBytes: 100_000_000,
      destination: "client",
      certificates: ["north", "south"],
      notify: ["ops@example.com"],
      catchUp: "all",
      baseline: "any",
      skipEmpty: true,
      encryption: "cms-aes256-gcm",
    });
  });

  it("may use lists, numbers and booleans", () => {
    const fields = {
      ...CHATS,
      MediaTypes: ["chat", "Chat", "voice"],
      SplitSize: 262_144,
      SkipEmpty: true,
      Certificates: ["north"],
    };
    expect(readJob(fields)).toMatchObject({
      mediaTypes: ["chat", "voice"],
      splitSizeBytes: 262_144,
      skipEmpty: true,
      certificates: ["north"],
    });
  });

  it.each(["media types", "MEDIA_TYPES", "Media-Type", " mediatypes "])(
    "finds the field MediaTypes as %j",
    (name) => {
      expect(readJob({ ...CHATS, [name]: "chat" }).mediaTypes).toEqual(["chat"]);
    },
  );

  it.each(["", "  ", "~", null, undefined, []])("takes %j as not given", (value) => {
    expect(readJob({ ...CHATS, CatchUp: value, Certificates: value })).toEqual(readJob(CHATS));
  });

  it("takes STARTDATE for a fixed interval and MODIFIEDDATE for all others", () => {
    expect(readJob({ ...CHATS, Timeframe: "2026-03-01..2026-04-01" }).dateField).toBe("STARTDATE");
    expect(readJob({ ...CHATS, Timeframe: "all" }).dateField).toBe("MODIFIEDDATE");
  });

  it("of all media types names none", () => {
    expect(readJob({ ...CHATS, MediaTypes: "all" })).toEqual(readJob(CHATS));
    expect(readJob({ ...CHATS, Type: "contact", MediaTypes: "All" })).not.toHaveProperty(
      "mediaTypes",
    );
  });
});

describe("other values", () => {
  it.each([
    ["Title", "x".repeat(201), "R004"],
    ["Title", "two\nlines", "R002"],
    ["Title", { de: "Berichte" }, "R002"],
    ["Description", "x".repeat(2001), "R004"],
    ["Description", "a\u0000b", "R002"],
    ["Source", "info mart", "R003"],
    ["Type", "document", "R003"],
    ["MediaTypes", ["chat", { a: 1 }], "R002"],
    ["MediaTypes", [""], "R002"],
    ["MediaTypes", ";", "R002"],
    ["From", "01.12.2026", "R002"],
    ["Until", "2026-13-01", "R002"],
    ["TimeZone", "Europe/Helsinky", "R003"],
    ["TimeZone", "+02:00", "R003"],
    ["DateField", "ENDDATE", "R003"],
    ["Destination", "a;b", "R002"],
    ["Notify", "nobody", "R002"],
    ["CatchUp", "some", "R003"],
    ["Baseline", "none", "R003"],
    ["SkipEmpty", "maybe", "R003"],
    ["Encryption", "aes", "R003"],
  ])("%s=%j is refused with %s", (field, value, code) => {
    expect(refusals({ ...CHATS, [field]: value })).toEqual([`${field} ${code}`]);
  });

  it("takes a description of several lines", () => {
    expect(readJob({ ...CHATS, Description: "one\ntwo" }).description).toBe("one\ntwo");
  });

  it("names the zone that was meant", () => {
    expect(messageOf({ ...CHATS, TimeZone: "Europe/Helsinky" })).toContain(
      "did you mean Europe/Helsinki?",
    );
  });
});

describe("combinations", () => {
  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ["the contact history without a type", { ...CHATS, Type: "" }, ["Type R001"]],
    ["a type of the info mart", { ...FACTS, Type: "contact" }, ["Type J001"]],
    [
      "media types of contacts",
      { ...CHATS, Type: "contact", MediaTypes: "chat" },
      ["MediaTypes J001"],
    ],
    ["media types of the info mart", { ...FACTS, MediaTypes: "chat" }, ["MediaTypes J001"]],
    ["a relative period of the info mart", { ...FACTS, Timeframe: "last day" }, ["Timeframe J001"]],
    [
      "an interval of the info mart",
      { ...FACTS, Timeframe: "2026-03-01..2026-04-01" },
      ["Timeframe J001"],
    ],
    ["audit keys in a job that recurs", { ...FACTS, Timeframe: "audit 1..2" }, ["Timeframe J001"]],
    ["a delta of the contact history", { ...CHATS, Timeframe: "delta" }, ["Timeframe J001"]],
    [
      "audit keys of the contact history",
      { ...CHATS, Run: "once", Timeframe: "audit 1..2" },
      ["Timeframe J001"],
    ],
    [
      "first and last date of one run",
      { ...CHATS, Run: "once", From: "2026-12-01", Until: "2026-12-02" },
      ["From J001", "Until J001"],
    ],
    [
      "a last date before the first",
      { ...CHATS, From: "2026-12-02", Until: "2026-12-01" },
      ["Until J001"],
    ],
  ])("refuse %s", (_what, fields, problems) => {
    expect(refusals(fields)).toEqual(problems);
  });

  it("allow a recurrence of one day, and a delta that runs once", () => {
    expect(refusals({ ...CHATS, From: "2026-12-01", Until: "2026-12-01" })).toEqual([]);
    expect(refusals({ ...FACTS, Run: "once" })).toEqual([]);
  });
});

describe("problems", () => {
  it("come all at once", () => {
    const fields = { Source: "x", Type: "y", Run: "z", TimeZone: "w", Tilte: "t", SplitSize: 1 };
    expect(refusals(fields)).toEqual([
      "Tilte J001",
      "TimeZone R003",
      "Title R001",
      "Source R003",
      "Run R002",
      "Timeframe R001",
      "Type R003",
      "SplitSize R003",
    ]);
  });

  it("of an unknown field name the nearest one", () => {
    expect(messageOf({ ...CHATS, TimeFrme: "all" })).toBe(
      "TimeFrme is not a field of a job; did you mean Timeframe?",
    );
    expect(messageOf({ ...CHATS, Colour: "red" })).toContain("there are Title, Description");
  });

  it("say the value as it was given", () => {
    const found = readDefinition({ ...CHATS, Notify: ["ops"] });
    expect(found).toEqual({
      problems: [
        {
          field: "Notify",
          code: "R002",
          value: '["ops"]',
          message: "Notify is wrong; expected mail addresses such as ops@example.com",
        },
      ],
    });
  });

  it("include a field that stands twice", () => {
    expect(refusals({ ...CHATS, "media types": "chat", Media_Types: "email" })).toEqual([
      "MediaTypes J001",
    ]);
  });
});
