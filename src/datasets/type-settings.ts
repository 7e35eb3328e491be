/** What the administrator sets for single import types (automaticImport.types of service.yml). */
import type { ColumnSpec, DatasetSpec, ImportTypeSpec } from "../store/dataset-spec.ts";

export interface TypeOverrides {
  readonly onDuplicate?: "error" | "skip" | "last";
  readonly maxRejected?: number;
  /** Configuration: true lets good rows in although others are rejected. */
  readonly continue?: boolean;
  readonly marker?: string;
  /** Directory: false lets entries without ExternalId in, as new ones each time. */
  readonly requireExternalId?: boolean;
  /** Directory: group of entries that name none. */
  readonly defaultGroup?: string;
  /** Directory: the groups there are; others are refused unless createGroups is true. */
  readonly groups?: readonly string[];
  readonly createGroups?: boolean;
  /** UserGroup: the roles there are; otherwise any. */
  readonly roles?: readonly string[];
  /** Skills: highest level of a skill, otherwise 5. */
  readonly maximumLevel?: number;
  /** OutboundCampaign: campaign whose settings are copied where a file names none. */
  readonly template?: string;
  /** BlockedNumbers: allow `+4420*`. */
  readonly wildcards?: boolean;
}

/** By import type. */
export type TypeSettings = Readonly<Record<string, TypeOverrides>>;

/** The import type with its policies from the settings. */
export function applyPolicies(type: ImportTypeSpec, settings: TypeSettings): ImportTypeSpec {
  const own = settings[type.type] ?? {};
  const { onDuplicate, maxRejected, marker } = own;
  return {
    ...type,
    ...(onDuplicate === undefined ? {} : { onDuplicate }),
    ...(maxRejected === undefined ? {} : { maxRejected }),
    ...(marker === undefined ? {} : { marker }),
    ...(own.continue === true ? { unit: "rows" as const } : {}),
  };
}

/** The dataset with what the settings of all types change in its columns. */
export function applySettings(dataset: DatasetSpec, settings: TypeSettings): DatasetSpec {
  const columns = dataset.columns.map((column) => applyToColumn(dataset.name, column, settings));
  return { ...dataset, columns, oneOf: oneOfUnder(dataset, settings) };
}

function oneOfUnder(dataset: DatasetSpec, settings: TypeSettings): DatasetSpec["oneOf"] {
  const own = settings[dataset.name] ?? {};
  return dataset.oneOf.filter((names) => {
    if (own.requireExternalId === false && names.join() === "ExternalId") return false;
    return own.template === undefined || !names.includes("CopySettingsFrom");
  });
}

function applyToColumn(dataset: string, column: ColumnSpec, settings: TypeSettings): ColumnSpec {
  const own = settings[dataset] ?? {};
  const level = settings.Skills?.maximumLevel;
  if (level !== undefined && column.kind === "pairs" && column.refers === "Skills") {
    return { ...column, maximum: level };
  }
  switch (`${dataset}.${column.name}`) {
    case "Directory.DirectoryGroup":
      return withGroups(column, own);
    case "UserGroup.Roles":
      return own.roles === undefined ? column : { ...column, values: own.roles };
    case "OutboundCampaign.CopySettingsFrom":
      return own.template === undefined ? column : { ...column, default: own.template };
    case "BlockedNumbers.Number":
      return own.wildcards === true ? { ...column, check: "wildcard" } : column;
    default:
      return column;
  }
}

function withGroups(column: ColumnSpec, own: TypeOverrides): ColumnSpec {
  const isClosed = own.groups !== undefined && own.createGroups !== true;
  return {
    ...column,
    ...(own.defaultGroup === undefined ? {} : { default: own.defaultGroup }),
    ...(isClosed ? { values: own.groups } : {}),
  };
}
