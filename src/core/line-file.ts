/** A text file that grows by lines, written synchronously. */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { fromSystem } from "./errors.ts";

export interface LineFile {
  /** Never throws: what could not be written is reported by `close`. */
  write(text: string): void;
  /**
   * Syncs and closes the file; again is harmless.
   * @throws {TransientError} S004, S006 {OperatorError} S005, also for an earlier write.
   */
  close(): void;
}

/**
 * Opens the file at `path`, appending to what is there.
 * @throws {TransientError} S004, S006 {OperatorError} S005
 */
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
  attempt(() => {
    descriptor = openSync(path, "a", 0o644);
  });
  if (failure !== undefined) throw fromSystem(failure, doing);
  return {
    write: (text) => {
      const target = descriptor;
      if (target === undefined) return;
      attempt(() => {
        let rest = Buffer.from(text, "utf8");
        while (rest.length > 0) rest = rest.subarray(writeSync(target, rest));
      });
    },
    close: () => {
      const target = descriptor;
      if (target === undefined) return;
      descriptor = undefined;
      attempt(() => {
        fsyncSync(target);
      });
      attempt(() => {
        closeSync(target);
      });
      if (failure !== undefined) throw fromSystem(failure, doing);
    },
  };
}
