/** What is done with a row beside its single cells: zone, attributes, inherited values, key. */
import { isTimeZone } from "../core/zone.ts";
import type { Row } from "../formats/rows.ts";
import { CLEAR, type DatasetSpec, KEY_COLUMN } from "../store/dataset-spec.ts";
import { fold, KEY_SEPARATOR } from "../store/fold.ts";
import { type CheckContext, DATASET_LIMITS } from "./check-context.ts";
import { attributesJson, mergedJson } from "./free-values.ts";
import { type Header, isAttributeBag } from "./header.ts";
import type { RowUnderCheck } from "./row-under-check.ts";

export type RowStep = (row: Row, report: RowUnderCheck) => void;

/** Date-times are read in the zone that the row, or its campaign, names; undefined where there is none. */
export function zoneOfRow(
  dataset: DatasetSpec,
  header: Header,
  { timeZone: zone, campaignZones }: Pick<CheckContext, "timeZone" | "campaignZones">,
): RowStep | undefined {
  const hasTimes = dataset.columns.some((column) => column.kind === "datetime");
  if (hasTimes && campaignZones) return zoneOfCampaign(header, zone, campaignZones);
  const own = dataset.columns.find((column) => column.kind === "timezone");
  if (!hasTimes || !own) return undefined;
  return (row, report) => {
    const field = header.columns.find(({ column }) => column.name === own.name);
    const cell = field ? row.cells[field.index] : null;
    const name = typeof cell === "string" ? cell.trim() : "";
    report.zone = name !== "" && isTimeZone(name) ? name : zone;
  };
}

function zoneOfCampaign(
  header: Header,
  zone: string,
  zones: Readonly<Record<string, string>>,
): RowStep {
  return (row, report) => {
    const field = header.columns.find(({ column }) => column.name === "Campaign");
    const cell = row.cells[field?.index ?? -1] ?? "";
    report.zone = zones[fold((typeof cell === "string" ? cell : cell.text).trim())] ?? zone;
  };
}

export function stepsAfterCells(
  dataset: DatasetSpec,
  header: Header,
  context: CheckContext,
): readonly RowStep[] {
  const steps = [
    freeValues(dataset, header, context),
    entryColumns(dataset, header),
    unkeptSecrets(dataset),
  ];
  return steps.filter((step) => step !== undefined);
}

/** Said once for a sheet: whoever sets passwords for thousands of users needs no thousand warnings. */
function unkeptSecrets({ columns }: DatasetSpec): RowStep | undefined {
  const unkept = columns.filter(({ secret, transient }) => secret && transient);
  if (unkept.length === 0) return undefined;
  const told = new Set<string>();
  return (_, report) => {
    for (const { name } of unkept) {
      if (told.has(name) || report.get(name) === null) continue;
      told.add(name);
      report.warnIn(
        name,
        "R022",
        `${name} is checked and then forgotten, in this row and all others of the sheet: Quayside has no login of its own.`,
      );
    }
  };
}

function freeValues(
  dataset: DatasetSpec,
  header: Header,
  { limits }: CheckContext,
): RowStep | undefined {
  const { free } = dataset;
  if (free === undefined) return undefined;
  if (isAttributeBag(dataset)) {
    const maxChars = limits.freeChars ?? DATASET_LIMITS.freeChars;
    return (row, report) => {
      if (header.free.length === 0) return;
      report.set(free, attributesJson(row, header.free, maxChars, report));
    };
  }
  return (row, report) => {
    if (header.free.length === 0) return;
    report.set(free, mergedJson(row, header.free, report.text(free) ?? null, report));
  };
}

/** The row belongs to the record that the file is about; it may say so, but nothing else. */
export function inherit(column: string, value: string): RowStep {
  const folded = fold(value);
  return (_, report) => {
    const own = report.get(column);
    if (typeof own === "string" && fold(own) !== folded) {
      report.errorIn(column, "R011", `Expected '${value}': a file is about one ${column}.`);
    }
    report.set(column, value);
  };
}

/** The value of a row whose cell is empty. */
export function fallBack(column: string, value: string): RowStep {
  return (_, report) => {
    if (report.get(column) === null && !report.isReported(column)) report.set(column, value);
  };
}

/** What every entry of a grouped record needs, since entries are replaced as a whole. */
function entryColumns({ group, columns }: DatasetSpec, header: Header): RowStep | undefined {
  if (!group) return undefined;
  const required = columns.filter(
    (column) => group.columns.includes(column.name) && column.required,
  );
  return (_, report) => {
    if (report.isDelete || !group.columns.some((name) => header.has(name))) return;
    for (const { name } of required) {
      const value = report.get(name);
      // A cell that was reported is null as well, and needs no second issue.
      if ((value === null && !report.isReported(name)) || value === CLEAR) {
        report.errorIn(name, "R001", `${name} is required in each row.`);
      }
    }
  };
}

/** Sets the folded natural key; parts that a record may lack count as empty. */
export function keySetter(dataset: DatasetSpec): ((report: RowUnderCheck) => void) | undefined {
  if (dataset.keyCase !== "fold" || dataset.key.length === 0) return undefined;
  const parts = dataset.key.map((name) => ({
    name,
    isRequired: dataset.columns.some((column) => column.name === name && column.required),
  }));
  return (report) => {
    let key = "";
    for (let i = 0; i < parts.length; i++) {
      const { name, isRequired } = parts[i] ?? { name: "", isRequired: false };
      const value = report.text(name);
      if (value === undefined && isRequired) return;
      key += (i === 0 ? "" : KEY_SEPARATOR) + (value === undefined ? "" : fold(value));
    }
    report.set(KEY_COLUMN, key);
  };
}
