/** How the columns of a record read for people, as SQL expressions over its table `t`. */
import type { ColumnSpec } from "../dataset-spec.ts";
import { quoted, type Layout, type Layouts, type LinkColumn } from "./layout.ts";

export interface ShownColumn {
  readonly name: string;
  readonly expression: string;
  readonly isNumber: boolean;
}

/** Id of the records of a client's table, which may have a column Id of its own. */
const DATABASE_ID = "RecordId";

/** Everything but secrets: Id, ExternalId, columns in the order of the definition, entries. */
export function shownColumns(layout: Layout, layouts: Layouts): readonly ShownColumn[] {
  const { spec, entries } = layout;
  const columns: ShownColumn[] = [
    {
      name: spec.database ? DATABASE_ID : "Id",
      expression: `t.${quoted(layout.id)}`,
      isNumber: true,
    },
  ];
  if (layout.external) {
    columns.push({ name: "ExternalId", expression: "t.ExternalId", isNumber: false });
  }
  for (const column of spec.columns) {
    const expression = column.secret ? undefined : expressionOf(layout, layouts, column);
    if (expression === undefined) continue;
    columns.push({ name: column.name, expression, isNumber: isNumber(column) });
  }
  if (entries) {
    const shown = entries.columns.filter((column) => !column.spec.secret);
    const pairs = shown.map(({ name, spec: entry }) => {
      const value =
        entry.kind === "list" || entry.kind === "pairs" ? listText(quoted(name)) : quoted(name);
      return `'${name.replaceAll("'", "''")}', ${value}`;
    });
    const ordered = `SELECT * FROM ${quoted(entries.table)} WHERE OwnerId = t.${quoted(layout.id)} ORDER BY Position`;
    const expression = `(SELECT json_group_array(json_object(${pairs.join(", ")})) FROM (${ordered}))`;
    columns.push({ name: entries.table, expression, isNumber: false });
  }
  return columns;
}

function isNumber({ kind, refers }: ColumnSpec): boolean {
  return refers === undefined && (kind === "int" || kind === "number" || kind === "bool");
}

function expressionOf(layout: Layout, layouts: Layouts, column: ColumnSpec): string | undefined {
  const link = layout.links.find(({ spec }) => spec === column);
  if (link) return linkExpression(layout, layouts, link);
  const stored = layout.columns.find(({ spec, role }) => spec === column && role !== "raw");
  if (!stored) return undefined; // transient, or a column of the entries
  const name = `t.${quoted(stored.name)}`;
  if (column.kind === "list" || column.kind === "pairs") return listText(name);
  const target = stored.role === "reference" ? layouts.get(column.refers ?? "") : undefined;
  if (!target) return name;
  const from = `FROM ${quoted(target.table)} AS r WHERE r.${quoted(target.id)} = ${name}`;
  return `(SELECT ${label(target)} ${from})`;
}

/** The name of a record that others refer to. */
function label(target: Layout): string {
  const key = target.columns.find(
    ({ spec, role }) =>
      role === "value" && target.spec.key.length === 1 && target.spec.key[0] === spec.name,
  );
  const names = [
    ...(key ? [`r.${quoted(key.name)}`] : []),
    ...(target.external ? ["r.ExternalId"] : []),
    `CAST(r.${quoted(target.id)} AS TEXT)`,
  ];
  return names.length > 1 ? `coalesce(${names.join(", ")})` : names.join("");
}

function linkExpression(layout: Layout, layouts: Layouts, link: LinkColumn): string {
  const target = layouts.get(link.target);
  if (!target) return "NULL";
  const item =
    link.spec.kind === "pairs"
      ? `${escaped(label(target))} || '=' || coalesce(l.Level, '')`
      : escaped(label(target));
  const targets = `SELECT ${item} AS item FROM ${quoted(link.table)} AS l
    JOIN ${quoted(target.table)} AS r ON r.${quoted(target.id)} = l.TargetId
    WHERE l.OwnerId = t.${quoted(layout.id)} ORDER BY l.Position`;
  return `(SELECT group_concat(item, ';') FROM (${targets}))`;
}

/** A list or pairs kept as JSON text, as `a;b` or `a=1;b=2`. */
export function listText(name: string): string {
  const pair = `${escaped("json_extract(j.value, '$[0]')")} || '=' || coalesce(json_extract(j.value, '$[1]'), '')`;
  const item = `CASE j.type WHEN 'array' THEN ${pair} ELSE ${escaped("j.value")} END`;
  const items = `SELECT group_concat(${item}, ';') FROM json_each(${name}) AS j`;
  return `CASE WHEN json_valid(${name}) THEN (${items}) ELSE ${name} END`;
}

/** As the cells of a file write it: `\\;` stands for the character itself. */
function escaped(expression: string): string {
  return ["\\", ";", "="].reduce(
    (text, character) => `replace(${text}, '${character}', '\\${character}')`,
    expression,
  );
}
