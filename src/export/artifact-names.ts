/** The names under which the files of a run appear at its destination. Pure. */
import { expandDates } from "../jobs/name-pattern.ts";
import type { ExportForm, JobDefinition } from "../jobs/job.ts";
import type { ExportRun } from "../store/export-run.ts";
import { STATISTICS, type StatisticsName } from "../store/export-snapshot.ts";
import { definitionOf } from "./new-run.ts";
import { baseNameOf } from "./names.ts";

/** What decides the names; the same for each try of a run. */
export interface Named {
  readonly id: string;
  readonly dueAt: string;
  readonly nameNumber?: number | undefined;
  readonly definition: JobDefinition;
}

export function namedOf(run: ExportRun): Named {
  const { id, dueAt, nameNumber, definition } = run;
  return { id, dueAt, nameNumber, definition: definitionOf({ definition }) };
}

/** How a job of the data exchange writes; undefined for the others, which have one form. */
export function formOf({ exchange }: JobDefinition): ExportForm | undefined {
  return exchange === undefined || exchange.kind === "fetch" ? undefined : exchange;
}

/** The name without its endings: `export-<run>`, or the job's own with the dates of the due instant. */
export function artifactBase({ id, definition, ...named }: Named): string {
  const form = formOf(definition);
  return form ? expanded(form.fileName, { definition, ...named }) : baseNameOf(id);
}

/** `statistics_runs_20261121.csv`: the name of the table stands before the dates. */
export function tableFileName(
  named: Omit<Named, "id">,
  { fileName, format }: ExportForm,
  table?: StatisticsName,
): string {
  const pattern = table === undefined ? fileName : withTable(fileName, table);
  return `${expanded(pattern, named)}.${format}`;
}

function expanded(
  pattern: string,
  { definition, dueAt, nameNumber = 1 }: Omit<Named, "id">,
): string {
  const name = expandDates(pattern, new Date(dueAt), definition.timeZone);
  return nameNumber > 1 ? `${name}_${nameNumber}` : name;
}

function withTable(pattern: string, table: string): string {
  const [, head = "", dates = ""] = /^([^{]*?)([-_.]?\{.*)?$/.exec(pattern) ?? [];
  return head === "" ? `${table}_${dates}` : `${head}_${table}${dates}`;
}

/** The tables of a statistics job. */
export function statisticsTables(kind: "events" | "aggregated"): readonly StatisticsName[] {
  const names = Object.keys(STATISTICS) as StatisticsName[];
  return names.filter((name) => STATISTICS[name].kind === kind);
}

/** The index that makes a set visible; files that stand for themselves have none. */
export function indexNameOf(named: Named): string | undefined {
  return formOf(named.definition)?.packing === "none"
    ? undefined
    : `${artifactBase(named)}.index.json`;
}

/** Everything that a run has made, or may have made, public: what shows the set first. */
export function publicNames(run: ExportRun): readonly string[] {
  const index = indexNameOf(namedOf(run));
  const names = (run.files ?? []).map(({ name }) => name);
  return index === undefined ? names : [index, ...names];
}

/** Names that the run will take beside those of other runs: one of each set says enough. */
export function claimedNames(named: Named): readonly string[] {
  const form = formOf(named.definition);
  const index = indexNameOf(named);
  if (form === undefined || index !== undefined) return index === undefined ? [] : [index];
  const { exchange } = named.definition;
  return exchange?.kind === "statistics"
    ? statisticsTables(exchange.statistics).map((table) => tableFileName(named, form, table))
    : [tableFileName(named, form)];
}
