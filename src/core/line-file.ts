/** A text file that grows by lines, written synchronously; it is made with its first line. */
import { closeSync, openSync, writeSync } from "node:fs";
import { fromSystem } from "./errors.ts";

export interface LineFile {
  /** Never throws: what could not be written is reported by `close`. */
  write(text: string): void;
  /**
   * Closes the file; again is harmless.
   * @throws {TransientError} S004, S006 {OperatorError} S005, also for an earlier write.
   */
  close(): void;
}

/** The file at `path`; lines are added to what is there. */
export function openLineFile(path: string): LineFile {
  const doing = `Writing the log ${path}`;
  let descriptor: number | undefined;
  let failure: unknown;
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      failure ??= error;
    }
  };
  return {
    write: (text) => {
      attempt(() => {
        descriptor ??= openSync(path, "a", 0o644);
        const target = descriptor;
        let rest = Buffer.from(text, "utf8");
        while (rest.length > 0) rest = rest.subarray(writeSync(target, rest));
      });
    },
    close: () => {
      const target = descriptor;
      descriptor = undefined;
      attempt(() => {
        if (target !== undefined) closeSync(target);
      });
      if (failure !== undefined) throw fromSystem(failure, doing);
    },
  };
}
