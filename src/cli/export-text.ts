/** Exports, as lines for people: pure. */
import type { ShownRun } from "../console/shown-run.ts";
import type { ExportStatus, RunningExport } from "../export/status.ts";
import type { Colours } from "./terminal.ts";
import { bar, bytes, count, duration } from "./text.ts";

/** `Export  [####----]  41 %  Night  packing  410 000 of 1 000 000 records  120.4 MB  38.1 MB/s  7 s left` */
export function exportTexts(
  { running, queued }: ExportStatus,
  colours: Colours,
): readonly string[] {
  return [
    ...running.flatMap((one) => runningTexts(one, colours)),
    ...queued.map(
      ({ title, queuedAt }) => `Export  ${title}  ${colours.yellow("queued")} since ${queuedAt}`,
    ),
  ];
}

const STEPS: Readonly<Record<RunningExport["step"], string>> = {
  starting: "starting",
  building: "packing",
  publishing: "publishing",
};

function runningTexts(one: RunningExport, colours: Colours): readonly string[] {
  const { title, held, step, percent, records, totalRecords, bytesPerSecond, remainingMs } = one;
  if (held) {
    const { code, reason, retryAt } = held;
    return [colours.red(`Export  ${title}  held: ${code} ${reason}; tried again at ${retryAt}`)];
  }
  const parts = [
    "Export",
    bar(percent / 100),
    `${percent} %`.padStart(5),
    title,
    STEPS[step],
    step === "building" ? `${count(records)} of ${count(totalRecords)} records` : "",
    bytes(one.bytes),
    bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : "",
    remainingMs === undefined ? "" : `${duration(remainingMs)} left`,
  ];
  return [parts.filter((part) => part !== "").join("  ")];
}

/** One run of an export, whole. */
export function exportRunTexts(run: ShownRun, colours: Colours): readonly string[] {
  const { scope = {}, files = [], records = {}, error } = run;
  const lines = [
    `${colours.bold(run.title)}, export ${run.id}, job ${run.job}`,
    `due ${run.dueAt} (${run.reason}), started ${run.startedAt ?? "not yet"}, finished ${run.finishedAt ?? "not yet"}`,
    `${run.state}, artifact ${run.artifact}${run.destination === undefined ? "" : ` on ${run.destination}`}`,
  ];
  if (error) lines.push(colours.red(`${error.code} ${error.message}`));
  for (const warning of run.warnings) lines.push(colours.yellow(warning));
  if (scope.from !== undefined || scope.to !== undefined) {
    lines.push(
      `records with ${scope.dateField ?? "a date"} from ${scope.from ?? "the beginning"} to before ${scope.to ?? "the end"}`,
    );
  }
  if (scope.auditUpTo !== undefined) {
    lines.push(`audit keys after ${scope.auditAfter ?? 0} up to ${scope.auditUpTo}`);
  }
  for (const [name, number] of Object.entries(records))
    lines.push(`  ${count(number)} records in ${name}`);
  for (const file of files)
    lines.push(`  ${file.name}  ${bytes(file.sizeBytes)}  SHA-256 ${file.sha256}`);
  for (const one of run.certificates ?? []) lines.push(`  encrypted to ${one}`);
  if (run.publishedAt) lines.push(`published ${run.publishedAt}, expires ${run.expiresAt ?? ""}`);
  return lines;
}
