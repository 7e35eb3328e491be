/** What the schema of import types can't say: names that must exist, and names that must differ. */
import type { DatasetSpec } from "../store/dataset-spec.ts";
import { columnNames } from "./columns.ts";
import { foldName } from "./fold.ts";
import type { NamedTypeFile } from "./type-file.ts";

/** Problems of all files together, each with file and key path. */
export function crossCheck(
  files: readonly NamedTypeFile[],
  datasets: ReadonlyMap<string, DatasetSpec>,
): readonly string[] {
  const types = new Set(files.map(({ file }) => file.type));
  return [
    ...files.flatMap((named) => checkType(named, types, datasets)),
    ...files.flatMap(({ path, file }) =>
      (file.datasets ?? []).flatMap((entry, index) => {
        const spec = datasets.get(entry.name);
        const at = `${path}: /datasets/${index}`;
        return spec ? checkDataset(spec, datasets).map((problem) => `${at}${problem}`) : [];
      }),
    ),
    ...repeated(files.map(({ file }) => String(file.order))).map(
      (order) => `order ${order} stands in more than one file`,
    ),
    ...repeated(files.flatMap(({ file }) => (file.datasets ?? []).map(({ name }) => name))).map(
      (name) => `dataset ${name} is defined more than once`,
    ),
  ];
}

function checkType(
  { path, file }: NamedTypeFile,
  types: ReadonlySet<string>,
  datasets: ReadonlyMap<string, DatasetSpec>,
): readonly string[] {
  const isNamed = path.endsWith(`${file.type}.yml`);
  return [
    ...(isNamed ? [] : [`${path}: /type: ${file.type} must be the name of the file`]),
    ...(file.after ?? [])
      .filter((type) => !types.has(type))
      .map((type) => `${path}: /after: ${type} is no import type`),
    ...file.sheets.flatMap((sheet, index) =>
      datasets.has(sheet.dataset)
        ? []
        : [`${path}: /sheets/${index}/dataset: ${sheet.dataset} is no dataset`],
    ),
    ...(file.sheets.length > 1 && file.sheets.some((sheet) => sheet.name === undefined)
      ? [`${path}: /sheets: each of several sheets needs a name`]
      : []),
  ];
}

function checkDataset(
  spec: DatasetSpec,
  datasets: ReadonlyMap<string, DatasetSpec>,
): readonly string[] {
  const named = new Map<string, readonly string[]>([
    ["key", spec.key],
    ["group/columns", spec.group?.columns ?? []],
    ["parent", spec.parent === undefined ? [] : [spec.parent]],
    ["free", spec.free === undefined ? [] : [spec.free]],
    ["copyFrom", spec.copyFrom === undefined ? [] : [spec.copyFrom]],
    ["operation/column", spec.operation === undefined ? [] : [spec.operation.column]],
    ["oneOf", spec.oneOf.flat()],
    ["builtIn", spec.builtIn.flatMap((record) => Object.keys(record))],
  ]);
  const own = new Set(columnNames(spec));
  const unknown = [...named].flatMap(([key, names]) =>
    names.filter((name) => !own.has(name)).map((name) => `/${key}: ${name} is no column`),
  );
  const headings = spec.columns
    .filter((column) => !column.internal)
    .flatMap((column) => [column.name, ...column.aliases].map(foldName));
  return [
    ...unknown,
    ...repeated(headings).map((name) => `/columns: ${name} stands for two columns`),
    ...spec.columns.flatMap((column, index) =>
      checkColumn(column, own, datasets).map((problem) => `/columns/${index}${problem}`),
    ),
  ];
}

function checkColumn(
  column: DatasetSpec["columns"][number],
  own: ReadonlySet<string>,
  datasets: ReadonlyMap<string, DatasetSpec>,
): readonly string[] {
  const problems: string[] = [];
  const { uniqueWith, requiredFor } = column;
  if (uniqueWith && !hasColumn(datasets.get(uniqueWith.dataset), uniqueWith.column)) {
    problems.push(`/uniqueWith: ${uniqueWith.dataset}.${uniqueWith.column} is no column`);
  }
  if (requiredFor && !own.has(requiredFor.column)) {
    problems.push(`/requiredFor: ${requiredFor.column} is no column`);
  }
  if (column.refers !== undefined && !datasets.has(column.refers)) {
    problems.push(`/refers: ${column.refers} is no dataset`);
  }
  if (column.kind === "enum" && column.values === undefined) {
    problems.push("/values: an enum needs its values");
  }
  for (const [, name] of String(column.default ?? "").matchAll(/\{(\w+)\}/g)) {
    if (name !== undefined && !own.has(name)) problems.push(`/default: ${name} is no column`);
  }
  try {
    new RegExp(column.pattern ?? "", "u");
  } catch (error) {
    problems.push(`/pattern: ${error instanceof Error ? error.message : String(error)}`);
  }
  return problems;
}

function hasColumn(spec: DatasetSpec | undefined, name: string): boolean {
  return spec?.columns.some((column) => column.name === name) ?? false;
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
