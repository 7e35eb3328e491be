/** A definition -> the flat notation: the way back of read-definition.ts. */
import type { JobDefinition } from "../job.ts";
import { type FlatFields, isBlankValue, sortFields } from "./fields.ts";
import { defaultDateField } from "./defaults.ts";
import { writeExchange } from "./exchange.ts";
import { writeRun } from "./run-rule.ts";
import { writeSize } from "./size.ts";
import { writeTimeframe } from "./timeframe.ts";

/** Every field that holds, defaults included: reading it gives the same definition again. */
export function writeDefinition(definition: JobDefinition): FlatFields {
  const { type, mediaTypes, timeZone, timeframe } = definition;
  const media = type === "interaction" ? (mediaTypes?.join(";") ?? "all") : undefined;
  const exchange = writeExchange(definition.exchange);
  const fields: Record<keyof FlatFields, string | undefined> = {
    Title: definition.title,
    Description: definition.description,
    Source: definition.source,
    Type: type,
    MediaTypes: media,
    Database: exchange.Database,
    Connection: exchange.Connection,
    File: exchange.File,
    Table: exchange.Table,
    Query: exchange.Query,
    Deadline: exchange.Deadline,
    Afterwards: exchange.Afterwards,
    Statistics: exchange.Statistics,
    Sheets: exchange.Sheets,
    Format: exchange.Format,
    Packing: exchange.Packing,
    FileName: exchange.FileName,
    Run: writeRun(definition.run),
    From: definition.from,
    Until: definition.until,
    TimeZone: timeZone,
    Timeframe: writeTimeframe(timeframe, timeZone),
    DateField: definition.dateField,
    SplitSize: writeSize(definition.splitSizeBytes),
    Destination: definition.destination,
    Certificates: definition.certificates?.join(";"),
    Notify: definition.notify?.join(";"),
    CatchUp: definition.catchUp,
    Baseline: definition.baseline,
    SkipEmpty: String(definition.skipEmpty),
    Encryption: definition.encryption,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== undefined));
}

/**
 * The fields of a definition with changes laid over them: blank ones change nothing, `~` takes a
 * value back. A date field that was the default follows the timeframe.
 */
export function changedFields(
  definition: JobDefinition,
  changes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const given = Object.entries(changes).filter(([, value]) => !isBlankValue(value));
  const { known } = sortFields(Object.fromEntries(given));
  const isDefault = definition.dateField === defaultDateField(definition.timeframe);
  const kept = Object.entries(writeDefinition(definition)).filter(
    ([name]) =>
      !known.has(name as keyof FlatFields) &&
      !(name === "DateField" && isDefault && known.has("Timeframe")),
  );
  return Object.fromEntries([...kept, ...given]);
}
