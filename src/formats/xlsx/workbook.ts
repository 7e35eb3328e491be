/** The workbook part: its sheets in order, its date system, and where its other parts are. */
import { InputError } from "../../core/errors.ts";
import { corrupt } from "../faults.ts";
import type { ZipParts } from "../zip-parts.ts";
import { isTrue, onOpen, parseWhole } from "./part-text.ts";
import { relationshipsOf, type Relationship } from "./relationships.ts";

export interface WorkbookSheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: string;
}

export interface Workbook {
  readonly sheets: readonly WorkbookSheet[];
  /** Whether day 0 is 1904-01-01, as old Excel for Mac has it. */
  readonly is1904: boolean;
  readonly sharedStringsPart: string | undefined;
  readonly stylesPart: string | undefined;
}

const MAX_SHEETS = 10_000;

/** @throws {InputError} F003 another kind of archive, F010 */
export async function readWorkbook(parts: ZipParts): Promise<Workbook> {
  const part = await workbookPart(parts);
  const relationships = await relationshipsOf(parts, part);
  const byId = new Map(relationships.map((relationship) => [relationship.id, relationship]));
  const sheets: WorkbookSheet[] = [];
  let is1904 = false;
  const sink = onOpen((element, attributes) => {
    if (element === "workbookPr") is1904 = isTrue(attributes["date1904"]);
    if (element !== "sheet") return;
    const { name, state } = attributes;
    const target = byId.get(relationshipId(attributes) ?? "");
    if (name === undefined || target === undefined) {
      throw corrupt(`the sheet ${name ?? "without a name"} has no part in the workbook`);
    }
    // Chart sheets and old macro sheets hold no rows.
    if (target.type !== "worksheet") return;
    if (sheets.length >= MAX_SHEETS) throw corrupt(`the workbook has over ${MAX_SHEETS} sheets`);
    const hidden = state === "hidden" || state === "veryHidden";
    sheets.push({ name, hidden, part: target.part });
  });
  await parseWhole(parts, part, sink);
  if (sheets.length === 0) throw corrupt("the workbook has no sheet with rows");
  return {
    sheets,
    is1904,
    sharedStringsPart: partOf(relationships, "sharedStrings", parts),
    stylesPart: partOf(relationships, "styles", parts),
  };
}

async function workbookPart(parts: ZipParts): Promise<string> {
  const relationships = await relationshipsOf(parts, "");
  const part = partOf(relationships, "officeDocument", parts) ?? "xl/workbook.xml";
  if (part.toLowerCase().endsWith(".bin")) {
    throw new InputError("F003", "the workbook is a binary one (.xlsb) under another name", {
      hint: "Open it in Excel and save it as .xlsx.",
    });
  }
  if (parts.has(part)) return part;
  throw new InputError("F003", "the file is a zip file, but no Excel workbook", {
    hint: "Save it as .xlsx in the program that made it.",
  });
}

function partOf(
  relationships: readonly Relationship[],
  type: string,
  parts: ZipParts,
): string | undefined {
  return relationships.find((found) => found.type === type && parts.has(found.part))?.part;
}

/** The attribute `r:id`, whatever prefix the file gives to that namespace. */
function relationshipId(attributes: Readonly<Record<string, string>>): string | undefined {
  const name = Object.keys(attributes).find((key) => key.endsWith(":id"));
  return name === undefined ? undefined : attributes[name];
}
