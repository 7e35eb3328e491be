/** Calendars from iCalendar files, as the import type Calendar takes them. */
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type Imported, openImporter } from "../helpers/importing.ts";
import { typeOf } from "../helpers/rejecting.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

describe("a calendar file (.ics)", () => {
  const ics = (...days: readonly string[]): string =>
    ["BEGIN:VCALENDAR", ...days.map((day) => event(day)), "END:VCALENDAR"].join("\r\n");
  const event = (day: string): string =>
    `BEGIN:VEVENT\r\nSUMMARY:Closed\r\nDTSTART;VALUE=DATE:${day}\r\nEND:VEVENT`;

  it("is a calendar above all others, and keeps its priority when it comes again", async () => {
    await using importer = await openImporter(inFolder("work"));
    const drop = async (type: string, name: string, text: string): Promise<Imported> => {
      await writeFile(inFolder(name), text);
      return await importer.importFile(typeOf(type), inFolder(name), name);
    };
    const csv = (row: string): string => `Name,Priority,EntryType,Weekdays\n${row}\n`;
    await drop("Calendar", "a.csv", csv("A,7,Weekday,Mon"));
    const first = await drop("Calendar", "holidays.ics", ics("20261224"));
    expect(first.verdict.rows).toMatchObject({ created: 1 });
    await drop("Calendar", "b.csv", csv("B,Next,Weekday,Sun"));
    const again = await drop("Calendar", "holidays.ics", ics("20261224", "20261225"));
    expect(again.verdict.rows).toMatchObject({ updated: 2, total: 2 });
    const calendars = await importer.records("Calendar");
    expect(calendars.map(({ Name, Priority }) => [Name, Priority])).toEqual([
      ["Default", 0],
      ["A", 7],
      ["holidays", 8],
      ["B", 9],
    ]);
    const wrong = await drop("Calendar", "holidays.ics", ics("20261224", "20261225T080000"));
    expect(wrong.verdict).toMatchObject({ status: "Failed", codes: { R002: 1, R021: 1 } });
    const short = await drop("Calendar", "e.csv", csv("A,7,Weekday,Tue\nA,7,Weekday,Wed,,,,,x"));
    expect(short.verdict).toMatchObject({ status: "Failed", codes: { R017: 1, R021: 1 } });
    const other = await drop("Skills", "holidays.ics", ics("20261224"));
    expect(other.verdict).toMatchObject({ status: "Failed", errors: ["F003"] });
    await drop("Calendar", "c.csv", csv("C,999,Weekday,Sun"));
    const full = await drop("Calendar", "d.ics", ics("20270101"));
    expect(full.issues).toMatchObject([{ code: "R003", column: "Priority", value: "next" }]);
  });
});
