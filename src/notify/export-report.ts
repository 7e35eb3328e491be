/** What the report of an export or of an exchange run says, for the template: pure. */
import { bytes } from "../core/amounts.ts";
import type { ExportRun } from "../store/export-run.ts";
import type { View } from "./render.ts";
import { codeViews, factViews } from "./report-views.ts";

export function exportView(run: ExportRun, local: (instant: string) => string): View {
  const { error, warnings, files = [], destination, records = {}, dueAt, expiresAt } = run;
  const facts: (readonly [string, string])[] = [["Due", local(dueAt)]];
  for (const [name, count] of Object.entries(records)) facts.push([name, `${count} records`]);
  if (destination !== undefined) facts.push(["Destination", destination]);
  if (expiresAt !== undefined) facts.push(["Kept until", local(expiresAt)]);
  return {
    message: error?.message,
    facts: factViews(facts),
    warnings: warnings.map((text) => ({ text })),
    codes: error ? codeViews({ [error.code]: 1 }) : [],
    files: files.map(({ name, sizeBytes }) => ({ name: `${name} (${bytes(sizeBytes)})` })),
    rows: [],
  };
}
