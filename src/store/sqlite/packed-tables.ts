/** Which datasets take packed records, and what stands where in them: as the tables really are. */
import {
  CREATED_PLACE,
  ID_PLACE,
  MODIFIED_PLACE,
  ROW_PLACE,
  type PackedTable,
} from "../packed-rows.ts";
import type { ImportTypeSpec } from "../dataset-spec.ts";
import type { Database } from "./database.ts";
import { uniqueColumns } from "./dataset-tables.ts";
import { quoted, type Layout, type Layouts } from "./layout.ts";

/** By the name of the dataset. */
export type PackedTables = ReadonlyMap<string, PackedTable>;

export function packedTables(db: Database, layouts: Layouts): PackedTables {
  const tables = [...layouts.values()].flatMap((layout) => packedTable(db, layout) ?? []);
  return new Map(tables.map((table) => [table.dataset, table]));
}

/** Those whose records files of this type may bring packed, because most of them are new. */
export function packedTablesFor(
  db: Database,
  { sheets, rules }: ImportTypeSpec,
  tables: PackedTables,
): readonly PackedTable[] {
  if (rules?.module === "updater") return [];
  return sheets.flatMap(({ dataset }) => {
    const table = tables.get(dataset.name);
    if (!table) return [];
    const isContent = rules?.mode === "overwrite";
    const isNew = isContent && db.value(`SELECT 1 FROM ${quoted(table.table)} LIMIT 1`) === null;
    return isContent && !isNew ? [] : [table];
  });
}

/**
 * Only where a record is one row without references, and one column alone may be taken: a row that
 * is refused can then be applied after the others of its message without any of them being judged
 * differently.
 */
function packedTable(db: Database, layout: Layout): PackedTable | undefined {
  const { spec, columns, links, entries, key, table } = layout;
  const isPlain = links.length === 0 && !entries && key === undefined && spec.mode === "stream";
  const isOwn = columns.every(({ role }) => role !== "reference") && spec.builtIn.length === 0;
  const isSimple = !spec.group && spec.copyFrom === undefined && !spec.operation;
  if (!isPlain || !isOwn || !isSimple || uniqueColumns(layout).length !== 1) return undefined;
  const names = db.statement("SELECT name FROM pragma_table_info(?) ORDER BY cid").all(table);
  const places = names.map(([name]) => placeOf(layout, String(name)));
  const created = places.indexOf(CREATED_PLACE);
  const isReadable = places[0] === ID_PLACE && places[created + 1] === MODIFIED_PLACE;
  return isReadable ? { dataset: spec.name, table, places } : undefined;
}

function placeOf(layout: Layout, name: string): string {
  if (name === layout.id) return ID_PLACE;
  const column = layout.columns.find((each) => each.name === name);
  if (column) return column.feed;
  if (layout.external && name === "ExternalId") return name;
  return OWN_PLACES[name] ?? "";
}

const OWN_PLACES: Readonly<Record<string, string>> = {
  CreatedKey: CREATED_PLACE,
  ModifiedKey: MODIFIED_PLACE,
  SourceRow: ROW_PLACE,
};
