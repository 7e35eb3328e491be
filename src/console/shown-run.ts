/** Runs of exports and fetches as people see them: those of fetches in the words of the data exchange. */
import { FETCH_STATES, fetchStateOf, type FetchState } from "../fetch/status.ts";
import type { ExportFilter, ExportRun, ExportState } from "../store/export-run.ts";

export type ShownState = ExportState | FetchState;

export type ShownRun = Omit<ExportRun, "state"> & { readonly state: ShownState };

/** By which runs may be asked for. */
export const SHOWN_STATES: readonly ShownState[] = [
  "Queued",
  "InProgress",
  "Finished",
  "FinishedWithWarnings",
  ...FETCH_STATES,
];

const LEDGER_STATES: Readonly<Partial<Record<ShownState, ExportState>>> = {
  Requested: "Queued",
  Waiting: "InProgress",
  Running: "InProgress",
  Retrying: "InProgress",
  Completed: "Finished",
  CompletedWithFailures: "FinishedWithWarnings",
};

export function shownRun(run: ExportRun): ShownRun {
  return run.line === "fetch" ? { ...run, state: fetchStateOf(run) } : run;
}

/** What the ledger is asked for. A word of fetches means them alone; see also `hasState`. */
export function stateFilter(state: ShownState | undefined): Pick<ExportFilter, "states" | "line"> {
  if (state === undefined) return {};
  const own = LEDGER_STATES[state];
  if (own) return { states: [own], line: "fetch" };
  return { states: [state as ExportState] };
}

/** Whether a run that the ledger found is really meant: three words stand for one state there. */
export function hasState(run: ShownRun, state: ShownState | undefined): boolean {
  return state === undefined || LEDGER_STATES[state] === undefined || run.state === state;
}
