/** What the console is told of jobs, exports and artifacts, and may do with them. */
import type { ExportsConsole, JobView } from "../console/exports-console.ts";
import { UsageError } from "../core/errors.ts";
import type { ExportDeps } from "../export/deps.ts";
import type { ExportLine } from "../export/line.ts";
import type { FetchLine } from "../fetch/line.ts";
import { removeArtifact } from "../export/retain.ts";
import { remainingDays } from "../export/retention-policy.ts";
import { OPEN } from "../export/states.ts";
import { scheduleOf } from "../jobs/account.ts";
import type { JobActions } from "../jobs/actions/job-actions.ts";
import type { Catalogue } from "../jobs/catalogue.ts";
import type { Job } from "../jobs/job.ts";
import { nextDue } from "../jobs/schedule.ts";
import type { Store } from "../store/store.ts";

export interface ConsoleParts {
  readonly deps: ExportDeps;
  readonly catalogue: Catalogue;
  readonly actions: JobActions;
  readonly line: ExportLine;
  readonly fetches: FetchLine;
  readonly store: Store;
  /** Jobs have changed: their schedule is looked at anew. */
  readonly nudge: () => void;
}

/** Artifacts that are listed at most. */
const MOST = 10_000;

export function exportsConsole(parts: ConsoleParts): ExportsConsole {
  const { deps, catalogue, actions, line, fetches, store, nudge } = parts;
  const named = (name: string): Job => {
    const job = catalogue.job(name);
    if (job) return job;
    throw new UsageError("J002", `there is no job ${name}`, { hint: "See `quayside jobs list`." });
  };
  const view = async (job: Job): Promise<JobView> => {
    const [next] = job.state === "Active" ? nextDue(scheduleOf(job), deps.clock.now(), 1) : [];
    const [open] = await store.exports({ job: job.id, states: OPEN, limit: 1 });
    return {
      ...job,
      ...(next ? { nextDue: next.at.toISOString() } : {}),
      ...(open ? { openRun: open.id } : {}),
    };
  };
  return {
    status: () => line.status(),
    fetches: () => fetches.status(),
    jobs: () => Promise.all(catalogue.jobs().map(view)),
    job: (name) => view(named(name)),
    next: (name, count) => {
      const due = nextDue(scheduleOf(named(name)), deps.clock.now(), count);
      return Promise.resolve(
        due.map(({ at, local, note }) => {
          return { at: at.toISOString(), local, ...(note === undefined ? {} : { note }) };
        }),
      );
    },
    due: async (name, limit) => store.dueRecords(named(name).id, limit),
    act: async (rows) => {
      const outcomes = await actions.apply(rows, { user: "operator" });
      nudge();
      return outcomes;
    },
    artifacts: async () => {
      const runs = await store.exports({ artifact: "Published", limit: MOST });
      const now = deps.clock.now();
      return runs.map((run) => {
        const { id, job, title, destination = "", files = [] } = run;
        const { publishedAt = "", expiresAt = publishedAt } = run;
        const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
        const left = { publishedAt, expiresAt, remainingDays: remainingDays(expiresAt, now) };
        return { run: id, job, title, destination, files, sizeBytes, ...left };
      });
    },
    deleteArtifact: async (id) => {
      const run = await store.export(id);
      if (run?.artifact === "Published") return await removeArtifact(deps, run, "Deleted");
      const what = run ? `the export ${id} has no published artifact` : `there is no export ${id}`;
      throw new UsageError("S009", what, { hint: "See `quayside artifacts list`." });
    },
  };
}
