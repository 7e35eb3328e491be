/**
 * A look at the end of a file: formats that have a proper end (a zip directory, a closed root, a
 * closed bracket) tell whether the writer had finished. Reads at most the last 64 KiB.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { extname } from "node:path";
import { systemCode } from "../core/errors.ts";
import type { CloserLook } from "./stability.ts";

/** End of central directory: 22 bytes and a comment of up to 65,535 (APPNOTE 4.3.16). */
const TAIL_BYTES = 22 + 65_535;
const END_OF_CENTRAL_DIRECTORY = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
/** Compound file (.xls, or a workbook with a password): refused later, with advice. */
const COMPOUND_FILE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** Opens the file, for reading only, and looks at its end; waits for the disk. Never throws. */
export function lookAtEnd(path: string): CloserLook {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const { size } = fstatSync(file);
    if (size === 0) return { end: "unknown" };
    const length = Math.min(size, TAIL_BYTES);
    const tail = Buffer.alloc(length);
    readSync(file, tail, 0, length, size - length);
    const head = Buffer.alloc(Math.min(4, size));
    readSync(file, head, 0, head.length, 0);
    return judgeEnd(extname(path).toLowerCase(), head, tail);
  } catch (error) {
    return { end: "unknown", refused: systemCode(error) ?? "unknown error" };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The pure part: first four bytes, last bytes and extension. */
export function judgeEnd(extension: string, head: Buffer, tail: Buffer): CloserLook {
  switch (extension) {
    case ".xlsx":
    case ".xlsm":
      if (head.equals(COMPOUND_FILE) || tail.includes(END_OF_CENTRAL_DIRECTORY)) return whole;
      return { end: "cut", missing: "the end of the workbook is missing" };
    case ".xml":
      return lastCharacter(tail) === ">"
        ? whole
        : { end: "cut", missing: "the last tag is not closed" };
    case ".json":
      return "]}".includes(lastCharacter(tail))
        ? whole
        : { end: "cut", missing: "the closing bracket is missing" };
    case ".ics":
      return /END:VCALENDAR\s*$/i.test(tail.subarray(-1024).toString("latin1").replaceAll("\0", ""))
        ? whole
        : { end: "cut", missing: "END:VCALENDAR is missing" };
    default:
      return { end: "unknown" };
  }
}

const whole: CloserLook = { end: "whole" };

/** The last character that is not blank; NULs are dropped, so that UTF-16 reads the same. */
function lastCharacter(tail: Buffer): string {
  const text = tail.subarray(-1024).toString("latin1").replaceAll("\0", "").trimEnd();
  return text.at(-1) ?? " ";
}
