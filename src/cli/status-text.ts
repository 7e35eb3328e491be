/** The state of the import line, as lines for people: pure. */
import type { LineStatus, RunningDrop } from "../drop/status.ts";
import type { Colours } from "./terminal.ts";
import { bar, bytes, count, duration } from "./text.ts";

const SHOWN_WAITING = 5;

/** `Directory  [####----]  41 %  people.csv  410 000 rows  82 000 rows/s  7 s left`; of a group `a.csv and 63 more`. */
export function progressText(type: string, running: RunningDrop): string {
  const fraction = running.totalBytes > 0 ? running.bytesRead / running.totalBytes : 0;
  const parts = [
    type,
    bar(fraction),
    `${Math.floor(Math.min(1, fraction) * 100)} %`.padStart(5),
    running.filesAfter === undefined
      ? running.file
      : `${running.file} and ${count(running.filesAfter)} more`,
    `${count(running.rows)} rows`,
    running.rowsPerSecond === undefined ? "" : `${count(running.rowsPerSecond)} rows/s`,
    running.remainingMs === undefined ? "" : `${duration(running.remainingMs)} left`,
    running.step,
    running.attempt > 1 ? `attempt ${running.attempt}` : "",
  ];
  return parts.filter((part) => part !== "").join("  ");
}

/** What one line works on, is held by and waits for; nothing when it is idle. */
export function lineTexts(line: LineStatus, colours: Colours): readonly string[] {
  const { type, running, held, waiting, waitingCount, watch } = line;
  const lines = running ? [progressText(type, running)] : [];
  if (watch === "missing" && !held)
    lines.push(colours.red(`${type}  ${line.folderPath} is missing`));
  if (held) {
    const again = held.retryAt === undefined ? "" : `; tried again at ${held.retryAt}`;
    const last = held.until === undefined ? "" : `, for the last time at ${held.until}`;
    const text = `${held.code} ${held.reason.replace(/\.$/, "")}${again}${last}`;
    // A file that is waited with is no fault.
    if (held.until === undefined) lines.push(colours.red(`${type}  held: ${text}`));
    else lines.push(`${type}  ${colours.yellow("waits")}  ${text}`);
  }
  for (const { file, bytes: size, reason } of waiting.slice(0, SHOWN_WAITING)) {
    lines.push(`${type}  ${colours.yellow("waits")}  ${file} (${bytes(size)}): ${reason}`);
  }
  const more = waitingCount - Math.min(waiting.length, SHOWN_WAITING);
  if (more > 0) lines.push(`${type}  ... and ${count(more)} more`);
  return lines;
}
