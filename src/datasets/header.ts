/** The header of a file against the columns of a dataset: which cell of a row means what. */
import { InputError } from "../core/errors.ts";
import type { RowIssue } from "../core/issue.ts";
import { nearest } from "../core/nearest.ts";
import type { ColumnSpec, DatasetSpec } from "../store/dataset-spec.ts";
import { EXTERNAL_ID, ID, importableColumns, REJECTED_COLUMNS } from "./columns.ts";
import { foldName } from "./fold.ts";

export interface HeaderOptions {
  readonly dataset: DatasetSpec;
  readonly sheet: string | undefined;
  /** Headings that belong to someone else: passed over without a word. */
  readonly passedOver?: readonly string[];
  /** Columns that every row gets from elsewhere, so that the file needs none. */
  readonly inherited?: readonly string[];
  /** Most columns that may become attributes. */
  readonly freeColumns: number;
}

/** A cell of each row that has a meaning. */
export interface HeaderColumn {
  /** Position of the cell. */
  readonly index: number;
  readonly column: ColumnSpec;
}

/** A cell of each row that becomes an attribute. */
export interface FreeColumn {
  readonly index: number;
  readonly key: string;
}

/** Grows while rows are read where the format names its fields (XML, JSON). */
export class Header {
  readonly columns: HeaderColumn[] = [];
  readonly free: FreeColumn[] = [];
  /** Warnings about headings; whoever reads them empties the list. */
  readonly issues: RowIssue[] = [];
  readonly #options: HeaderOptions;
  readonly #known = new Map<string, ColumnSpec>();
  readonly #passedOver: ReadonlySet<string>;
  readonly #seen = new Map<string, string>();
  #count = 0;

  constructor(options: HeaderOptions) {
    this.#options = options;
    for (const column of importableColumns(options.dataset)) {
      for (const name of [column.name, ...column.aliases]) this.#known.set(foldName(name), column);
    }
    this.#passedOver = new Set([...REJECTED_COLUMNS, ...(options.passedOver ?? [])].map(foldName));
  }

  has(name: string): boolean {
    return this.columns.some(({ column }) => column.name === name);
  }

  /**
   * Takes in the headings that are new since the last call.
   * @throws {InputError} F008 for a column that stands twice, F009 for too many attributes.
   */
  extend(headings: readonly (string | null)[]): void {
    for (; this.#count < headings.length; this.#count++) {
      const heading = headings[this.#count]?.trim() ?? "";
      if (heading !== "") this.#add(heading, this.#count);
    }
  }

  #add(heading: string, index: number): void {
    const folded = foldName(heading);
    const column = this.#known.get(folded);
    if (!column && this.#passedOver.has(folded)) return;
    const free = column ? undefined : this.#freeKey(heading);
    this.#assertNew(column?.name ?? free ?? folded, heading);
    if (column) this.columns.push({ index, column });
    else if (free !== undefined) this.#addFree({ index, key: free });
    else this.#warn(heading);
  }

  #assertNew(meaning: string, heading: string): void {
    const before = this.#seen.get(meaning);
    if (before !== undefined) {
      throw new InputError("F008", `The columns '${before}' and '${heading}' mean the same.`);
    }
    this.#seen.set(meaning, heading);
  }

  #addFree(column: FreeColumn): void {
    this.free.push(column);
    const { freeColumns, dataset } = this.#options;
    if (isAttributeBag(dataset) && this.free.length > freeColumns) {
      throw new InputError(
        "F009",
        `More than ${freeColumns} columns are not known and would become attributes.`,
      );
    }
  }

  /** The key of an attribute, or undefined when the column can't be one. */
  #freeKey(heading: string): string | undefined {
    const { dataset } = this.#options;
    if (dataset.free === undefined) return undefined;
    if (!isAttributeBag(dataset)) return heading;
    const key = heading.replace(/\s+/g, "_");
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : undefined;
  }

  #warn(heading: string): void {
    const { dataset, sheet } = this.#options;
    const meant = nearest(
      heading,
      importableColumns(dataset).map(({ name }) => name),
    );
    const reason =
      dataset.free === undefined
        ? `is not known to ${dataset.name} and was left out${meant === undefined ? "." : `; is it meant to be ${meant}?`}`
        : "can't be an attribute (letters, digits and _ are allowed) and was left out.";
    this.issues.push({
      code: "F018",
      severity: "warning",
      ...(sheet === undefined ? {} : { sheet }),
      row: 0,
      column: heading.slice(0, 200),
      message: `The column ${reason}`,
    });
  }
}

/** Whether unknown columns are a customer's attributes, and not user data of an interaction. */
export function isAttributeBag(dataset: DatasetSpec): boolean {
  return dataset.columns.some((column) => column.name === dataset.free && column.internal);
}

/**
 * Makes the header of a sheet whose first row is it.
 * @throws {InputError} F006, F007, F008, F009.
 */
export function readHeader(headings: readonly (string | null)[], options: HeaderOptions): Header {
  const header = new Header(options);
  header.extend(headings);
  if (header.columns.length === 0) {
    const found = headings.filter((heading) => (heading?.trim() ?? "") !== "");
    const shown = found.slice(0, 5).map((heading) => `'${(heading ?? "").slice(0, 40)}'`);
    throw new InputError(
      "F006",
      `The first row (${shown.join(", ")}) names no column of ${options.dataset.name}: it is not a header.`,
    );
  }
  assertComplete(header, options);
  return header;
}

/** A column may be missing where the rows can still update records that they name by a key. */
function assertComplete(header: Header, { dataset, inherited = [] }: HeaderOptions): void {
  if (dataset.database) {
    assertUsable(header, dataset);
    return;
  }
  const isThere = (name: string): boolean => header.has(name) || inherited.includes(name);
  const canUpdate =
    (dataset.common && [ID.name, EXTERNAL_ID.name].some(isThere)) ||
    (dataset.key.length > 0 && requiredKey(dataset).every(isThere));
  if (canUpdate) return;
  const single = dataset.columns.filter(
    (column) => column.required && column.default === undefined && !isThere(column.name),
  );
  const missing = [
    ...single.map((column) => column.name),
    ...dataset.oneOf
      .filter((names) => !names.some((name) => isThere(name) || hasDefault(dataset, name)))
      .map((names) => names.join(" or ")),
  ];
  if (missing.length === 0) return;
  throw new InputError("F007", `The header has no column ${missing.join(", and none for ")}.`);
}

/** Of a client's table a file needs the key, and the operation where there is one. */
function assertUsable(header: Header, { key, columns }: DatasetSpec): void {
  const operation = columns.filter(({ check }) => check === "operation").map(({ name }) => name);
  const missing = [...operation, ...key].filter((name) => !header.has(name));
  if (missing.length === 0) return;
  throw new InputError("F007", `The header has no column ${missing.join(", and none for ")}.`);
}

function requiredKey(dataset: DatasetSpec): readonly string[] {
  const isRequired = (name: string): boolean =>
    dataset.columns.some((column) => column.name === name && column.required);
  return dataset.key.filter(isRequired);
}

/** A template such as `{FirstName} {LastName}` is no value of its own. */
function hasDefault(dataset: DatasetSpec, name: string): boolean {
  const column = dataset.columns.find((each) => each.name === name);
  return column?.default !== undefined && !/\{\w+\}/.test(String(column.default));
}
