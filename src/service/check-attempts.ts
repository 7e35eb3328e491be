/** `quayside check` of a file of calls: each is judged by the campaigns as they are now, and nothing is kept. */
import { basename, join } from "node:path";
import type { ServiceConfig } from "../config/service-config.ts";
import { systemClock } from "../core/clock.ts";
import type { RowIssue } from "../core/issue.ts";
import { attemptsOutcome } from "../drop/import-attempts.ts";
import type { Readers } from "../drop/readers.ts";
import { readIssues } from "../drop/rejected-issues.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import { outcomeVerdict } from "../store/run-outcome.ts";
import type { Verdict } from "../store/run.ts";
import type { Store } from "../store/store.ts";

export interface AttemptsCheck {
  readonly config: ServiceConfig;
  readonly readers: Readers;
  readonly store: Store;
  readonly type: ImportTypeSpec;
  /** Path of the file. */
  readonly file: string;
  /** For work files. */
  readonly folder: string;
}

/** Beyond these, a row is judged without what the rows before them would have changed. */
const ROWS_AT_ONCE = 100_000;

export async function checkAttempts({
  config,
  readers,
  store,
  type,
  file,
  folder,
}: AttemptsCheck): Promise<{
  readonly verdict: Verdict;
  readonly issues: AsyncIterable<RowIssue>;
}> {
  const { limits, encodingFallback, defaultCountry } = config.automaticImport;
  const issuesPath = join(folder, "issues.jsonl");
  const outcome = await attemptsOutcome(
    {
      ...{ clock: systemClock, readers, defaultCountry, timeZone: config.timeZone },
      reading: { limits, encodingFallback },
      attempts: {
        campaigns: (filter) => store.campaigns(filter),
        recordAttempts: (reports, now) => store.tryAttempts(reports, now),
      },
      signal: new AbortController().signal,
    },
    {
      ...{ path: file, fileName: basename(file), type, issuesPath },
      ...{ workPath: join(folder, "rows.tmp"), rowsAtOnce: ROWS_AT_ONCE },
    },
    () => undefined,
  );
  const issues: RowIssue[] = [];
  for await (const issue of readIssues(issuesPath)) issues.push(issue);
  return { verdict: outcomeVerdict(outcome, issues), issues: readIssues(issuesPath) };
}
