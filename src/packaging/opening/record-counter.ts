/** Counts the records of a file as it goes by: lines of JSON, rows of CSV. */

const LINE_FEED = 0x0a;
const QUOTE = 0x22;

export interface RecordCounter {
  add(bytes: Buffer): void;
  /** After all bytes. */
  count(): number;
}

export function recordCounter(name: string): RecordCounter {
  return name.toLowerCase().endsWith(".csv") ? csvRows() : lines();
}

/** Lines; the last one counts without its end, too. */
function lines(): RecordCounter {
  let found = 0;
  let last = LINE_FEED;
  return {
    add: (bytes) => {
      for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
        found += 1;
      }
      last = bytes.at(-1) ?? last;
    },
    count: () => found + (last === LINE_FEED ? 0 : 1),
  };
}

/** Rows after the header; a line break within quotes is part of a value (RFC 4180). */
function csvRows(): RecordCounter {
  let found = 0;
  let last = LINE_FEED;
  let isQuoted = false;
  return {
    add: (bytes) => {
      for (const byte of bytes) {
        if (byte === QUOTE) isQuoted = !isQuoted;
        else if (byte === LINE_FEED && !isQuoted) found += 1;
      }
      last = bytes.at(-1) ?? last;
    },
    count: () => Math.max(0, found + (last === LINE_FEED ? 0 : 1) - 1),
  };
}
