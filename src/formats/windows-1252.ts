/** Windows-1252 to text. Node's own decoder of that name reads 0x80 to 0x9F as Latin-1 in Node 20. */

/** What stands at 0x80 to 0x9F; the five holes stay control characters, which rows refuse. */
const UPPER =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

export function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (letter) => UPPER.charAt(letter.charCodeAt(0) - 0x80));
}
