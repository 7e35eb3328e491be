/** Writes to standard output synchronously; a destination that is full or gone costs the line only. */
import { writeSync } from "node:fs";
import { systemCode } from "./errors.ts";

const STDOUT = 1;
const PATIENCE = 40;
const PAUSE_MS = 25;

/** Writes the whole text, or as much as the reader takes within a second. */
export function writeOut(text: string): void {
  let rest = Buffer.from(text, "utf8");
  for (let tries = 0; rest.length > 0 && tries < PATIENCE;) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
      tries = 0;
    } catch (error) {
      // A pipe whose reader is slow. Everything else (disk full, pipe closed) will not pass.
      if (systemCode(error) !== "EAGAIN") return;
      tries++;
      pause(PAUSE_MS);
    }
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
