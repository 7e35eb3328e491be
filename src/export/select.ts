/** First step of an export: which files the archive holds, and which records go into each. Pure. */
import type { JobDefinition } from "../jobs/job.ts";
import type { ExportScope } from "../store/export-run.ts";
import type { RecordSelection, TableSelection } from "../store/export-snapshot.ts";

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
  | { readonly kind: "table"; readonly name: string; readonly selection: TableSelection };

export interface Selecting {
  readonly run: string;
  readonly definition: JobDefinition;
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

function selectTables({ scope, tables, folder }: Selecting): readonly Selected[] {
  const { auditAfter, auditUpTo } = scope;
  const audit = {
    ...(auditAfter === undefined ? {} : { after: auditAfter }),
    ...(auditUpTo === undefined ? {} : { upTo: auditUpTo }),
  };
  return tables.map((table) => ({
    kind: "table",
    name: `${folder}/${table.table}.csv`,
    selection: { ...table, audit },
  }));
}
