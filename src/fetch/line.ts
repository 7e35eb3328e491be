/**
 * The fetch line: every run that is queued begins at once, since most of them wait; bringing content
 * across is what only some do side by side (`inTurn` of the deps).
 */
import { isAborted } from "../core/abort.ts";
import { Bell } from "../core/bell.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { FetchDeps } from "./deps.ts";
import { cancelFetch } from "./end.ts";
import { discounted, recoverFetches } from "./recover.ts";
import { OneFetch } from "./running-fetch.ts";
import type { FetchStatus } from "./status.ts";

export interface FetchLine {
  /** A run was queued. */
  nudge(): void;
  /** Ends a run that is queued or goes on; resolves when it has ended. @throws {UsageError} J005 */
  cancel(run: ExportRun): Promise<ExportRun>;
  status(): FetchStatus;
  /** Takes no more runs, and leaves those that go on as they are, for the next start. */
  drain(): Promise<void>;
}

export interface LineOptions {
  /** A run has ended. */
  readonly onEnd: () => void;
}

/** The queue is looked into this often, whoever may have missed to ring. */
const REST_MS = 60_000;

/** Starts the line; first it takes up what the last process left. */
export async function startFetchLine(deps: FetchDeps, options: LineOptions): Promise<FetchLine> {
  const recovered = await recoverFetches(deps);
  const running = new Map<string, OneFetch>();
  const draining = new AbortController();
  const bell = new Bell();

  const begin = (run: ExportRun): void => {
    const one = new OneFetch(deps, run);
    running.set(run.id, one);
    void one.ended.then(() => {
      running.delete(run.id);
      options.onEnd();
      bell.ring();
    });
  };

  /** Oldest first; another run of a job whose run goes on stays queued. */
  const fill = async (): Promise<void> => {
    const open = await deps.store.exports({ line: "fetch", states: ["Queued", "InProgress"] });
    const busy = new Set(open.filter((run) => run.state !== "Queued").map(({ job }) => job));
    for (const run of [...open].reverse()) {
      if (isAborted(draining.signal)) return;
      if (run.state !== "Queued" || running.has(run.id) || busy.has(run.job)) continue;
      busy.add(run.job);
      begin(run);
    }
  };

  const loop = (async () => {
    recovered.forEach(begin);
    while (!isAborted(draining.signal)) {
      await fill().catch((err: unknown) => {
        deps.log.error({ event: "fetch.held", err }, "the queue of fetches can't be read");
      });
      if (!isAborted(draining.signal)) await bell.wait(deps.clock, REST_MS);
    }
  })();

  return {
    nudge: () => {
      bell.ring();
    },
    cancel: async (run) => (await running.get(run.id)?.cancel()) ?? (await cancelFetch(deps, run)),
    status: () => ({ running: [...running.values()].map((one) => one.status()) }),
    drain: async () => {
      draining.abort();
      bell.ring();
      await loop;
      const left = [...running];
      for (const [, one] of left) one.leave();
      for (const [id, one] of left) {
        if ((await one.ended) === undefined) await discounted(deps, id);
      }
    },
  };
}
