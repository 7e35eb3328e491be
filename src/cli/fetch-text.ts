/** Fetches, as lines for people: pure. */
import type { ShownRun } from "../console/shown-run.ts";
import type { FetchProgress, FetchStatus, RunningFetch } from "../fetch/status.ts";
import type { FetchedFile } from "../store/fetch-record.ts";
import type { Colours } from "./terminal.ts";
import { bar, bytes, count } from "./text.ts";
import { countsText } from "./verdict-text.ts";

/** `Fetch  Customers  Waiting  for the file, until 2026-03-04T02:00:00.000Z, next look ...` */
export function fetchTexts({ running }: FetchStatus, colours: Colours): readonly string[] {
  return running.map((one) => {
    const { title, held, state, filesDone } = one;
    if (held) {
      const { code, reason, retryAt } = held;
      return colours.red(`Fetch  ${title}  ${state}: ${code} ${reason}; tried again at ${retryAt}`);
    }
    const done = filesDone > 0 ? `${count(filesDone)} files done` : "";
    const parts = ["Fetch", title, state, ...progressTexts(one.progress, one), done];
    return parts.filter((part) => part !== "").join("  ");
  });
}

function progressTexts(
  progress: FetchProgress,
  { deadlineAt }: Pick<RunningFetch, "deadlineAt">,
): readonly string[] {
  switch (progress.step) {
    case "starting":
      return [];
    case "waiting":
      return [`for the file, until ${deadlineAt}, next look ${progress.nextLookAt}`];
    case "fetching": {
      const { file, bytes: done, totalBytes } = progress;
      if (totalBytes === undefined) return [`fetching ${file}`, bytes(done)];
      const share = totalBytes === 0 ? 1 : Math.min(1, done / totalBytes);
      const percent = `${Math.floor(share * 100)} %`.padStart(5);
      return [bar(share), percent, `fetching ${file}`, `${bytes(done)} of ${bytes(totalBytes)}`];
    }
    case "importing":
      return [`importing ${progress.file}`];
    case "settling":
      return [`imported ${progress.file}; its remote file is put away`];
  }
}

/** One run of a fetch, whole. */
export function fetchRunTexts(run: ShownRun, colours: Colours): readonly string[] {
  const { fetch, error } = run;
  const lines = [
    `${colours.bold(run.title)}, fetch ${run.id}, job ${run.job}`,
    `due ${run.dueAt} (${run.reason}), started ${run.startedAt ?? "not yet"}, finished ${run.finishedAt ?? "not yet"}`,
    fetch ? `${run.state}, into ${fetch.importType}` : run.state,
  ];
  if (error) lines.push(colours.red(`${error.code} ${error.message}`));
  if (fetch?.held) lines.push(colours.red(`${fetch.held.code} ${fetch.held.message}`));
  for (const warning of run.warnings) lines.push(colours.yellow(warning));
  return [...lines, ...(fetch?.files ?? []).flatMap(fileTexts)];
}

function fileTexts(file: FetchedFile): readonly string[] {
  const { remote, name, step, sizeBytes, sha256, importRun, status, rows, settled, movedTo } = file;
  const outcome = status ?? step;
  const where = settled === "moved" && movedTo !== undefined ? `moved to ${movedTo}` : settled;
  const lines = [`  ${remote?.path ?? name}: ${outcome}${where === undefined ? "" : `, ${where}`}`];
  if (sizeBytes !== undefined) {
    lines.push(`    ${name}  ${bytes(sizeBytes)}  SHA-256 ${sha256 ?? ""}`);
  }
  if (file.error) lines.push(`    ${file.error.code} ${file.error.message}`);
  if (rows) lines.push(`    ${countsText(rows)}`);
  if (importRun !== undefined) lines.push(`    import run ${importRun}`);
  const kept = Object.entries(file.files ?? {}).map(([role, one]) => `    ${role}: ${one}`);
  return [...lines, ...kept];
}

/** Rows that all files of a fetch had, and of them those that were rejected. */
export function fetchCounts({ fetch }: ShownRun): {
  readonly rows: number;
  readonly rejected: number;
} {
  const counts = (fetch?.files ?? []).flatMap(({ rows }) => rows ?? []);
  return {
    rows: counts.reduce((sum, one) => sum + one.total, 0),
    rejected: counts.reduce((sum, one) => sum + one.rejected, 0),
  };
}
