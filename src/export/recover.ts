/** At start: what the last process left of its exports. */
import { effect } from "../core/effect.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { ExportDeps } from "./deps.ts";
import { failExport } from "./end.ts";
import { recoveryOf } from "./states.ts";
import { sweepWorkFolders } from "./work-folder.ts";

/** Runs that go on now, oldest first; attempts to build are counted. Left-over work folders go. */
export async function recoverExports(deps: ExportDeps): Promise<readonly ExportRun[]> {
  const { ledger, workPath, log } = deps;
  const open = await ledger.exports({ line: "export", states: ["InProgress"] });
  const ready: ExportRun[] = [];
  for (const run of [...open].reverse()) {
    switch (recoveryOf(run)) {
      case "publish":
        ready.push(run);
        break;
      case "build again":
        ready.push(await countAttempt(deps, run));
        break;
      case "give up":
        await failExport(deps, run, {
          code: "S001",
          message: `the process ended ${run.attempt} times while this export was built; it is not tried again`,
        });
    }
  }
  await sweepWorkFolders(workPath, new Set(ready.map(({ id }) => id)));
  if (ready.length > 0) {
    log.info({ event: "export.recovered", runs: ready.length }, "taking up exports of before");
  }
  return ready;
}

export async function countAttempt({ ledger }: ExportDeps, run: ExportRun): Promise<ExportRun> {
  const attempt = run.attempt + 1;
  return await effect("export.start", () =>
    ledger.changeExport(run.id, ["InProgress"], { attempt }),
  );
}

/** Takes back what `countAttempt` will count at the next start. */
export async function discountAttempt({ ledger }: ExportDeps, run: ExportRun): Promise<void> {
  const attempt = Math.max(0, run.attempt - 1);
  await effect("export.start", () => ledger.changeExport(run.id, ["InProgress"], { attempt }));
}
