/** First step of an export: which files the archive holds, and which records go into each. Pure. */
import type { JobDefinition } from "../jobs/job.ts";
import type { ExportScope } from "../store/export-run.ts";
import type {
  AuditRange,
  ContentSelection,
  RecordSelection,
  StatisticsSelection,
  TableSelection,
} from "../store/export-snapshot.ts";
import { formOf, statisticsTables, tableFileName } from "./artifact-names.ts";

/** A record kind of the contact history, by the name of its schema. */
export type SchemaName = "interaction" | "document" | "contact" | "contactattribute";

export type Selected =
  | {
      readonly kind: "records";
      /** Path in the archive. */
      readonly name: string;
      readonly schema: SchemaName;
      readonly selection: RecordSelection;
    }
  | { readonly kind: "table"; readonly name: string; readonly selection: TableSelection }
  | { readonly kind: "content"; readonly name: string; readonly selection: ContentSelection }
  | {
      readonly kind: "statistics";
      readonly name: string;
      readonly format: "csv" | "xml";
      readonly selection: StatisticsSelection;
    }
  /** A workbook of these sheets; none: all. */
  | { readonly kind: "configuration"; readonly name: string; readonly sheets: readonly string[] };

export interface Selecting {
  readonly run: string;
  readonly definition: JobDefinition;
  /** ISO 8601, UTC. */
  readonly dueAt: string;
  readonly nameNumber?: number | undefined;
  /** With auditUpTo, where audit keys select. */
  readonly scope: ExportScope;
  /** Of the Info Mart, with neither folder nor audit keys yet. */
  readonly tables: readonly TableSelection[];
  /** `export-<run>` or `export_<audit key>_<time>`. */
  readonly folder: string;
}

export function selectFiles(selecting: Selecting): readonly Selected[] {
  const { definition } = selecting;
  if (definition.source === "info-mart") return selectTables(selecting);
  if (definition.exchange) return selectExchange(selecting);
  return definition.type === "contact" ? selectContacts(selecting) : selectInteractions(selecting);
}

function selectInteractions({ run, definition, scope, folder }: Selecting): readonly Selected[] {
  const { mediaTypes } = definition;
  const selection: RecordSelection = {
    dataset: "Interaction",
    ...(mediaTypes ? { mediaTypes } : {}),
    ...periodOf(scope),
  };
  return [
    {
      kind: "records",
      name: `${folder}/interaction/Interaction-${run}.json`,
      schema: "interaction",
      selection,
    },
    {
      kind: "records",
      name: `${folder}/interaction/Interaction-Attachment-${run}.json`,
      schema: "document",
      selection: { dataset: "Document", of: { column: "ENTITYID", selection } },
    },
  ];
}

function selectContacts({ run, scope, folder }: Selecting): readonly Selected[] {
  const selection: RecordSelection = { dataset: "Contact", ...periodOf(scope, "contact") };
  return [
    {
      kind: "records",
      name: `${folder}/contact/Contact-${run}.json`,
      schema: "contact",
      selection,
    },
    {
      kind: "records",
      name: `${folder}/contact/ContactAttribute-${run}.json`,
      schema: "contactattribute",
      selection: { dataset: "ContactAttribute", of: { column: "CONTACTID", selection } },
    },
  ];
}

/** Contacts have no start: for them STARTDATE is the day of their creation. */
function periodOf(
  { from, to, dateField }: ExportScope,
  type?: "contact",
): Pick<RecordSelection, "period"> {
  if (dateField === undefined) return {};
  const field = type === "contact" && dateField === "STARTDATE" ? "CREATEDDATE" : dateField;
  return {
    period: {
      field,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  };
}

/** Files of the data exchange stand at the top of their archive, or alone. */
function selectExchange(selecting: Selecting): readonly Selected[] {
  const { run, definition, dueAt, nameNumber, scope } = selecting;
  const { exchange, timeframe, timeZone } = definition;
  const named = { id: run, dueAt, nameNumber, definition };
  const form = formOf(definition);
  if (!form || exchange === undefined || exchange.kind === "fetch") return [];
  if (exchange.kind === "configuration") {
    const { sheets = [] } = exchange;
    return [{ kind: "configuration", name: tableFileName(named, form), sheets }];
  }
  const { format } = exchange;
  if (exchange.kind === "table") {
    const changes = timeframe.kind === "delta" ? { changes: auditRange(scope) } : {};
    const selection = { dataset: exchange.database, format, ...changes };
    return [{ kind: "content", name: tableFileName(named, form), selection }];
  }
  const { from, to } = scope;
  const period = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return statisticsTables(exchange.statistics).map((table) => ({
    kind: "statistics",
    name: tableFileName(named, form, table),
    format,
    selection: { table, period, timeZone },
  }));
}

function auditRange({ auditAfter, auditUpTo }: ExportScope): AuditRange {
  return {
    ...(auditAfter === undefined ? {} : { after: auditAfter }),
    ...(auditUpTo === undefined ? {} : { upTo: auditUpTo }),
  };
}

function selectTables({ scope, tables, folder }: Selecting): readonly Selected[] {
  const audit = auditRange(scope);
  return tables.map((table) => ({
    kind: "table",
    name: `${folder}/${table.table}.csv`,
    selection: { ...table, audit },
  }));
}
