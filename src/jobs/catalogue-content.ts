/** What the job catalogue holds, as schemas/catalogue.schema.json has it. */
import type { ActionOutcome, Intent } from "./action-outcome.ts";
import type { Job } from "./job.ts";

export interface CatalogueContent {
  readonly version: 1;
  /** In the order of their creation. */
  readonly jobs: readonly Job[];
  /** Files of actions that were applied, oldest first, so that none is applied twice. */
  readonly applied: readonly AppliedActions[];
}

export interface AppliedActions {
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly outcomes: readonly ActionOutcome[];
  /** What is still to be asked of the ledger. */
  readonly pending: readonly Intent[];
}

export const NO_JOBS: CatalogueContent = { version: 1, jobs: [], applied: [] };

const KEPT_KEYS = 1_000;
const KEPT_OUTCOMES = 20_000;

/** Enters or replaces what came of a file, and forgets the oldest files that are done. */
export function withApplied(content: CatalogueContent, entry: AppliedActions): CatalogueContent {
  const others = content.applied.filter((one) => one.key !== entry.key);
  return { ...content, applied: [...pruned(others, entry.outcomes.length), entry] };
}

function pruned(entries: readonly AppliedActions[], used: number): readonly AppliedActions[] {
  let keys = 1;
  let outcomes = used;
  const isKept = (entry: AppliedActions): boolean => {
    keys += 1;
    outcomes += entry.outcomes.length;
    return entry.pending.length > 0 || (keys <= KEPT_KEYS && outcomes <= KEPT_OUTCOMES);
  };
  return [...entries].reverse().filter(isKept).reverse();
}
