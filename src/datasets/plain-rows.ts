/**
 * The short way from a csv file into the store: plain records of new rows are checked by their bytes
 * and packed, without a text for each cell. What is not beyond doubt goes the long way (check-row.ts),
 * and a property test holds both ways against each other.
 */
import type { PlainRecord, PlainTaker } from "../formats/rows.ts";
import type { DatasetSpec } from "../store/dataset-spec.ts";
import { compileDefault, type Default } from "../store/defaults.ts";
import { FEED_BATCH, type FeedMessage, type FeedValue } from "../store/feed.ts";
import {
  CREATED_PLACE,
  ID_PLACE,
  MODIFIED_PLACE,
  type PackedTable,
  ROW_PLACE,
  RowPacker,
} from "../store/packed-rows.ts";
import type { CheckContext } from "./check-context.ts";
import { coerceOf } from "./coerce.ts";
import type { Header } from "./header.ts";
import { createPhoneNormaliser } from "./phone.ts";
import { ABSENT, AS_IS, PlainField, UNSURE } from "./plain-fields.ts";
import { rawName } from "./row-plan.ts";
import { zoneOfRow } from "./row-steps.ts";
import { rulesOf } from "./rules/rules-of.ts";

export interface PlainRowsOptions {
  readonly dataset: DatasetSpec;
  readonly header: Header;
  /** Columns of the header row. */
  readonly width: number;
  readonly context: CheckContext;
  readonly table: PackedTable;
}

/** Undefined where rows are more than their cells: rules over the row, attributes, a zone of its own. */
export function plainRows(options: PlainRowsOptions): PlainRows | undefined {
  const { dataset, header, context } = options;
  const { row, fills } = rulesOf(dataset);
  const isPlain = row === undefined && fills.length === 0 && header.free.length === 0;
  if (!isPlain || dataset.group || zoneOfRow(dataset, header, context.timeZone)) return undefined;
  // A file that lacks what a new record needs can only change records that are there.
  const isComplete = neededOf(dataset).every((names) => names.some((name) => header.has(name)));
  return isComplete ? new PlainRows(options) : undefined;
}

/** A value of the record: the field that it comes from, as it is or raw, else its default. */
interface Place {
  readonly kind: "id" | "keys" | "row" | "nothing" | "value" | "raw";
  readonly field?: PlainField | undefined;
  readonly fallback?: Default;
  /** So many places of nothing. */
  readonly times: number;
}

/** Takes plain records while they are read; `flush` gives them to the feed. */
export class PlainRows implements PlainTaker {
  readonly #width: number;
  readonly #fields: readonly PlainField[];
  readonly #byName: ReadonlyMap<string, PlainField>;
  readonly #places: readonly Place[];
  /** Of each list a new record needs at least one. */
  readonly #needed: readonly (readonly PlainField[])[];
  readonly #packer: RowPacker;
  /** The record in hand, for defaults that fill in other columns. */
  #record: PlainRecord | undefined;

  constructor({ dataset, header, width, context, table }: PlainRowsOptions) {
    this.#width = width;
    this.#fields = fieldsOf(dataset, header, context, table);
    this.#byName = new Map(this.#fields.map((field) => [field.column.name, field]));
    this.#places = placesOf(dataset, table, this.#byName);
    this.#needed = neededOf(dataset).map((names) =>
      names.flatMap((name) => this.#byName.get(name) ?? []),
    );
    this.#packer = new RowPacker(table, () => context.spareBuffer?.());
  }

  get isFull(): boolean {
    return this.#packer.rows >= FEED_BATCH;
  }

  /** The records taken since the last time. */
  flush(bytesRead: number): FeedMessage | undefined {
    if (this.#packer.rows === 0) return undefined;
    return { kind: "packed", ...this.#packer.take(), bytesRead };
  }

  take(record: PlainRecord, number: number): boolean {
    if (!this.#isSure(record)) return false;
    this.#record = record;
    this.#packer.begin();
    for (const place of this.#places) this.#write(place, record, number);
    return true;
  }

  #isSure(record: PlainRecord): boolean {
    if (record.count !== this.#width) return false;
    for (const field of this.#fields) {
      if (field.read(record) === UNSURE) return false;
    }
    for (const fields of this.#needed) {
      if (!fields.some(({ state }) => state !== ABSENT)) return false;
    }
    return true;
  }

  #write(place: Place, record: PlainRecord, number: number): void {
    const packer = this.#packer;
    switch (place.kind) {
      case "nothing":
        packer.nothing(place.times);
        break;
      case "id":
        packer.integer(0);
        break;
      case "keys":
        packer.keys();
        break;
      case "row":
        packer.integer(number);
        break;
      case "value":
        this.#writeValue(place, record);
        break;
      case "raw":
        if (!place.field || place.field.state === ABSENT) packer.nothing(1);
        else this.#copy(place.field, record);
        break;
    }
  }

  #writeValue({ field, fallback }: Place, record: PlainRecord): void {
    if (!field || field.state === ABSENT) this.#writeAny(fallback?.(this.#valueOf) ?? null);
    else if (field.state === AS_IS) this.#copy(field, record);
    else this.#writeAny(field.value);
  }

  #copy({ index }: PlainField, { bytes, edges }: PlainRecord): void {
    this.#packer.copy(bytes, edges[index] ?? 0, (edges[index + 1] ?? 0) - 1);
  }

  #writeAny(value: FeedValue): void {
    const packer = this.#packer;
    if (value === null) packer.nothing(1);
    else if (typeof value === "string") packer.text(value);
    else if (typeof value !== "number") packer.text(JSON.stringify(value));
    else if (Number.isSafeInteger(value) && value >= 0) packer.integer(value);
    else packer.float(value);
  }

  readonly #valueOf = (name: string): string | undefined =>
    this.#record && this.#byName.get(name)?.text(this.#record);
}

function fieldsOf(
  dataset: DatasetSpec,
  header: Header,
  { defaultCountry, timeZone, limits }: CheckContext,
  { places }: PackedTable,
): readonly PlainField[] {
  const normalisePhone = createPhoneNormaliser(defaultCountry);
  const verbatim = dataset.keyCase === "exact";
  return header.columns.map(
    ({ index, column }) =>
      new PlainField({
        index,
        column,
        coerce: coerceOf(column, { normalisePhone, verbatim }),
        cellChars: limits.cellChars,
        isEmpty: !places.includes(column.name),
        zone: timeZone,
      }),
  );
}

function placesOf(
  { columns }: DatasetSpec,
  { places }: PackedTable,
  fields: ReadonlyMap<string, PlainField>,
): readonly Place[] {
  const found: Place[] = [];
  for (const name of places) {
    const place = placeOf(name);
    const last = found.at(-1);
    if (place.kind === "nothing" && last?.kind === "nothing") {
      found[found.length - 1] = { ...last, times: last.times + 1 };
    } else if (name !== MODIFIED_PLACE) found.push(place);
  }
  return found;

  function placeOf(name: string): Place {
    if (name === ID_PLACE) return { kind: "id", times: 1 };
    if (name === CREATED_PLACE) return { kind: "keys", times: 1 };
    if (name === ROW_PLACE) return { kind: "row", times: 1 };
    const spec = columns.find((column) => column.name === name);
    const field = fields.get(name);
    const fallback = spec && compileDefault(spec);
    if (field || fallback) return { kind: "value", field, fallback, times: 1 };
    const phone = columns.find(
      (column) => column.kind === "phone" && rawName(column.name) === name,
    );
    const raw = fields.get(phone?.name ?? "");
    return raw ? { kind: "raw", field: raw, times: 1 } : { kind: "nothing", times: 1 };
  }
}

/** What the store asks of a new record: one column of each list, and its key. */
function neededOf(dataset: DatasetSpec): readonly (readonly string[])[] {
  const required = dataset.columns.filter(
    (column) => column.required && column.default === undefined,
  );
  const key = dataset.common ? ["ExternalId"] : dataset.key;
  return [...[...required.map(({ name }) => name), ...key].map((name) => [name]), ...dataset.oneOf];
}
