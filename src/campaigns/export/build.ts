/**
 * Writes the files of a campaign into a folder: one pass over the customers for their columns, one for
 * the rows of customers and attempts, one for the answers where a workbook is wanted.
 */
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { answersTable, savedAnswers } from "./answers-table.ts";
import { attemptsTable } from "./attempts-table.ts";
import { openCsvFile, type CsvOptions, type RowFile } from "./csv-file.ts";
import { customersTable } from "./customers-table.ts";
import type { FileRole } from "./file-names.ts";
import { reportHtml } from "./report/report.ts";
import { pages, type CampaignSource } from "./source.ts";
import { summaryOf } from "./summary.ts";
import { Survey, type CustomerShape } from "./survey.ts";
import type { Table } from "./table.ts";
import { Tally } from "./tally.ts";
import { WorkbookFile } from "./workbook-file.ts";
import { createZonedTimes, type ZonedTimes } from "./zoned-times.ts";

export const FILE_KINDS = ["csv", "xlsx", "report"] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export interface BuildOptions extends CsvOptions {
  /** The summary is written in any case. */
  readonly kinds: readonly FileKind[];
  /** templates/campaign-report.html */
  readonly reportTemplate: string;
}

export interface BuildTarget {
  /** It exists. */
  readonly folder: string;
  readonly names: Readonly<Record<FileRole, string>>;
  /** Written into the properties of the workbook. */
  readonly at: Date;
}

interface Build {
  readonly source: CampaignSource;
  readonly options: BuildOptions;
  readonly tally: Tally;
  readonly zoned: ZonedTimes;
  readonly signal: AbortSignal | undefined;
  readonly pathOf: (role: FileRole) => string;
}

/**
 * Gives the names of what it wrote, by role, the summary last. Where it fails the files are incomplete.
 * @throws what the file system says; the caller translates it. @throws the signal's reason.
 */
export async function buildFiles(
  source: CampaignSource,
  target: BuildTarget,
  options: BuildOptions,
  signal?: AbortSignal,
): Promise<Readonly<Partial<Record<FileRole, string>>>> {
  const { campaign, questions } = source;
  const tally = new Tally(questions);
  const zoned = createZonedTimes(campaign.settings.timeZone);
  const pathOf = (role: FileRole): string => join(target.folder, target.names[role]);
  const build: Build = { source, options, tally, zoned, signal, pathOf };
  const shape = await survey(build);
  await using workbook = options.kinds.includes("xlsx")
    ? new WorkbookFile(pathOf("workbook"), target.at)
    : undefined;
  await writeCustomers(build, shape, workbook);
  await writeAttempts(build, workbook);
  if (workbook) await writeAnswers(build, shape, workbook);
  const files = namesOf(options.kinds, target.names);
  const summary = summaryOf(campaign, tally.counts, files, zoned);
  await workbook?.finish(summary);
  if (options.kinds.includes("report")) {
    const html = reportHtml(options.reportTemplate, summary, tally.counts, zoned);
    await writeFile(pathOf("report"), html);
  }
  await writeFile(pathOf("summary"), `${JSON.stringify(summary, null, 2)}\n`);
  return files;
}

function namesOf(
  kinds: readonly FileKind[],
  names: Readonly<Record<FileRole, string>>,
): Readonly<Partial<Record<FileRole, string>>> {
  const { customers, attempts, workbook, report, summary } = names;
  return {
    ...(kinds.includes("csv") ? { customers, attempts } : {}),
    ...(kinds.includes("xlsx") ? { workbook } : {}),
    ...(kinds.includes("report") ? { report } : {}),
    summary,
  };
}

async function survey({ source, signal }: Build): Promise<CustomerShape> {
  const found = new Survey(source.questions);
  for await (const page of pages(source.customers, signal)) found.take(page);
  return found.shape;
}

async function writeCustomers(
  build: Build,
  shape: CustomerShape,
  workbook: WorkbookFile | undefined,
): Promise<void> {
  const { source, tally, zoned, signal } = build;
  const table = customersTable(source.campaign, shape, zoned);
  const sheet = await workbook?.sheet("Customers", table);
  await using csv = await openCsv(build, "customers", table);
  for await (const page of pages(source.customers, signal)) {
    tally.takeCustomers(page);
    await csv?.write(page);
    await sheet?.write(page);
  }
  await csv?.finish();
}

async function writeAttempts(build: Build, workbook: WorkbookFile | undefined): Promise<void> {
  const { source, tally, zoned, signal } = build;
  const table = attemptsTable(source.campaign, zoned);
  const sheet = await workbook?.sheet("Attempts", table);
  await using csv = await openCsv(build, "attempts", table);
  for await (const page of pages(source.attempts, signal)) {
    tally.takeAttempts(page);
    await csv?.write(page);
    await sheet?.write(page);
  }
  await csv?.finish();
}

async function writeAnswers(
  { source, zoned, signal }: Build,
  { questionIds }: CustomerShape,
  workbook: WorkbookFile,
): Promise<void> {
  const sheet = await workbook.sheet("ScriptResults", answersTable(source.campaign, zoned));
  if (questionIds.length === 0) return;
  const questions = new Map(source.questions.map((one) => [one.questionId, one]));
  for await (const page of pages(source.customers, signal)) {
    for (const customer of page) {
      await sheet.write(savedAnswers(customer, questionIds, questions));
    }
  }
}

async function openCsv<Row>(
  { options, pathOf }: Build,
  role: FileRole,
  table: Table<Row>,
): Promise<RowFile<Row> | undefined> {
  if (!options.kinds.includes("csv")) return undefined;
  return await openCsvFile(pathOf(role), table, options);
}
