/** `quayside export-configuration`: a workbook of the store's configuration, beside the daemon or without it. */
import { statSync } from "node:fs";
import type { ServiceConfig } from "../config/service-config.ts";
import { NOT_TAKEN } from "../configuration/not-taken.ts";
import { CONFIGURATION, configurationSheets } from "../configuration/sheets.ts";
import { writeWorkbook, type WrittenSheets } from "../configuration/write-workbook.ts";
import { OperatorError } from "../core/errors.ts";
import type { RowIssue } from "../core/issue.ts";
import { issueLine } from "../drop/log-file.ts";
import { loadAllTypes } from "../datasets/load-all-types.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { openSnapshot } from "../store/sqlite/exports/open-snapshot.ts";
import { checkFile } from "./check.ts";
import { definitionPlaces } from "./program.ts";

export interface ConfigurationRequest {
  readonly config: ServiceConfig;
  /** The workbook; a former file of that name is replaced when the new one is whole. */
  readonly path: string;
  /** Names of sheets; none: all of them. */
  readonly only: readonly string[];
}

/**
 * Reads one moment of the store and writes the workbook.
 * @throws {UsageError} S010 for an unknown sheet. @throws {OperatorError} S002 without a store, E014.
 */
export async function exportConfiguration(request: ConfigurationRequest): Promise<WrittenSheets> {
  const { config, path, only } = request;
  const types = await loadAllTypes(definitionPlaces(config));
  const sheets = configurationSheets(types, only);
  if (!statSync(config.store.path, { throwIfNoEntry: false })?.isFile()) {
    throw new OperatorError("S002", `there is no store at ${config.store.path} yet`, {
      hint: "Start the daemon once: quayside start.",
    });
  }
  using snapshot = openSnapshot({ path: config.store.path, types });
  let written: WrittenSheets = {};
  await writeFileAtomic(path, async (temporaryPath) => {
    written = await writeWorkbook({ snapshot, sheets, target: temporaryPath });
  });
  return written;
}

/** What an empty system with these settings would say of the workbook, errors and warnings. */
export async function checkConfiguration(
  config: ServiceConfig,
  path: string,
): Promise<readonly RowIssue[]> {
  await using report = await checkFile({
    config,
    file: path,
    type: CONFIGURATION,
    isForeign: true,
  });
  const issues: RowIssue[] = [];
  for await (const issue of report.issues) issues.push(issue);
  return issues;
}

/** More than this are counted only: they stand in the ledger and in mails. */
const MOST_WARNINGS = 20;

/** The same as warnings of a run; none where an empty system would take the workbook. */
export async function configurationWarnings(
  config: ServiceConfig,
  path: string,
): Promise<readonly string[]> {
  const issues = await checkConfiguration(config, path);
  if (!issues.some(({ severity }) => severity === "error")) return [];
  const more = issues.length - MOST_WARNINGS;
  return [
    NOT_TAKEN,
    ...issues.slice(0, MOST_WARNINGS).map(issueLine),
    ...(more > 0 ? [`... and ${more} more; quayside export-configuration tells all of them`] : []),
  ];
}
