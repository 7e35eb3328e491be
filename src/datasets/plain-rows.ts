/**
 * The short way from a csv file into the store: plain records of new rows are checked by their bytes
 * and packed, without a text for each cell. What is not beyond doubt goes the long way (check-row.ts),
 * and a property test holds both ways against each other.
 */
import type { PlainRecord, PlainTaker } from "../formats/rows.ts";
import type { DatasetSpec } from "../store/dataset-spec.ts";
import { FEED_BATCH, type FeedMessage, type FeedValue } from "../store/feed.ts";
import { type PackedTable, RowPacker } from "../store/packed-rows.ts";
import type { CheckContext } from "./check-context.ts";
import type { Header } from "./header.ts";
import { ABSENT, AS_IS, PlainField, UNSURE } from "./plain-fields.ts";
import { fieldsOf, type Place, placesOf } from "./plain-places.ts";
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
  if (!isPlain || dataset.group || zoneOfRow(dataset, header, context)) return undefined;
  // A file that lacks what a new record needs can only change records that are there.
  const isComplete = neededOf(dataset).every((names) => names.some((name) => header.has(name)));
  return isComplete ? new PlainRows(options) : undefined;
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

  #writeValue({ field, fallback, joined }: Place, record: PlainRecord): void {
    if (!field || field.state === ABSENT) {
      if (!joined || !this.#writeJoined(joined, record)) {
        this.#writeAny(fallback?.(this.#valueOf) ?? null);
      }
    } else if (field.state === AS_IS) this.#copy(field, record);
    else this.#writeAny(field.value);
  }

  /** Fills in a template from bytes, when all that it fills in stands there as it is. */
  #writeJoined(parts: readonly (Buffer | PlainField)[], record: PlainRecord): boolean {
    let length = 0;
    for (const part of parts) {
      if (part instanceof PlainField && part.state !== AS_IS) return false;
      length += part instanceof PlainField ? part.length(record) : part.length;
    }
    const packer = this.#packer;
    packer.beginText(length);
    const { bytes, edges } = record;
    for (const part of parts) {
      if (part instanceof PlainField) {
        packer.append(bytes, edges[part.index] ?? 0, (edges[part.index + 1] ?? 0) - 1);
      } else packer.append(part, 0, part.length);
    }
    return true;
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

/** What the store asks of a new record: one column of each list, and its key. */
function neededOf(dataset: DatasetSpec): readonly (readonly string[])[] {
  const required = dataset.columns.filter(
    (column) => column.required && column.default === undefined,
  );
  const key = dataset.common ? ["ExternalId"] : dataset.key;
  return [...[...required.map(({ name }) => name), ...key].map((name) => [name]), ...dataset.oneOf];
}
