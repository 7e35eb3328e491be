/** All lines together: starts them, keeps the order between types, shows their status. */
import { setMaxListeners } from "node:events";
import { shownName } from "../files/safe-name.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { DropDeps } from "./deps.ts";
import { createDropFolder } from "./folders.ts";
import { Line } from "./line.ts";
import type { ObservedFile } from "./observed-files.ts";
import { reasonToWait, type LineView } from "./order.ts";
import type { StabilityRule } from "./stability.ts";
import type { DropStatus } from "./status.ts";
import { FolderWatch } from "./watch.ts";
import { probeWatchMode, type WatchMode } from "./watch-mode.ts";

export interface LinesOptions {
  readonly automaticPath: string;
  readonly types: readonly ImportTypeSpec[];
  readonly rule: StabilityRule;
  readonly scanMs: number;
  readonly watch: "auto" | WatchMode;
}

export interface Lines {
  status(): DropStatus;
  scanNow(): void;
  /** Takes no new file and resolves when the runs that have begun are finished. */
  drain(): Promise<void>;
}

/** A file that comes to rest within this time, beyond its quiet time, is still waited for. */
const FRESH_MS = 3_000;

/** Creates the folders, takes up what the last process left, then watches and imports. */
export async function startLines(deps: DropDeps, options: LinesOptions): Promise<Lines> {
  const draining = new AbortController();
  // Each line and each watch listens for the end.
  setMaxListeners(0, draining.signal);
  // At a forced stop the parts are closed one after another; no line begins anything until its turn.
  deps.signal.addEventListener("abort", () => {
    draining.abort();
  });
  const lines: Line[] = [];
  const waitsFor = (line: Line, file: ObservedFile): string | undefined => {
    const { after, graceMs } = line.folder.type;
    if (after.length === 0 && graceMs === 0) return undefined;
    const nowMs = deps.clock.now().getTime();
    const views = new Map(
      lines
        .filter(({ folder }) => after.includes(folder.type.type))
        .map((other) => [other.folder.type.type, viewOf(other, options.rule, nowMs)]),
    );
    const reason = reasonToWait(line.folder.type, file.seenMs, views, nowMs);
    // What was dropped before this file may not have been seen yet: events have no order.
    for (const other of lines) {
      const view = views.get(other.folder.type.type);
      if (view && view.lookedAtMs <= file.seenMs) other.watch.scanNow();
    }
    return reason;
  };
  for (const type of options.types) {
    const folder = await createDropFolder(options.automaticPath, type);
    const mode = options.watch === "auto" ? await probeWatchMode(folder.path) : options.watch;
    const { clock, log, filing } = deps;
    const onChange = (): void => {
      nudge(lines, type.type);
    };
    const watch = new FolderWatch(
      { clock, log, filing, rule: options.rule, scanMs: options.scanMs, mode, onChange },
      folder,
    );
    const onEnd = (): void => {
      for (const line of lines) if (isAfter(line, type.type)) line.retryUnresolved();
      onChange();
    };
    lines.push(new Line(deps, folder, watch, { waitsFor, onEnd }));
  }
  const watching = lines.map((line) => line.watch.run(draining.signal));
  const running = lines.map((line) => line.run(draining.signal));
  return {
    status: () => ({
      enabled: true,
      automaticPath: options.automaticPath,
      lines: lines.map((line) => line.status()),
    }),
    scanNow: () => {
      for (const line of lines) line.watch.scanNow();
    },
    drain: async () => {
      draining.abort();
      await Promise.all([...watching, ...running]);
    },
  };
}

function isAfter(line: Line, type: string): boolean {
  return line.folder.type.after.includes(type);
}

/** Something has changed in one type: only it, and those that wait for it, can go on. */
function nudge(lines: readonly Line[], type: string): void {
  for (const line of lines) {
    if (line.folder.type.type === type || isAfter(line, type)) line.nudge();
  }
}

function viewOf(line: Line, rule: StabilityRule, nowMs: number): LineView {
  const ready = line.watch.nextReady();
  const fresh = ready ? undefined : line.watch.freshest(nowMs - rule.settleMs - FRESH_MS);
  return {
    type: line.folder.type.type,
    isWorking: line.isWorking,
    isHeld: line.isHeld,
    lookedAtMs: line.watch.lookedAtMs,
    ...(ready ? { nextReady: shownName(ready.name) } : {}),
    ...(fresh ? { fresh: shownName(fresh.name) } : {}),
  };
}
