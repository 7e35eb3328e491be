/** Second step: waits until there is something to fetch, and writes down what. */
import { isAborted } from "../core/abort.ts";
import { effect } from "../core/effect.ts";
import type { ExportRun } from "../store/export-run.ts";
import { deadlineOf, type FetchWork } from "./deps.ts";
import { timeOut } from "./end.ts";
import { isAtRest, isSameFile } from "./match-files.ts";
import { recordOf } from "./record.ts";
import type { FoundFile } from "./source.ts";
import { sourceOf } from "./start.ts";

const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;

/**
 * Looks again and again, with growing pauses, until every file that is new has come to rest; at the
 * deadline those that have are taken, and where there is none the run ends as TimedOut.
 */
export async function look(work: FetchWork, run: ExportRun): Promise<ExportRun> {
  if (recordOf(run).files.length > 0) return run;
  const { clock, settleMs } = work.deps;
  const deadline = deadlineOf(run, work.fetch);
  let current = run;
  let before: readonly FoundFile[] = [];
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS)) {
    const found = await newFiles(work, run);
    if (recordOf(current).held) current = await noteReached(work, current);
    const now = clock.now();
    const resting = found.filter((file) => isAtRest(file, { now, settleMs, before }));
    const isOver = now >= deadline;
    if (resting.length > 0 && (isOver || resting.length === found.length)) {
      return await noteFound(work, current, resting);
    }
    if (isOver) return await timeOut(work.deps, current, missingText(work, found));
    // What has just come is looked at again soon.
    if (found.length > 0) pauseMs = FIRST_PAUSE_MS;
    before = found;
    await pause(work, Math.min(pauseMs, deadline.getTime() - now.getTime()));
  }
}

/** Without those that the job has taken before. */
async function newFiles(work: FetchWork, run: ExportRun): Promise<readonly FoundFile[]> {
  const { deps, fetch, definition, signal } = work;
  const due = { at: new Date(run.dueAt), timeZone: definition.timeZone };
  await using source = await deps.openSource(sourceOf(deps, fetch.connection, fetch.read), signal);
  const found = await source.find(fetch.read, due);
  const taken = await deps.store.fetchedVersions(run.job);
  return found.filter((file) => !taken.some((remote) => isSameFile(file, { remote })));
}

async function pause({ deps, signal, report }: FetchWork, ms: number): Promise<void> {
  const nextLookAt = new Date(deps.clock.now().getTime() + ms).toISOString();
  report({ step: "waiting", nextLookAt });
  await deps.clock.sleep(ms, signal);
  if (isAborted(signal)) throw signal.reason;
}

async function noteFound(
  { deps }: FetchWork,
  run: ExportRun,
  found: readonly FoundFile[],
): Promise<ExportRun> {
  const { importType } = recordOf(run);
  const files = found.map((file) => ({ ...file, step: "found" as const }));
  return await effect("fetch.found", () =>
    deps.store.changeExport(run.id, ["InProgress"], { fetch: { importType, files } }),
  );
}

/** The source answers again. */
async function noteReached({ deps }: FetchWork, run: ExportRun): Promise<ExportRun> {
  const { importType, files } = recordOf(run);
  deps.log.info({ event: "fetch.resumed", run: run.id }, "the fetch goes on");
  return await deps.store.changeExport(run.id, ["InProgress"], { fetch: { importType, files } });
}

function missingText({ fetch }: FetchWork, found: readonly FoundFile[]): string {
  const what = fetch.read.kind === "file" ? fetch.read.pattern : "the table";
  const [first] = found;
  return first
    ? `${first.name} on ${fetch.connection} was still being written at the deadline`
    : `no new file ${what} was on ${fetch.connection} by the deadline`;
}
