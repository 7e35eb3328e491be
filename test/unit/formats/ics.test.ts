import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Row } from "../../../src/formats/rows.ts";
import { readAll } from "../../helpers/read-rows.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

interface ReadEvent {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly fault: string | undefined;
}

async function read(text: string, name = "holidays.ics"): Promise<readonly ReadEvent[]> {
  await writeFile(inFolder(name), text);
  const { sheets } = await readAll(inFolder(name));
  const [{ names = [], rows } = { rows: [] as readonly Row[] }] = sheets;
  return rows.map(({ cells, fault }) => ({
    fields: Object.fromEntries(names.map((field, at) => [field, cells[at] ?? undefined])),
    fault: fault?.message,
  }));
}

const calendar = (...lines: readonly string[]): string =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: readonly string[]): string =>
  calendar("BEGIN:VEVENT", "UID:1@example.com", ...lines, "END:VEVENT");

const common = { Name: "holidays", Priority: "next", State: "Closed" };

describe("a calendar file", () => {
  it.each([
    [["DTSTART;VALUE=DATE:20261224"], { EntryType: "Date", Date: "2026-12-24" }],
    [
      ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261225"],
      { EntryType: "Date", Date: "2026-12-24" },
    ],
    [
      ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270102"],
      { EntryType: "DateRange", StartDate: "2026-12-24", EndDate: "2027-01-01" },
    ],
    [
      ["DTSTART:20260328", "DURATION:P1W"],
      { EntryType: "DateRange", StartDate: "2026-03-28", EndDate: "2026-04-03" },
    ],
    [
      ["DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY;BYMONTH=02;BYMONTHDAY=29;WKST=MO"],
      { EntryType: "YearlyDay", Date: "02-29" },
    ],
  ])("makes of %j the entry %j: the end is the day after the last one", async (lines, entry) => {
    expect(await read(event(...lines))).toMatchObject([
      { fields: { ...common, ...entry }, fault: undefined },
    ]);
  });

  it("makes each day of a yearly event an entry", async () => {
    const lines = ["DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270102", "RRULE:FREQ=YEARLY"];
    const entries = await read(event(...lines));
    expect(entries.map(({ fields }) => fields["Date"])).toEqual(["12-31", "01-01"]);
  });

  it("takes its name, and texts, unfolded and without their backslashes", async () => {
    const text = calendar(
      'X-WR-CALNAME;X-A="b:c;d":Public holid',
      " ays",
      "BEGIN:VTIMEZONE",
      "TZID:Europe/Helsinki",
      "END:VTIMEZONE",
      "BEGIN:VEVENT",
      "DTSTART;VALUE=DATE:20261206",
      "SUMMARY:Independence\\, day\\; ä\\nof F",
      "\tinland",
      "BEGIN:VALARM",
      "SUMMARY:no",
      "END:VALARM",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "STATUS:CANCELLED",
      "DTSTART;VALUE=DATE:20261207",
      "END:VEVENT",
    );
    const Description = "Independence, day; ä\nof Finland";
    const expected = [{ fields: { Name: "Public holidays", Description }, fault: undefined }];
    expect(await read(text)).toMatchObject(expected);
    expect(await read(text.replaceAll("\r\n", "\n"))).toMatchObject(expected);
  });

  it.each([
    [["DTSTART:20261224T080000Z"], "DTSTART is 20261224T080000Z; expected a whole day"],
    [["SUMMARY:x"], "DTSTART is missing"],
    [["DTSTART;VALUE=DATE:20260230"], "expected a day that exists"],
    [["DTSTART:20261224", "DTEND:20261223"], "DTEND is before DTSTART"],
    [["DTSTART:20261224", "DURATION:PT8H"], "expected whole days"],
    [["DTSTART:20261224", "RRULE:FREQ=WEEKLY"], "RRULE FREQ=WEEKLY is not read"],
    [["DTSTART:20261224", "RRULE:FREQ=YEARLY;COUNT=3"], "is not read"],
    [["DTSTART:20261224", "RRULE:FREQ=YEARLY;BYDAY=4TH"], "is not read"],
    [["DTSTART:20261224", "RRULE:FREQ=YEARLY", "EXDATE:20281224"], "EXDATE is not read"],
  ])("refuses %j: %s", async (lines, fault) => {
    const [only] = await read(event(...lines));
    expect(only?.fault).toContain(fault);
  });

  it("refuses other components than events", async () => {
    const [only] = await read(calendar("BEGIN:VTODO", "SUMMARY:x", "END:VTODO"));
    expect(only?.fault).toContain("VTODO is not read");
  });

  it.each([
    ["Name,Priority\r\nA,1\r\n", "this is no line of a calendar"],
    ["BEGIN:VEVENT\r\nEND:VEVENT\r\n", "does not begin with BEGIN:VCALENDAR"],
    ["BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "END:VCALENDAR is missing"],
    ["BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "has no BEGIN of its own"],
    [calendar() + calendar(), "several calendars"],
  ])("that is %j is corrupt", async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: "F010",
      message: expect.stringContaining(message) as string,
    });
  });
});
