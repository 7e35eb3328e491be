/** The fields of the modules of the data exchange: Importer, Updater, Displacer, Exporter, and of the configuration. */
import {
  CONFIGURATION_SHEETS,
  type ExchangeDefinition,
  type ExportForm,
  type FetchDefinition,
  type JobSource,
  type TableExport,
} from "../job.ts";
import { patternProblem } from "../name-pattern.ts";
import type { FieldReader } from "./field-reader.ts";
import type { FieldName } from "./fields.ts";
import { got, oneOf, type Reading, wrong } from "./reading.ts";
import { readName } from "./texts.ts";
import { readWait, writeWait } from "./wait.ts";

const DEFAULT_DEADLINE_MS = 2 * 3_600_000;
const PATTERN_CHARS = 500;
const QUERY_CHARS = 10_000;

const FETCH: readonly JobSource[] = ["data-importer", "data-updater"];
const WRITE: readonly JobSource[] = ["data-displacer", "data-exporter"];
const NAMED: readonly JobSource[] = [...WRITE, "configuration"];

/** Which sources a field is for. */
const FIELDS_OF: Readonly<Partial<Record<FieldName, readonly JobSource[]>>> = {
  Database: [...FETCH, "data-displacer"],
  Connection: FETCH,
  File: FETCH,
  Table: FETCH,
  Query: FETCH,
  Deadline: FETCH,
  Afterwards: FETCH,
  Statistics: ["data-exporter"],
  Sheets: ["configuration"],
  Format: WRITE,
  Packing: NAMED,
  FileName: NAMED,
};

/** The part of the definition that is the module's own; problems are reported to `fields`. */
export function readExchange(
  fields: FieldReader,
  source: JobSource | undefined,
): ExchangeDefinition | undefined {
  for (const [name, sources] of Object.entries(FIELDS_OF)) {
    const field = name as FieldName;
    if (source === undefined || sources.includes(source) || !fields.has(field)) continue;
    const message = `${field} is for the source ${sources.join(", ")} only; expected none`;
    fields.report({ field, code: "J001", message });
  }
  switch (source) {
    case "data-importer":
    case "data-updater":
      return readFetch(fields);
    case "data-displacer":
      return readTable(fields);
    case "data-exporter":
      return readStatistics(fields);
    case "configuration":
      return readConfiguration(fields);
    case "contact-history":
    case "info-mart":
    case undefined:
      return undefined;
  }
}

function readFetch(fields: FieldReader): FetchDefinition | undefined {
  const database = fields.required("Database", readName, "the name of a database");
  const connection = fields.required("Connection", readName, "one of sources in service.yml");
  const read = readWhat(fields);
  const deadlineMs = fields.one("Deadline", readWait) ?? DEFAULT_DEADLINE_MS;
  const afterwards = fields.one("Afterwards", readAfterwards) ?? ({ kind: "keep" } as const);
  if (afterwards.kind !== "keep" && read !== undefined && read.kind !== "file") {
    const message = "Afterwards is for files only; expected none beside Table or Query";
    fields.report({ field: "Afterwards", code: "J001", message });
  }
  if (database === undefined || connection === undefined || read === undefined) return undefined;
  return { kind: "fetch", database, connection, read, deadlineMs, afterwards };
}

function readWhat(fields: FieldReader): FetchDefinition["read"] | undefined {
  const given = (["File", "Table", "Query"] as const).filter((field) => fields.has(field));
  if (given.length !== 1) {
    const code = given.length === 0 ? "R001" : "J001";
    const message =
      given.length === 0
        ? "File is missing; expected File for an SFTP source, Table or Query for a database"
        : `${given.join(" and ")} stand together; expected one of File, Table and Query`;
    fields.report({ field: given[1] ?? "File", code, message });
    return undefined;
  }
  const pattern = fields.one("File", readPattern);
  if (pattern !== undefined) return { kind: "file", pattern };
  const table = fields.one("Table", readTableName);
  if (table !== undefined) return { kind: "table", table };
  const query = fields.one("Query", readQuery);
  return query === undefined ? undefined : { kind: "query", query };
}

function readTable(fields: FieldReader): ExchangeDefinition | undefined {
  const database = fields.required("Database", readName, "the name of a database");
  if (database === undefined) return undefined;
  return { kind: "table", database, ...readForm(fields, database) };
}

function readStatistics(fields: FieldReader): ExchangeDefinition {
  const statistics = fields.one("Statistics", oneOf(["events", "aggregated"])) ?? "aggregated";
  return { kind: "statistics", statistics, ...readForm(fields, "statistics") };
}

function readConfiguration(fields: FieldReader): ExchangeDefinition {
  const given = fields.list("Sheets", oneOf(CONFIGURATION_SHEETS));
  const sheets = CONFIGURATION_SHEETS.filter((name) => given?.includes(name));
  const form = readPacking(fields, "configuration");
  return {
    kind: "configuration",
    format: "xlsx",
    ...(sheets.length === 0 ? {} : { sheets }),
    ...form,
  };
}

function readForm(fields: FieldReader, name: string): Omit<TableExport, "kind" | "database"> {
  const form = readPacking(fields, name);
  return { format: fields.one("Format", oneOf(["csv", "xml"])) ?? "csv", ...form };
}

function readPacking(fields: FieldReader, name: string): Omit<ExportForm, "format"> {
  const packing = fields.one("Packing", oneOf(["none", "zip", "encrypted"])) ?? "none";
  for (const field of ["SplitSize", "Certificates"] as const) {
    if (packing === "encrypted" || !fields.has(field) || isNone(fields, field)) continue;
    const message = `${field} is for Packing=encrypted only; expected none`;
    fields.report({ field, code: "J001", message });
  }
  return {
    packing,
    fileName: fields.one("FileName", readFileName) ?? `${name}_{yyyyMMdd_HHmmss}`,
  };
}

function isNone(fields: FieldReader, field: FieldName): boolean {
  return fields.one(field, (text) => got(text.toLowerCase() === "none")) === true;
}

function readPattern(text: string): Reading<string> {
  const isPath =
    text.length <= PATTERN_CHARS && !/\p{C}/u.test(text) && !text.split("/").includes("..");
  if (!isPath) return wrong("R002", "a path such as in/customers_{yyyyMMdd}.csv.gz");
  const folder = text.slice(0, text.lastIndexOf("/") + 1);
  if (/[*?]/.test(folder)) return wrong("R002", "* and ? in the last part of the path only");
  return text.endsWith("/")
    ? wrong("R002", "the name of a file at the end of the path")
    : checkHolders(text);
}

function readFileName(text: string): Reading<string> {
  // Hidden files of uploads have the name and thirty characters more; a name has 255 bytes at most.
  const isName =
    Buffer.byteLength(text) <= 180 && /^[^/\\:*?"<>|\p{C}.][^/\\:*?"<>|\p{C}]*$/u.test(text);
  if (!isName) return wrong("R002", "a file name without folder, such as customers_{yyyyMMdd}");
  return checkHolders(text);
}

function checkHolders(text: string): Reading<string> {
  const problem = patternProblem(text);
  return problem === undefined ? got(text) : wrong("R002", `date place holders: ${problem}`);
}

function readTableName(text: string): Reading<string> {
  const isName = /^[^\s.;"`\p{C}]{1,63}(\.[^\s.;"`\p{C}]{1,63})?$/u.test(text);
  return isName ? got(text) : wrong("R002", "the name of a table: customers or crm.customers");
}

/** What the text really does is judged by the database, which gets a read-only transaction. */
function readQuery(text: string): Reading<string> {
  const isQuery = text.length <= QUERY_CHARS && /^\s*(select|with|table|values)\b/i.test(text);
  return isQuery ? got(text) : wrong("R002", "one SELECT");
}

function readAfterwards(text: string): Reading<FetchDefinition["afterwards"]> {
  const plain = text.trim();
  if (/^keep$/i.test(plain)) return got({ kind: "keep" });
  if (/^delete$/i.test(plain)) return got({ kind: "delete" });
  const [, folder = ""] = /^move\s+(\S.*)$/i.exec(plain) ?? [];
  const isFolder = folder !== "" && !/\p{C}/u.test(folder) && !folder.split("/").includes("..");
  return isFolder
    ? got({ kind: "move", folder })
    : wrong("R003", "keep, delete, or move and a folder such as move done");
}

/** The texts of the fields, for the way back. */
export function writeExchange(
  exchange: ExchangeDefinition | undefined,
): Readonly<Partial<Record<FieldName, string>>> {
  switch (exchange?.kind) {
    case undefined:
      return {};
    case "fetch":
      return writeFetch(exchange);
    case "table":
      return { Database: exchange.database, ...writeForm(exchange) };
    case "statistics":
      return { Statistics: exchange.statistics, ...writeForm(exchange) };
    case "configuration": {
      const { sheets, packing, fileName } = exchange;
      return {
        ...(sheets === undefined ? {} : { Sheets: sheets.join(";") }),
        Packing: packing,
        FileName: fileName,
      };
    }
  }
}

function writeForm({ format, packing, fileName }: ExportForm): Partial<Record<FieldName, string>> {
  return { Format: format, Packing: packing, FileName: fileName };
}

function writeFetch(definition: FetchDefinition): Partial<Record<FieldName, string>> {
  const { database, connection, read, deadlineMs, afterwards } = definition;
  return {
    Database: database,
    Connection: connection,
    ...(read.kind === "file" ? { File: read.pattern } : {}),
    ...(read.kind === "table" ? { Table: read.table } : {}),
    ...(read.kind === "query" ? { Query: read.query } : {}),
    Deadline: writeWait(deadlineMs),
    Afterwards: afterwards.kind === "move" ? `move ${afterwards.folder}` : afterwards.kind,
  };
}
