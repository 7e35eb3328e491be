/**
 * The reader of iCalendar files (RFC 5545), as far as calendars of whole days go: each event is a row
 * of the import type Calendar. What is not a whole day, or recurs in other ways than yearly, is a
 * faulty row: it is never taken for something else.
 */
import { corrupt } from "./faults.ts";
import { eventEntries, type EventProperties } from "./ics-event.ts";
import { contentLines, parseLine, textOf } from "./ics-lines.ts";
import type { RecordBuilder } from "./named-rows.ts";
import type { Row } from "./rows.ts";

/** Components that say nothing about days. */
const PASSED_OVER = new Set(["VTIMEZONE", "VALARM"]);

/**
 * Rows with Name, Priority, EntryType, Date, StartDate, EndDate, State and Description.
 * @param fileName the calendar's name where the file has none. @throws {InputError} F009 F010
 */
export async function* icsRows(
  texts: AsyncIterable<string>,
  builder: RecordBuilder,
  fileName: string,
): AsyncGenerator<readonly Row[]> {
  const calendar = new CalendarRows(builder, fileName);
  for await (const line of contentLines(texts)) {
    calendar.line(line);
    yield* builder.take();
  }
  calendar.end();
  yield* builder.take();
}

class CalendarRows {
  readonly #builder: RecordBuilder;
  #name: string;
  /** Components that are open, the outermost first. */
  readonly #open: string[] = [];
  #event: Map<string, EventProperties[string]> = new Map();
  #position = 0;
  #isSeen = false;

  constructor(builder: RecordBuilder, fileName: string) {
    this.#builder = builder;
    this.#name = fileName;
  }

  line(line: string): void {
    const { name, parameters, value } = parseLine(line);
    if (name === "BEGIN") this.#begin(value.toUpperCase());
    else if (name === "END") this.#end(value.toUpperCase());
    else if (this.#open.length === 0) throw corrupt("the file does not begin with BEGIN:VCALENDAR");
    else if (this.#open.length === 1) this.#calendarProperty(name, value);
    else if (this.#open.join() === "VCALENDAR,VEVENT") {
      // What stands twice (several EXDATE) is as strange as once.
      this.#event.set(name, { parameters, value });
    }
  }

  end(): void {
    if (!this.#isSeen) throw corrupt("the file holds no VCALENDAR");
    if (this.#open.length > 0)
      throw corrupt(`END:${this.#open[0] ?? ""} is missing: it was cut off`);
  }

  #begin(component: string): void {
    if (this.#open.length === 0 && component !== "VCALENDAR") {
      throw corrupt("the file does not begin with BEGIN:VCALENDAR");
    }
    if (this.#open.length === 0 && this.#isSeen) throw corrupt("the file holds several calendars");
    this.#isSeen = true;
    this.#open.push(component);
    if (this.#open.length === 2) this.#event = new Map();
  }

  #end(component: string): void {
    if (this.#open.pop() !== component) throw corrupt(`END:${component} has no BEGIN of its own`);
    if (this.#open.length !== 1 || PASSED_OVER.has(component)) return;
    if (component === "VEVENT") this.#endEvent();
    else this.#endRow([{ fault: `${component} is not read; expected VEVENT` }]);
  }

  #calendarProperty(name: string, value: string): void {
    const text = textOf(value).trim();
    if ((name === "X-WR-CALNAME" || name === "NAME") && text !== "") this.#name = text;
  }

  #endEvent(): void {
    const properties: EventProperties = Object.fromEntries(this.#event);
    this.#endRow(eventEntries(properties));
  }

  #endRow(entries: ReturnType<typeof eventEntries>): void {
    for (const { fault, ...fields } of entries) {
      this.#builder.set("Name", this.#name);
      this.#builder.set("Priority", "next");
      for (const [field, value] of Object.entries(fields)) this.#builder.set(field, value);
      if (fault !== undefined) this.#builder.fail(fault);
      this.#builder.end(++this.#position);
    }
  }
}
