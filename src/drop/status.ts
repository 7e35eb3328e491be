/** What `quayside status` shows of the import line: plain data, made anew at each question. */
export interface DropStatus {
  /** false: imports are off, and why. */
  readonly enabled: boolean;
  readonly reason?: string;
  /** The folder that holds the drop folders, `.../Automatic`. */
  readonly automaticPath: string;
  readonly lines: readonly LineStatus[];
}

/** One import type. */
export interface LineStatus {
  readonly type: string;
  readonly folderPath: string;
  readonly watch: "events" | "polling" | "missing";
  readonly running?: RunningDrop;
  /** Files that are not taken yet, next one first; at most 100, `waitingCount` has them all. */
  readonly waiting: readonly WaitingFile[];
  readonly waitingCount: number;
  /** The line can't go on by itself or waits before it tries again. */
  readonly held?: HeldLine;
}

export interface RunningDrop {
  readonly run: string;
  /** The file in hand; of a group the first one that is not through the step. */
  readonly file: string;
  /** In a group: files that are imported together with it and come after it. */
  readonly filesAfter?: number;
  readonly attempt: number;
  readonly step: string;
  readonly rows: number;
  readonly bytesRead: number;
  readonly totalBytes: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly rowsPerSecond?: number;
  readonly remainingMs?: number;
}

export interface WaitingFile {
  readonly file: string;
  readonly bytes: number;
  /** When it was first seen; ISO 8601, UTC. */
  readonly since: string;
  /** For people: `grew 1 s ago`, `is open in Excel`, `waits for Skills/skills.csv`. */
  readonly reason: string;
}

export interface HeldLine {
  readonly code: string;
  readonly reason: string;
  readonly retryAt?: string;
  /** No fault: a file waits this long for records that it refers to. */
  readonly until?: string;
}
