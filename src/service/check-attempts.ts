/** `quayside check` of a file of calls: rows and campaigns are judged; customers only when it is dropped. */
import { basename, join } from "node:path";
import type { ServiceConfig } from "../config/service-config.ts";
import { systemClock } from "../core/clock.ts";
import type { RowIssue } from "../core/issue.ts";
import { attemptsOutcome } from "../drop/import-attempts.ts";
import type { Readers } from "../drop/readers.ts";
import { readIssues } from "../drop/rejected-issues.ts";
import type { AttemptOutcome } from "../store/campaign-ledger.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import { fold } from "../store/fold.ts";
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
  const campaigns = await store.campaigns({});
  const known = new Set(campaigns.map(({ name }) => fold(name)));
  const judge = (campaign: string): AttemptOutcome =>
    known.has(fold(campaign))
      ? { kind: "recorded" }
      : {
          ...{ kind: "refused", code: "R012", column: "campaign" },
          message: `There is no campaign '${campaign}'.`,
        };
  const issuesPath = join(folder, "issues.jsonl");
  const outcome = await attemptsOutcome(
    {
      ...{ clock: systemClock, readers, defaultCountry, timeZone: config.timeZone },
      reading: { limits, encodingFallback },
      attempts: {
        campaigns: async () => campaigns,
        recordAttempts: async (reports) => reports.map(({ campaign }) => judge(campaign)),
      },
      signal: new AbortController().signal,
    },
    { path: file, fileName: basename(file), type, workPath: join(folder, "rows.tmp"), issuesPath },
    () => undefined,
  );
  const issues: RowIssue[] = [];
  for await (const issue of readIssues(issuesPath)) issues.push(issue);
  return { verdict: outcomeVerdict(outcome, issues), issues: readIssues(issuesPath) };
}
