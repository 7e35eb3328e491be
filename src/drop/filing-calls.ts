/** What the filing thread is asked for: the work on files that costs a group most of its time. */
import type { CloserLook } from "./stability.ts";

/** A file as it was when it was judged complete. */
export interface SeenFile {
  readonly name: string;
  readonly inode: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface SmallFile {
  readonly effect: "report.log" | "report.err" | "report.result";
  readonly path: string;
  readonly content: string;
}

export interface SourceMove {
  readonly from: string;
  readonly to: string;
}

export interface FilingCalls {
  /** Opens files in a folder, looks at their ends and who else has them open; never fails. */
  look(folderPath: string, names: readonly string[]): Promise<readonly CloserLook[]>;
  /**
   * Moves files in, in their order, and answers their names there: one that stands there already is
   * got round with a number. Undefined: gone, or not what was seen.
   */
  moveIn(
    folderPath: string,
    inProcessPath: string,
    files: readonly SeenFile[],
  ): Promise<readonly (string | undefined)[]>;
  /** Each appears whole, with its content on the disk; the names are not synced. */
  write(files: readonly SmallFile[]): Promise<void>;
  /** Moves sources into History; one that an earlier attempt moved counts as moved. */
  move(moves: readonly SourceMove[]): Promise<readonly ("moved" | "taken" | "gone")[]>;
  /**
   * Puts the contents of files onto the disk, and the names in folders: those of the first folder
   * beside the contents, each other one's after them, so that no name is gone from one folder for good
   * before it stands in the one before.
   */
  sync(paths: readonly string[], folders: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
