/** Text as a part of HTML and SVG, and figures as people write them; pure. */
import { htmlText } from "../../../core/html-text.ts";

/** Control characters, which no document may hold, become blanks; directions can't leak out of a value. */
export function escaped(text: string): string {
  const sound = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, " ")
    .replace(/\p{Surrogate}/gu, "\ufffd");
  return htmlText(sound);
}

/** `12 345`, with a narrow blank that does not break. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** `12.5 %`; a dash of nothing. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "\u2013";
  const percent = (100 * part) / whole;
  const digits = part === 0 || part === whole ? 0 : 1;
  return `${percent.toFixed(digits)}\u202f%`;
}

/** `1:02:05` of seconds. */
export function clockTime(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${Math.floor(seconds / 3_600)}:${two((seconds % 3_600) / 60)}:${two(seconds % 60)}`;
}

/** At most so many characters, the last of them a dot for those that are missing. */
export function shortened(text: string, most: number): string {
  // Making a segmenter takes longer than all the rest of a report.
  if (text.length <= most) return text;
  const characters = [...new Intl.Segmenter().segment(text)];
  if (characters.length <= most) return text;
  const kept = characters.slice(0, most - 1).map(({ segment }) => segment);
  return `${kept.join("")}\u2026`;
}
