/** Which sheets of a file are read, as which sheets of the import type. Pure. */
import path from "node:path";
import { InputError } from "../core/errors.ts";
import type { RowIssue } from "../core/issue.ts";
import type { SheetInfo } from "../formats/rows.ts";
import type { ImportTypeSpec, SheetSpec } from "../store/dataset-spec.ts";
import { foldName } from "./fold.ts";

export interface ChosenSheet {
  readonly spec: SheetSpec;
  /** Position in the file. */
  readonly index: number;
}

export interface SheetChoice {
  readonly chosen: readonly ChosenSheet[];
  /** For the log: what was passed over, and why. */
  readonly notes: readonly string[];
  /** Sheets that are not known. */
  readonly issues: readonly RowIssue[];
}

/**
 * Sheets in the order of the import type.
 * @throws {InputError} F011 when none of them is known, F019 for one that must not be there.
 */
export function chooseSheets(
  type: ImportTypeSpec,
  sheets: readonly SheetInfo[],
  fileName: string,
): SheetChoice {
  const visible = [...sheets.entries()].filter(([, sheet]) => !sheet.hidden);
  const notes = hiddenSheets(sheets);
  const [first] = visible;
  if (!first) throw new InputError("F011", "All sheets of the workbook are hidden.");
  const [only] = type.sheets;
  if (only && type.sheets.length === 1 && only.name === undefined) {
    const others = visible
      .slice(1)
      .map(([, sheet]) => `The sheet '${sheet.name ?? ""}' was not read: the first one counts.`);
    return { chosen: [{ spec: only, index: first[0] }], notes: [...notes, ...others], issues: [] };
  }
  if (first[1].name === undefined) {
    return { chosen: [{ spec: byFileName(type, fileName), index: first[0] }], notes, issues: [] };
  }
  return { ...byName(type, visible), notes };
}

/** Notes about sheets that people do not see. */
export function hiddenSheets(sheets: readonly SheetInfo[]): readonly string[] {
  return sheets
    .filter((sheet) => sheet.hidden)
    .map((sheet) => `The sheet '${sheet.name ?? ""}' is hidden and was not read.`);
}

/** Whether a sheet of that name is this one. */
export function isSheet(spec: SheetSpec, name: string | undefined): boolean {
  const folded = foldName(name ?? "");
  return [spec.name ?? "", ...spec.aliases].some((each) => foldName(each) === folded);
}

function byName(
  type: ImportTypeSpec,
  visible: readonly (readonly [number, SheetInfo])[],
): Omit<SheetChoice, "notes"> {
  const refused = visible.find(([, { name = "" }]) => isRefused(type, name));
  if (refused) throw refusedSheet(refused[1].name ?? "");
  const chosen = type.sheets.flatMap((spec) =>
    visible.filter(([, { name }]) => isSheet(spec, name)).map(([index]) => ({ spec, index })),
  );
  if (chosen.length === 0) throw noneKnown(type);
  const issues = visible
    .filter(([index]) => !chosen.some((each) => each.index === index))
    .map(([, { name }]) => unknownSheet(type, name));
  return { chosen, issues };
}

/** `Configuration Users.csv` is the sheet Users. */
function byFileName(type: ImportTypeSpec, fileName: string): SheetSpec {
  const stem = foldName(path.parse(fileName).name);
  const found = type.sheets.find((spec) =>
    [spec.name ?? "", ...spec.aliases].some((name) => stem.endsWith(foldName(name))),
  );
  if (!found) throw noneKnown(type);
  return found;
}

function isRefused({ refusedSheets = [] }: ImportTypeSpec, name: string): boolean {
  return refusedSheets.some((each) => foldName(each) === foldName(name));
}

/** People who bring it expect that it has an effect. */
function refusedSheet(name: string): InputError {
  return new InputError(
    "F019",
    `The sheet '${name}' holds settings of a system: addresses, servers and channels of one system are wrong in another, so they are not taken over.`,
    { hint: "Remove or hide the sheet; settings are made in service.yml of each system." },
  );
}

function noneKnown(type: ImportTypeSpec): InputError {
  const names = type.sheets.map((spec) => spec.name ?? "").join(", ");
  return new InputError("F011", `Expected at least one of the sheets ${names}.`, {
    hint: "Name the sheets of the workbook so, or let the name of a .csv file end with one of them.",
  });
}

export function unknownSheet(type: ImportTypeSpec, name: string | undefined): RowIssue {
  return {
    code: "F018",
    severity: "warning",
    ...(name === undefined ? {} : { sheet: name }),
    row: 0,
    message: `The sheet is not known to ${type.type} and was left out.`,
  };
}
