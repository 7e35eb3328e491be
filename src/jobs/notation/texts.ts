/** Fields that are plain texts, names and lists of them. */
import { nearest } from "../../core/nearest.ts";
import { isTimeZone } from "../../core/zone.ts";
import { forbiddenCharacter } from "../../formats/cell-text.ts";
import { got, type Read, type Reading, wrong } from "./reading.ts";

export const TITLE_CHARS = 200;
const DESCRIPTION_CHARS = 2_000;
const NAME_CHARS = 100;

export function readTitle(text: string): Reading<string> {
  if (text.length > TITLE_CHARS) return wrong("R004", `at most ${TITLE_CHARS} characters`);
  const isLine = forbiddenCharacter(text) === undefined && !/[\t\r\n\u0085\u2028\u2029]/.test(text);
  return isLine ? got(text) : wrong("R002", "one line of text without control characters");
}

export function readDescription(text: string): Reading<string> {
  if (text.length > DESCRIPTION_CHARS)
    return wrong("R004", `at most ${DESCRIPTION_CHARS} characters`);
  const found = forbiddenCharacter(text);
  return found === undefined ? got(text) : wrong("R002", `a text without the character ${found}`);
}

/** Name of a destination, of the owner of a certificate, or of a media type. */
export function readName(text: string): Reading<string> {
  const isName = text.length <= NAME_CHARS && /^[^,;\p{C}]+$/u.test(text) && text !== "~";
  return isName
    ? got(text)
    : wrong("R002", `a name of at most ${NAME_CHARS} characters, without , and ;`);
}

/** What a mail server takes is known when it has taken it; this finds what is no address at all. */
export function readAddress(text: string): Reading<string> {
  const isAddress = text.length <= 254 && /^[^\s@,;<>"]+@[^\s@,;<>"]+$/u.test(text);
  return isAddress ? got(text) : wrong("R002", "mail addresses such as ops@example.com");
}

export function readTimeZone(text: string): Reading<string> {
  if (text.toLowerCase() === "utc") return got("UTC");
  // Offsets are not zones, though newer versions of Intl take them.
  if (/^[a-z]/i.test(text) && isTimeZone(text)) return got(text);
  const near = nearest(text, Intl.supportedValuesOf("timeZone"));
  const help = near ? ` (did you mean ${near}?)` : "";
  return wrong("R003", `UTC or an IANA name such as Europe/Helsinki${help}`);
}

export function readYesNo(text: string): Reading<boolean> {
  if (/^(true|yes|1)$/i.test(text)) return got(true);
  return /^(false|no|0)$/i.test(text) ? got(false) : wrong("R003", "true or false");
}

/** Each entry by `read`; the same one twice, whatever its case, counts once. */
export function readEntries(
  entries: readonly string[],
  read: Read<string>,
): Reading<readonly string[]> {
  const found = new Map<string, string>();
  for (const entry of entries) {
    const one = read(entry);
    if (!one.ok) return one;
    const folded = one.value.toLowerCase();
    if (!found.has(folded)) found.set(folded, one.value);
  }
  return got([...found.values()]);
}
