/** The export line: takes queued runs in their order, some side by side, and brings each to an end. */
import { isAborted } from "../core/abort.ts";
import { Bell } from "../core/bell.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { ExportDeps } from "./deps.ts";
import { cancelExport } from "./end.ts";
import { RunningRun } from "./running-run.ts";
import { recoverExports } from "./recover.ts";
import type { ExportStatus } from "./status.ts";

export interface ExportLine {
  /** There may be something to do: a run was queued, a share is back. */
  nudge(): void;
  /** Ends a run that is queued or goes on; resolves when it has ended. @throws {UsageError} J005 */
  cancel(run: ExportRun): Promise<ExportRun>;
  status(): Promise<ExportStatus>;
  /** Takes no more runs and waits for those that go on, until `signal` ends them at once. */
  drain(): Promise<void>;
}

export interface LineOptions {
  /** How many runs go on side by side. */
  readonly parallel: number;
  /** Aborted: what runs is left for the next start. */
  readonly signal: AbortSignal;
  /** A run has ended. */
  readonly onEnd: () => void;
}

/** The queue is looked into this often, whoever may have missed to ring. */
const REST_MS = 60_000;

/** Starts the line; first it takes up what the last process left. */
export async function startExportLine(deps: ExportDeps, options: LineOptions): Promise<ExportLine> {
  const recovered = [...(await recoverExports(deps))];
  const running = new Map<string, RunningRun>();
  const draining = new AbortController();
  const bell = new Bell();
  const ring = (): void => {
    bell.ring();
  };
  const isEnding = (): boolean => isAborted(draining.signal) || isAborted(options.signal);

  const begin = (run: ExportRun): void => {
    const { signal } = options;
    const one = new RunningRun(deps, run, { signal, onHeld: ring });
    running.set(run.id, one);
    void one.ended.then(() => {
      running.delete(run.id);
      options.onEnd();
      ring();
    });
  };

  const fill = async (): Promise<void> => {
    for (let run = recovered.shift(); run; run = recovered.shift()) begin(run);
    const queued = await deps.ledger.exports({ line: "export", states: ["Queued"] });
    for (const run of [...queued].reverse()) {
      if (moving(running) >= options.parallel || isEnding()) return;
      if (!running.has(run.id)) begin(run);
    }
  };

  const loop = (async () => {
    while (!isEnding()) {
      await fill().catch((err: unknown) => {
        deps.log.error({ event: "export.held", err }, "the queue of exports can't be read");
      });
      if (!isEnding()) await bell.wait(deps.clock, REST_MS);
    }
  })();

  return {
    nudge: () => {
      for (const one of running.values()) one.nudge();
      bell.ring();
    },
    cancel: async (run) => (await running.get(run.id)?.cancel()) ?? (await cancelExport(deps, run)),
    status: async () => {
      const queued = await deps.ledger.exports({ line: "export", states: ["Queued"] });
      return {
        running: [...running.values()].map((one) => one.status()),
        queued: [...queued]
          .reverse()
          .filter(({ id }) => !running.has(id))
          .map(({ id, job, title, queuedAt }) => ({ run: id, job, title, queuedAt })),
      };
    },
    drain: async () => {
      draining.abort();
      bell.ring();
      await loop;
      for (const one of running.values()) one.drain();
      await Promise.all([...running.values()].map((one) => one.ended));
    },
  };
}

/** A run that waits for a share holds up none that goes to another one. */
function moving(running: ReadonlyMap<string, RunningRun>): number {
  return [...running.values()].filter((one) => !one.isHeld).length;
}
