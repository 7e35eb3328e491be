import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  readTrace,
  straceTo,
  type TracedCall,
  tracingRefused,
} from "../helpers/faults/traced-calls.ts";
import { people } from "../helpers/people.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

/** Position of the first call that fits, at or after `from`; fails when there is none before `to`. */
function position(
  calls: readonly TracedCall[],
  what: string,
  fits: (call: TracedCall) => boolean,
  { from = 0, to = calls.length }: { from?: number; to?: number } = {},
): number {
  const found = calls.findIndex((call, index) => index >= from && index < to && fits(call));
  const seen = calls.map(({ kind, path }, index) => `${index} ${kind} ${path}`).join("\n");
  expect(found, `${what}, between ${from} and ${to} of\n${seen}`).toBeGreaterThanOrEqual(0);
  return found;
}

it.skipIf(tracingRefused !== undefined)(
  "K5: system calls of an import traced - all is on the disk before .result has its name",
  async () => {
    const tracePath = join(workspace.path, "trace");
    const file = people("people.csv", "a", 20, 3);
    await workspace.start({ through: straceTo(tracePath) });
    await workspace.drop("Directory", "people.csv", file.dropped.content);
    const { files } = await workspace.result("Directory", "people.csv");
    await workspace.stop();
    const calls = await until("the trace to be written", async () => {
      const all = await readTrace(tracePath);
      return all.some(({ path }) => path.endsWith(".quayside.lock")) && all;
    });

    const folder = workspace.folder("Directory");
    const history = workspace.folder("Directory", "History");
    const named = (name: string) => (call: TracedCall) =>
      call.kind === "rename" && call.path === join(history, name);
    const synced = (path: string) => (call: TracedCall) =>
      call.kind === "sync" && call.path === path;
    const result = position(calls, ".result gets its name", ({ kind, path }) => {
      return kind === "rename" && path.endsWith("people.csv.result");
    });

    const claimed = position(calls, "the claim", ({ kind, path }) => {
      return kind === "rename" && path === workspace.folder("Directory", "InProcess", "people.csv");
    });
    for (const path of [join(folder, "InProcess"), folder]) {
      position(calls, `${path} synced after the claim`, synced(path), {
        from: claimed,
        to: result,
      });
    }
    const { source = "", log = "", err = "", rejected = "" } = files;
    let firstReport = result;
    for (const name of [log, err, rejected]) {
      const at = position(calls, `${name} gets its name`, named(name), { to: result });
      const temporary = calls[at]?.from ?? "";
      position(calls, `${name} synced before`, synced(temporary), { to: at });
      position(calls, "its entry synced", synced(history), { from: at, to: result });
      firstReport = Math.min(firstReport, at);
    }
    const moved = position(calls, "the source moves", named(source), { to: result });
    const isSource = ({ kind, path }: TracedCall): boolean =>
      kind === "sync" && (path === join(history, source) || path.endsWith("InProcess/people.csv"));
    position(calls, "the source is synced", isSource, { from: claimed, to: result });
    for (const path of [history, join(folder, "InProcess")]) {
      position(calls, `${path} synced after the move`, synced(path), { from: moved, to: result });
    }
    const store = synced(join(workspace.path, "var/quayside.db-wal"));
    position(calls, "the store is synced", store, { from: claimed, to: firstReport });
    position(calls, ".result synced", synced(calls[result]?.from ?? ""), { to: result });
    position(calls, "the entry of .result synced", synced(history), { from: result });
  },
);
