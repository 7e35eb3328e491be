/** Dial lists of the daemon (campaigns.dialList), as far as they are wanted. */
import { mkdir } from "node:fs/promises";
import { writeDialLists } from "../campaigns/dialler/dial-lists.ts";
import { importableColumns } from "../datasets/columns.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { Store } from "../store/store.ts";
import type { DiallingDeps } from "./dialling.ts";
import { exportPath } from "./places.ts";

export async function startDialLists(
  { config, log, clock, lifecycle }: DiallingDeps,
  store: Store,
  types: readonly ImportTypeSpec[],
): Promise<void> {
  const { dialList } = config.campaigns;
  if (!dialList.enabled) return;
  const folderPath = exportPath(config);
  await mkdir(folderPath, { recursive: true });
  const results = types.filter(({ target }) => target === "attempts");
  const columns = results.flatMap(({ sheets }) =>
    sheets.flatMap(({ dataset }) => importableColumns(dataset)),
  );
  const resultColumns = columns.flatMap(({ name, aliases }) => [name, ...aliases]);
  const deps = { clock, log, ledger: store, folderPath, resultColumns };
  const stop = new AbortController();
  await lifecycle.start(
    "dial lists",
    () => Promise.resolve({ ended: writeDialLists(deps, dialList, stop.signal) }),
    async ({ ended }) => {
      stop.abort("stopping");
      await ended;
    },
  );
}
