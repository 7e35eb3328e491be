/**
 * Rejected jobs of a document (JSON, JSON Lines, YAML), which is no table: they come back as a csv file with
 * a column for each field, in the flat notation, which can be dropped as it is once it is mended.
 */
import { basename, extname } from "node:path";
import type { RowIssue } from "../core/issue.ts";
import { REJECTED_COLUMNS } from "../datasets/columns.ts";
import { foldName } from "../datasets/fold.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { CsvWriter } from "../formats/csv-writer.ts";
import type { JobRow } from "../jobs/job-row.ts";
import { flatText } from "../jobs/notation/flat-text.ts";
import { readJobFile } from "../jobs/read-job-file.ts";
import type { RejectedJob } from "./reader-jobs.ts";
import type { RejectedFile } from "./readers.ts";
import { IssueCursor, readIssues } from "./rejected-issues.ts";
import { type Layout, rejectedLayout } from "./rejected-layout.ts";

const DOCUMENTS = [".json", ".jsonl", ".yaml", ".yml"];

/** Whether a file of jobs has lists and nested values, which a table can't take as they are. */
export function isJobDocument(path: string): boolean {
  return DOCUMENTS.includes(extname(path).toLowerCase());
}

/** Writes the rejected rows; undefined: there is none, and no file. */
export async function writeRejectedJobs({
  sourcePath,
  issuesPath,
  stemPath,
}: Pick<RejectedJob, "sourcePath" | "issuesPath" | "stemPath">): Promise<RejectedFile | undefined> {
  await using cursor = await IssueCursor.open(readIssues(issuesPath));
  const all = await readJobFile(sourcePath);
  const rejected: { readonly row: JobRow; readonly issues: readonly RowIssue[] }[] = [];
  for (const row of all) {
    const issues = await cursor.take(undefined, row.row);
    if (issues.length > 0) rejected.push({ row, issues });
  }
  if (rejected.length === 0) return undefined;
  const layout = layoutOf(rejected.map(({ row }) => row));
  const path = `${stemPath}.rejected.csv`;
  await writeFileAtomic(
    path,
    async (temporaryPath) => {
      await using csv = new CsvWriter(temporaryPath);
      await csv.write(layout.header);
      for (const { row, issues } of rejected) {
        const texts = textsOf(row);
        const cells = layout.fields.map((field) => texts.get(field) ?? "");
        await csv.write(layout.line({ number: row.row, cells }, issues));
      }
      await csv.finish();
    },
    { syncFolder: false },
  );
  return { name: basename(path), rows: rejected.length };
}

/** Columns in the order in which the jobs have them; without a title the table would be no table of jobs. */
function layoutOf(rows: readonly JobRow[]): Layout & { readonly fields: readonly string[] } {
  const names = new Map<string, string>();
  for (const name of rows.flatMap(({ fields }) => Object.keys(fields))) {
    if (!names.has(foldName(name))) names.set(foldName(name), name);
  }
  for (const name of REJECTED_COLUMNS) names.delete(foldName(name));
  if (!names.has("title") && !names.has("id")) names.set("title", "Title");
  const layout = rejectedLayout([...names.values()], {
    secretColumns: [],
    filling: { always: {}, ifEmpty: {} },
    hasReasons: true,
  });
  return { ...layout, fields: [...names.keys()] };
}

/** Values by folded name; of a field that stands twice the first. */
function textsOf({ fields }: JobRow): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(fields)) {
    const field = foldName(name);
    if (!texts.has(field)) texts.set(field, flatText(value));
  }
  return texts;
}
