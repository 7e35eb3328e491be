/** Which character divides the columns of a text file: told by its first lines. */
import { InputError } from "../core/errors.ts";

export interface Delimiter {
  /** "" where the file has a single column. */
  readonly delimiter: string;
  /** The line `sep=;` that Excel writes and reads; "" without one. */
  readonly separatorLine: string;
  /** For the log. */
  readonly note: string;
}

const CANDIDATES = [",", ";", "\t", "|"] as const;
const SAMPLE_LINES = 20;
const NAMES: Readonly<Record<string, string>> = { "\t": "tab", "": "none, a single column" };

/**
 * @param head the first part of the file.
 * @param isWhole whether that is all of it.
 * @param prefersTab whether a tab in the header settles it (.txt and .tsv).
 * @throws {InputError} F005
 */
export function findDelimiter(head: string, isWhole: boolean, prefersTab: boolean): Delimiter {
  // A tab or a sign of ASCII: cells are divided byte by byte, and letters are never delimiters.
  const [separatorLine = "", named] = /^sep=(\t|(?![\w"])[ -~])(?:\r\n|\n|\r|$)/i.exec(head) ?? [];
  if (named !== undefined) {
    return { delimiter: named, separatorLine, note: `delimiter: ${nameOf(named)}, by sep=` };
  }
  const lines = sampleLines(head, isWhole);
  const delimiter = choose(lines, prefersTab);
  return { delimiter, separatorLine, note: `delimiter: ${nameOf(delimiter)}` };
}

function nameOf(delimiter: string): string {
  return NAMES[delimiter] ?? delimiter;
}

/** The header line and some more, blank ones left out; a line that `head` cuts off is not used. */
function sampleLines(head: string, isWhole: boolean): readonly string[] {
  const parts = head.split(/"/);
  // Within quotes line breaks and delimiters are text: every second part is blanked out.
  const outside = parts.map((part, index) => (index % 2 === 0 ? part : "x")).join("");
  const lines = outside.split(/\r\n|\n|\r/);
  const whole = isWhole || lines.length === 1 ? lines : lines.slice(0, -1);
  return whole.filter((line) => line.trim() !== "" || line.includes("\t")).slice(0, SAMPLE_LINES);
}

function choose(lines: readonly string[], prefersTab: boolean): string {
  const [header = "", ...rest] = lines;
  const present = CANDIDATES.filter((candidate) => header.includes(candidate));
  const [first, ...others] = present;
  if (first === undefined) return "";
  if (others.length === 0) return first;
  if (prefersTab && present.includes("\t")) return "\t";
  const scores = present.map((candidate) => ({
    candidate,
    // Without further lines the number of columns that it makes has to tell.
    score:
      rest.length === 0
        ? count(header, candidate)
        : rest.filter((line) => count(line, candidate) === count(header, candidate)).length,
  }));
  scores.sort((a, b) => b.score - a.score);
  const [best, next] = scores;
  if (best === undefined || next === undefined || best.score === next.score) {
    throw unclear(present);
  }
  return best.candidate;
}

function count(line: string, delimiter: string): number {
  return line.split(delimiter).length - 1;
}

function unclear(present: readonly string[]): InputError {
  const names = present.map(nameOf).join(" and ");
  return new InputError("F005", `the header line holds ${names}, and either may be the delimiter`);
}
