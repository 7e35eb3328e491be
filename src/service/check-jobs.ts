/** `quayside check` of a file of jobs: everything is judged, and nothing is written or queued. */
import { openCertificates } from "../certificates/store.ts";
import type { ServiceConfig } from "../config/service-config.ts";
import { systemClock } from "../core/clock.ts";
import type { RowIssue } from "../core/issue.ts";
import { jobsOutcome, refusedRows } from "../drop/jobs-outcome.ts";
import { readJobs } from "../drop/read-jobs.ts";
import type { ActionOutcome } from "../jobs/action-outcome.ts";
import { createJobActions } from "../jobs/actions/job-actions.ts";
import { type Catalogue, openCatalogue } from "../jobs/catalogue.ts";
import type { JobRow } from "../jobs/job-row.ts";
import type { DatabaseSpec } from "../datasets/databases/database-spec.ts";
import { outcomeVerdict } from "../store/run-outcome.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { Verdict } from "../store/run.ts";
import type { Store } from "../store/store.ts";
import { jobRules, mayExport } from "./job-rules.ts";
import { certificatesPath } from "./places.ts";

export interface JobsCheck {
  readonly config: ServiceConfig;
  readonly databases: readonly DatabaseSpec[];
  /** Path of the file. */
  readonly file: string;
  readonly types: readonly ImportTypeSpec[];
  /** Tells which runs are going on. */
  readonly store: Store;
}

/** @throws {OperatorError} J008 the catalogue can't be read, S005. @throws {TransientError} S004 S006 */
export async function checkJobs({
  config,
  file,
  databases,
  types,
  store,
}: JobsCheck): Promise<{ readonly verdict: Verdict; readonly issues: AsyncIterable<RowIssue> }> {
  const found = await readJobs(file);
  const { user } = config.automaticImport;
  const outcomes = mayExport(config)
    ? await judge({ config, databases, types, store }, found.rows)
    : refusedRows(found.rows, user);
  const outcome = jobsOutcome(found, outcomes, systemClock.now());
  return { verdict: outcomeVerdict(outcome), issues: oneByOne(outcome.issues) };
}

async function judge(
  { config, databases, types, store }: Omit<JobsCheck, "file">,
  rows: readonly JobRow[],
): Promise<readonly ActionOutcome[]> {
  const certificates = openCertificates(certificatesPath(config), {
    defaultPath: config.exports.certificatePath,
  });
  const actions = createJobActions({
    ...jobRules(config, {
      types,
      clock: systemClock,
      databases,
      certificatesOf: async (owner) =>
        (await certificates.of(owner)).map(({ certificate }) => certificate),
    }),
    catalogue: unwritten(await openCatalogue(config.cataloguePath)),
    ledger: store,
    queueRun: async () => undefined,
    cancelRun: async () => undefined,
  });
  return await actions.apply(rows, { user: config.automaticImport.user });
}

/** The catalogue as it is now: changes are worked out and forgotten. */
function unwritten(catalogue: Catalogue): Catalogue {
  return {
    ...catalogue,
    change: async (act) => (await act(catalogue.content)).result,
  };
}

async function* oneByOne(issues: readonly RowIssue[]): AsyncGenerator<RowIssue> {
  yield* issues;
}
