/**
 * CSV (RFC 4180) from rows as SQLite hands them over: their texts as they are, between bytes that no
 * text has (RFC 3629, section 1: FE and FF never appear in UTF-8). SQLite would have to look at each
 * text for what asks for quotes, which takes four times as long as handing it over.
 */

/** SQL: stands between two cells. */
export const CELL_END = "CAST(x'FF' AS TEXT)";
/** SQL: ends a row. */
export const ROW_END = "CAST(x'FE0A' AS TEXT)";

const CELL = 0xff;
const ROW = 0xfe;
const [TAB, LF, CR, BLANK, QUOTE, COMMA] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c];

/**
 * Turns whole rows into lines, in place where no cell asks for quotes. Those that do: with a quote, a
 * comma or a line break; with a blank at an end, as some readers trim what is not quoted; a lone empty
 * one, since readers pass over blank lines.
 */
export function csvPage(bytes: Buffer): Buffer {
  const quoted: number[] = [];
  let quotes = 0;
  let start = 0;
  let isRowStart = true;
  let isSpecial = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte > COMMA && byte < ROW) continue;
    if (byte < ROW) {
      if (byte === QUOTE) quotes += 1;
      isSpecial ||= byte === COMMA || byte === QUOTE || byte === LF || byte === CR;
      continue;
    }
    const isEmpty = at === start;
    const isLone = isRowStart && byte === ROW;
    if (isEmpty ? isLone : isSpecial || isBlank(bytes[start]) || isBlank(bytes[at - 1])) {
      quoted.push(start, at);
    }
    bytes[at] = byte === CELL ? COMMA : CR;
    isRowStart = byte === ROW;
    // The line feed of a row is there already.
    if (isRowStart) at += 1;
    start = at + 1;
    isSpecial = false;
  }
  return quoted.length === 0 ? bytes : withQuotes(bytes, quoted, quotes);
}

function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === TAB;
}

/** @param cells where each cell that asks for quotes starts and ends. @param quotes how many are in them. */
function withQuotes(bytes: Buffer, cells: readonly number[], quotes: number): Buffer {
  const out = Buffer.allocUnsafe(bytes.length + cells.length + quotes);
  let copied = 0;
  let to = 0;
  for (let i = 0; i < cells.length; i += 2) {
    const [start = 0, end = 0] = [cells[i], cells[i + 1]];
    to += bytes.copy(out, to, copied, start);
    out[to++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) out[to++] = QUOTE;
      out[to++] = byte;
    }
    out[to++] = QUOTE;
    copied = end;
  }
  bytes.copy(out, to, copied);
  return out;
}
