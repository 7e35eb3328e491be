/** How the files of a type are read: the settings, with what the type allows beyond them. */
import type { ReadOptions } from "../formats/rows.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";

/** Contents of attached files and texts of interactions are longer than any cell of a spreadsheet. */
export function readingOf(
  type: Pick<ImportTypeSpec, "cellCharacters">,
  reading: ReadOptions,
): ReadOptions {
  const { cellCharacters } = type;
  if (cellCharacters === undefined || cellCharacters <= reading.limits.cellChars) return reading;
  return { ...reading, limits: { ...reading.limits, cellChars: cellCharacters } };
}
