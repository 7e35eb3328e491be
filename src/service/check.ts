/** `quayside check`: the import of one file as a dry run, beside the daemon or without it. */
import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ServiceConfig } from "../config/service-config.ts";
import { systemClock } from "../core/clock.ts";
import { UsageError } from "../core/errors.ts";
import type { RowIssue } from "../core/issue.ts";
import { isForced } from "../datasets/databases/forced-name.ts";
import { type Definitions, loadDefinitions } from "../datasets/load-all-types.ts";
import { importRows } from "../drop/import-rows.ts";
import { createReaders } from "../drop/readers.ts";
import { readIssues } from "../drop/rejected-issues.ts";
import { droppedTypes, type ImportTypeSpec } from "../store/dataset-spec.ts";
import type { Verdict } from "../store/run.ts";
import { openSqliteStore } from "../store/sqlite/open-store.ts";
import type { Store } from "../store/store.ts";
import { checkAttempts } from "./check-attempts.ts";
import { checkJobs } from "./check-jobs.ts";
import { READER_HEAP_MB } from "./limits.ts";
import { definitionPlaces } from "./program.ts";

export interface CheckRequest {
  readonly config: ServiceConfig;
  /** Path of the file. */
  readonly file: string;
  /** Import type, in any case. */
  readonly type: string;
  /** True: compared with an empty store, as another system would have it. */
  readonly isForeign?: boolean;
}

export interface CheckReport extends AsyncDisposable {
  readonly verdict: Verdict;
  /** Every issue, in the order of the file. */
  readonly issues: AsyncIterable<RowIssue>;
}

/**
 * Reads, checks and compares the whole file with the store, in a transaction that is rolled back. Without
 * a store yet, it is compared with an empty one.
 * @throws {UsageError} S009 no such file, S010 no such type.
 */
export async function checkFile(request: CheckRequest): Promise<CheckReport> {
  const { config, file, type, isForeign = false } = request;
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError("S009", `there is no file ${file}`, { hint: "Check its path." });
  }
  const { types, databases } = await loadDefinitions(definitionPlaces(config));
  const known = droppedTypes(types);
  const spec = known.find((candidate) => candidate.type.toLowerCase() === type.toLowerCase());
  if (!spec) {
    const names = known.map((candidate) => candidate.type).join(", ");
    throw new UsageError("S010", `there is no import type ${type}`, {
      hint: `There are ${names}.`,
    });
  }
  const folder = await mkdtemp(join(tmpdir(), "quayside-check-"));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const found = await dryRun({ config, file, isForeign, spec, types, databases, folder });
    return { ...found, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface DryRun extends Definitions {
  readonly config: ServiceConfig;
  readonly file: string;
  readonly isForeign: boolean;
  readonly spec: ImportTypeSpec;
  readonly folder: string;
}

type Found = Pick<CheckReport, "verdict" | "issues">;

async function dryRun(request: DryRun): Promise<Found> {
  const { config, file, isForeign, spec, types, databases, folder } = request;
  const isThere = !isForeign && existsSync(config.store.path);
  const path = isThere ? config.store.path : ":memory:";
  await using store = await openSqliteStore({ path, types, workFolder: folder });
  if (spec.target === "jobs") return await checkJobs({ config, file, databases, types, store });
  if (spec.target === "attempts") {
    await using readers = createReaders(READER_HEAP_MB);
    return await checkAttempts({ config, readers, store, type: spec, file, folder });
  }
  const issuesPath = join(folder, "issues.jsonl");
  const verdict = await checkRecords({ config, file, spec, store }, issuesPath);
  return { verdict, issues: readIssues(issuesPath) };
}

async function checkRecords(
  {
    config,
    file,
    spec,
    store,
  }: Pick<DryRun, "config" | "file" | "spec"> & { readonly store: Store },
  issuesPath: string,
): Promise<Verdict> {
  const { automaticImport } = config;
  await using readers = createReaders(READER_HEAP_MB);
  const startedAt = systemClock.now().toISOString();
  const [verdict] = await importRows(
    {
      clock: systemClock,
      store,
      readers,
      reading: {
        limits: automaticImport.limits,
        encodingFallback: automaticImport.encodingFallback,
      },
      timeZone: config.timeZone,
      defaultCountry: automaticImport.defaultCountry,
      signal: new AbortController().signal,
    },
    {
      type: spec,
      runs: [{ run: "check", attempt: 1, startedAt, isForced: isForced(file) }],
      dryRun: true,
      issuesPath,
    },
    [{ path: file, fileName: basename(file) }],
    () => undefined,
  );
  if (!verdict) throw new Error("The store gave no verdict.");
  return verdict;
}
