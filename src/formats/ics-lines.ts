/** Content lines of iCalendar (RFC 5545, section 3.1): unfolded, and taken apart. */
import { corrupt } from "./faults.ts";

/** A line unfolded is never this long; a file without line ends would fill the memory. */
const LINE_CHARS = 1024 * 1024;

export interface ContentLine {
  /** In capital letters. */
  readonly name: string;
  /** By their names in capital letters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly value: string;
}

/** A line that begins with a blank or tab goes on with the one before. @throws {InputError} F010 */
export async function* contentLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let line: string | undefined;
  for await (const physical of lines(texts)) {
    if (/^[ \t]/.test(physical)) {
      line = (line ?? "") + physical.slice(1);
      if (line.length > LINE_CHARS) throw corrupt("a line is longer than 1,048,576 characters");
      continue;
    }
    if (line !== undefined && line !== "") yield line;
    line = physical;
  }
  if (line !== undefined && line !== "") yield line;
}

async function* lines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of texts) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    if (rest.length > LINE_CHARS) throw corrupt("a line is longer than 1,048,576 characters");
    for (const part of parts) yield part.replace(/\r$/, "");
  }
  yield rest.replace(/\r$/, "");
}

/** `DTSTART;VALUE=DATE:20261224`; a quoted parameter may hold `:` and `;`. @throws {InputError} F010 */
export function parseLine(line: string): ContentLine {
  const [, name = "", given = "", value = ""] =
    /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*)(?:,(?:"[^"]*"|[^";:]*))*)*):(.*)$/s.exec(
      line,
    ) ?? [];
  if (name === "") throw corrupt(`this is no line of a calendar: ${line.slice(0, 60)}`);
  const parameters = [...given.matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^";]*)/g)].map(
    ([, key = "", text = ""]) => [key.toUpperCase(), text.replace(/^"|"$/g, "")] as const,
  );
  return { name: name.toUpperCase(), parameters: Object.fromEntries(parameters), value };
}

/** A value of type TEXT (section 3.3.11). */
export function textOf(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, character: string) =>
    character.toLowerCase() === "n" ? "\n" : character,
  );
}
