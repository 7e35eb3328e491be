/** Which columns of a file fill which places of a packed record. */
import type { ColumnSpec, DatasetSpec } from "../store/dataset-spec.ts";
import { compileDefault, type Default, templateOf } from "../store/defaults.ts";
import {
  CREATED_PLACE,
  ID_PLACE,
  MODIFIED_PLACE,
  type PackedTable,
  ROW_PLACE,
} from "../store/packed-rows.ts";
import type { CheckContext } from "./check-context.ts";
import { coerceOf } from "./coerce.ts";
import type { Header } from "./header.ts";
import { createPhoneNormaliser } from "./phone.ts";
import { PlainField } from "./plain-fields.ts";
import { rawName } from "./row-plan.ts";

/** A value of the record: the field that it comes from, as it is or raw, else its default. */
export interface Place {
  readonly kind: "id" | "keys" | "row" | "nothing" | "value" | "raw";
  readonly field?: PlainField | undefined;
  readonly fallback?: Default;
  /** The first choice of a default that fills in columns which the file has. */
  readonly joined?: readonly (Buffer | PlainField)[] | undefined;
  /** So many places of nothing. */
  readonly times: number;
}

/** One field for each column of the header that has a meaning. */
export function fieldsOf(
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
        isDatabase: dataset.database === true,
        zone: timeZone,
      }),
  );
}

/** What is written for a record, in this order. */
export function placesOf(
  dataset: DatasetSpec,
  { places }: PackedTable,
  fields: ReadonlyMap<string, PlainField>,
): readonly Place[] {
  const found: Place[] = [];
  for (const name of places) {
    const place = placeOf(dataset, name, fields);
    const last = found.at(-1);
    if (place.kind === "nothing" && last?.kind === "nothing") {
      found[found.length - 1] = { ...last, times: last.times + 1 };
    } else if (name !== MODIFIED_PLACE) found.push(place);
  }
  return found;
}

function placeOf(
  { columns, keyCase }: DatasetSpec,
  name: string,
  fields: ReadonlyMap<string, PlainField>,
): Place {
  if (name === ID_PLACE) return { kind: "id", times: 1 };
  if (name === CREATED_PLACE) return { kind: "keys", times: 1 };
  if (name === ROW_PLACE) return { kind: "row", times: 1 };
  const spec = columns.find((column) => column.name === name);
  const field = fields.get(name);
  const fallback = spec && compileDefault(spec);
  if (field || fallback) {
    // Where texts keep the blanks around them, what is filled in has to be looked at.
    const joined = spec && keyCase !== "exact" ? joinedParts(spec, fields) : undefined;
    return { kind: "value", field, fallback, joined, times: 1 };
  }
  const phone = columns.find((column) => column.kind === "phone" && rawName(column.name) === name);
  const raw = fields.get(phone?.name ?? "");
  return raw ? { kind: "raw", field: raw, times: 1 } : { kind: "nothing", times: 1 };
}

/** Undefined also where the text that comes out could have blanks around it, which are taken off. */
function joinedParts(
  spec: ColumnSpec,
  fields: ReadonlyMap<string, PlainField>,
): readonly (Buffer | PlainField)[] | undefined {
  const first = templateOf(spec)?.[0];
  if (!first || first.length < 2) return undefined;
  const hasBlanks = first[0] !== first[0]?.trimStart() || first.at(-1) !== first.at(-1)?.trimEnd();
  const parts = first.map((part, at) => (at % 2 === 0 ? Buffer.from(part) : fields.get(part)));
  const isThere = parts.every((part) => part !== undefined);
  return hasBlanks || !isThere ? undefined : parts;
}
