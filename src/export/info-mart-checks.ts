/** What the schema can't say of the tables of the Info Mart: names that must exist elsewhere. Pure. */
import { type DatasetSpec, type ImportTypeSpec, storedTypes } from "../store/dataset-spec.ts";
import { AUDIT_LOG, CALENDAR_COLUMNS, type TableValue } from "../store/export-snapshot.ts";
import type { InfoMartFile, PartEntry, TableEntry } from "./info-mart-file.ts";

/** Names of a source, with those that hold an instant. */
interface Source {
  readonly columns: ReadonlySet<string>;
  readonly instants: ReadonlySet<string>;
}

/** Every problem, each with its key path. */
export function checkTables(
  { tables }: InfoMartFile,
  types: readonly ImportTypeSpec[],
): readonly string[] {
  const sources = sourcesOf(types);
  const names = tables.map(({ table }) => table.toLowerCase());
  return tables.flatMap((entry, position) => [
    ...(names.indexOf(entry.table.toLowerCase()) === position
      ? []
      : [`/tables/${position}: ${entry.table} is there twice.`]),
    ...(entry.rows ?? []).flatMap((part, at) =>
      checkPart(part, entry, sources).map((text) => `/tables/${position}/rows/${at}: ${text}`),
    ),
  ]);
}

function checkPart(
  part: PartEntry,
  { columns }: TableEntry,
  sources: ReadonlyMap<string, Source>,
): readonly string[] {
  const { from, quarterHoursOf, fixed, values = {} } = part;
  const kinds = [from, quarterHoursOf, fixed].filter((kind) => kind !== undefined);
  if (kinds.length !== 1) return ["Expected one of from, quarterHoursOf and fixed."];
  const strange = Object.keys(values).filter((name) => !columns.includes(name));
  const problems = strange.map((name) => `values names ${name}, which is no column of the table.`);
  if (fixed) {
    const short = fixed.filter((row) => row.length !== columns.length).length;
    return short === 0 && part.values === undefined
      ? problems
      : [...problems, `Expected ${columns.length} values in each fixed row, and no values beside.`];
  }
  const dataset = from ?? quarterHoursOf?.dataset ?? "";
  const source = sources.get(dataset);
  if (!source) {
    return [...problems, `There is no dataset ${dataset}: ${[...sources.keys()].join(", ")}.`];
  }
  const instants = (quarterHoursOf?.columns ?? []).filter((name) => !source.instants.has(name));
  const read = quarterHoursOf ? CALENDAR : source;
  return [
    ...problems,
    ...instants.map((name) => `${dataset} has no date and time ${name}.`),
    ...Object.values(values).flatMap((value) => checkValue(value, read)),
  ];
}

function checkValue(value: TableValue, { columns, instants }: Source): readonly string[] {
  const missing = (name: string, among: ReadonlySet<string>): readonly string[] =>
    among.has(name) ? [] : [`The source has no ${name}: ${[...among].join(", ")}.`];
  if (typeof value === "string") return missing(value, columns);
  if ("constant" in value) return [];
  if ("seconds" in value) return missing(value.seconds, instants);
  if ("quarterHour" in value) return missing(value.quarterHour, instants);
  return value.sum.flatMap((one) => (typeof one === "string" ? missing(one, columns) : []));
}

const CALENDAR: Source = { columns: new Set(CALENDAR_COLUMNS), instants: new Set() };

function sourcesOf(types: readonly ImportTypeSpec[]): ReadonlyMap<string, Source> {
  const datasets = storedTypes(types).flatMap(({ sheets }) => sheets.map(({ dataset }) => dataset));
  return new Map([
    [AUDIT_LOG.name, { columns: new Set(AUDIT_LOG.columns), instants: new Set(["TIME"]) }],
    ...datasets.map((dataset) => [dataset.name, sourceOf(dataset)] as const),
  ]);
}

function sourceOf({ columns, common, group }: DatasetSpec): Source {
  const kept = columns.filter(
    ({ name, secret, transient }) => !secret && !transient && !group?.columns.includes(name),
  );
  const own = common ? ["Id", "ExternalId"] : ["Id"];
  return {
    columns: new Set([...own, "CreatedKey", "ModifiedKey", ...kept.map(({ name }) => name)]),
    instants: new Set(kept.filter(({ kind }) => kind === "datetime").map(({ name }) => name)),
  };
}
