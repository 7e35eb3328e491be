/**
 * The registry of codes: one entry for everything that can go wrong, stable for ever.
 * `quayside errors`, README and the `.err` files all read from here; a test ties them together.
 */
import type { CodeEntry } from "./code-entry.ts";
import { exporting, jobs, publication } from "./export-codes.ts";
import { notices } from "./notice-codes.ts";

const files = {
  F001: {
    meaning: "The file could not be read.",
    remedy: "Check the disk and the permissions of the drop folder, then drop the file again.",
  },
  F002: {
    meaning: "The file is empty.",
    remedy: "Export it again; a file needs a header row and at least one row of values.",
  },
  F003: {
    meaning: "The format of the file is not supported.",
    remedy:
      "Save it as .xlsx, .csv, .txt, .tsv, .xml, .json or .jsonl; .xls and .xlsb must be saved as .xlsx.",
  },
  F004: {
    meaning: "The bytes of the file are not valid in its encoding.",
    remedy:
      "Save it as 'CSV UTF-8', or set automaticImport.encodingFallback: windows-1252 in service.yml.",
  },
  F005: {
    meaning: "The delimiter of the file is unclear.",
    remedy: "Use one of comma, semicolon, tab or | between all columns of the header line.",
  },
  F006: {
    meaning: "The file has no header row.",
    remedy: "Put the column names into the first row; `quayside template <type>` writes a model.",
  },
  F007: {
    meaning: "A required column is missing.",
    remedy: "Add the column that the message names; `quayside template <type>` writes a model.",
  },
  F008: {
    meaning: "The same column stands in the header twice.",
    remedy: "Remove or rename one of the columns that the message names.",
  },
  F009: {
    meaning: "The file is over a limit.",
    remedy: "Split the file, or raise the limit that the message names in service.yml.",
  },
  F010: {
    meaning: "The file is corrupt or was cut off.",
    remedy: "Open it in the program that made it, save it again and drop it again.",
  },
  F011: {
    meaning: "The workbook has no sheet that this import type knows.",
    remedy: "Name the sheets as the message lists them.",
  },
  F012: {
    meaning: "A file with this content was imported before.",
    remedy: "Nothing, if that was meant; the message names the earlier run.",
  },
  F013: {
    meaning: "No row of the file is usable; nothing was changed.",
    remedy: "Mend the rows in the .rejected file and drop it.",
  },
  F014: {
    meaning: "Too many rows were rejected; nothing was changed.",
    remedy: "Mend the rows in the .rejected file, which holds all rows, and drop it.",
  },
  F015: {
    meaning: "The file would remove more records than the shrink guard allows.",
    remedy:
      "Check that the file is whole; only if it is, drop it again as <name>.force.<extension>, or `quayside import --force`.",
  },
  F016: {
    meaning: "The file was not complete, or not to be opened, within its time.",
    remedy: "Close the program that holds it open, or drop it again.",
  },
  F017: {
    meaning: "The file was quarantined: it stopped the import three times.",
    remedy: "Read its .log; mend or split the file and drop it again.",
  },
  F018: {
    meaning: "A column or sheet of the file is not known and was left out.",
    remedy:
      "Nothing, if it is not needed; else correct its name: `quayside template <type>` writes a model.",
  },
  F019: {
    meaning: "The workbook has a sheet of settings, which are not taken over from another system.",
    remedy:
      "Remove the sheet that the message names; settings are made in service.yml of each system.",
  },
} as const satisfies Record<string, CodeEntry>;

const rows = {
  R001: {
    meaning: "A required value is missing.",
    remedy: "Fill in the cell that the message names.",
  },
  R002: {
    meaning: "A value has the wrong type or format.",
    remedy: "Write it as the message says.",
  },
  R003: {
    meaning: "A value is out of range or not in the list.",
    remedy: "Use one of the values that the message lists.",
  },
  R004: { meaning: "A value is too long.", remedy: "Shorten it to the length in the message." },
  R005: {
    meaning: "A phone number is not valid.",
    remedy: "Write it in full, with country code: +358401234567.",
  },
  R006: {
    meaning: "A value was damaged by a spreadsheet program.",
    remedy:
      "Format the column as text and enter the value again; mend formulas that show an error.",
  },
  R007: { meaning: "A date is ambiguous.", remedy: "Write dates as YYYY-MM-DD." },
  R008: {
    meaning: "The same record stands in the file more than once.",
    remedy: "Keep one of the two rows that the message names.",
  },
  R009: {
    meaning: "The record, or a value that must be unique, exists already.",
    remedy: "Use another value, or the Id of the existing record to change it.",
  },
  R010: {
    meaning: "The Id is not known.",
    remedy: "Leave Id empty for a new record; `quayside records` shows the Ids.",
  },
  R011: {
    meaning: "The keys of the row point at different records.",
    remedy: "Correct Id, ExternalId or the name so that all of them mean one record.",
  },
  R012: {
    meaning: "A reference was not found.",
    remedy: "Import the referenced record first, or correct its name.",
  },
  R013: { meaning: "The rows refer to each other in a circle.", remedy: "Break the circle." },
  R014: {
    meaning: "The record is protected.",
    remedy: "Built-in records can be neither changed nor deleted; make one of your own.",
  },
  R015: {
    meaning: "The record is in use and can't be deleted.",
    remedy: "Remove the references that the message names first.",
  },
  R016: {
    meaning: "The value can't be changed after creation.",
    remedy: "Leave it as it is, or delete the record and create a new one.",
  },
  R017: {
    meaning: "The row has a wrong number of columns.",
    remedy: "Look for a missing or extra delimiter, or for a quote that is not closed.",
  },
  R018: {
    meaning: "The record to update or delete was not found.",
    remedy: "Nothing, if it was deleted before; insert it where it should be there.",
  },
  R019: { meaning: "The operation is not known.", remedy: "Use D, I or U." },
  R020: { meaning: "The key of the record is missing.", remedy: "Fill in the key column." },
  R021: {
    meaning: "Another row of the same record is wrong, so this row was not used.",
    remedy: "Mend the row that the message names and drop all rows of that record together.",
  },
  R022: {
    meaning: "A value was checked and is not kept.",
    remedy: "Nothing here; set it in the system that uses it.",
  },
  R023: {
    meaning: "The campaign has ended, or is being stopped: no customers can be added to it.",
    remedy: "Create a new campaign with CopySettingsFrom and the name of this one.",
  },
  R024: {
    meaning: "The call came late: its customer had gone on meanwhile.",
    remedy: "Nothing; it is kept as an attempt, and the customer stays as it is.",
  },
} as const satisfies Record<string, CodeEntry>;

const system = {
  S001: {
    meaning: "A fault of Quayside itself.",
    remedy: "Send the log of the run to the maintainers.",
  },
  S002: {
    meaning: "The store can't be opened or is damaged.",
    remedy: "Check the path and disk of the store; restore the last backup if it is damaged.",
  },
  S003: {
    meaning: "Another daemon holds this exchange folder.",
    remedy: "Stop the one that the message names, or use another folder.",
  },
  S004: { meaning: "The disk is full.", remedy: "Free space; the work goes on by itself." },
  S005: {
    meaning: "A folder or file is not accessible.",
    remedy: "Grant the service's user read, write and rename in the exchange folder.",
  },
  S006: {
    meaning: "The system is busy: too many open files, a lock, or a passing fault.",
    remedy: "Nothing; it is tried again.",
  },
  S007: {
    meaning: "The daemon is not running.",
    remedy: "Start it with `quayside start`, or name its settings with --settings.",
  },
  S008: { meaning: "The wait ran out.", remedy: "Look at `quayside status` for what holds it up." },
  S009: {
    meaning: "What was asked for does not exist.",
    remedy: "See `quayside history` or `--help` for what there is.",
  },
  S010: { meaning: "The command was used wrongly.", remedy: "See --help of the command." },
} as const satisfies Record<string, CodeEntry>;

const settings = {
  C001: { meaning: "The settings could not be read.", remedy: "Check the path after --settings." },
  C002: {
    meaning: "The settings are not valid YAML.",
    remedy: "Mend the line that the message names.",
  },
  C003: {
    meaning: "A setting is wrong or unknown.",
    remedy: "Correct every key that the message lists.",
  },
  C004: {
    meaning: "A definition under config/ is wrong.",
    remedy: "Correct the definition that the message names.",
  },
  A001: {
    meaning: "The user of the automatic import is missing or lacks rights.",
    remedy:
      "Name a user in automaticImport.user and give it the rights import and campaigns, and export for files of jobs.",
  },
  A002: {
    meaning: "The request has no valid token, or comes from a web page.",
    remedy: "Send the token of console.tokenFile: `Authorization: Bearer <token>`.",
  },
} as const satisfies Record<string, CodeEntry>;

/** Every code with its meaning and remedy. */
export const CODES = {
  ...files,
  ...rows,
  ...jobs,
  ...exporting,
  ...publication,
  ...system,
  ...settings,
  ...notices,
};

export type FileCode = keyof typeof files;
export type RowCode = keyof typeof rows;
export type ErrorCode = keyof typeof CODES;

/** Whether `text` is a code of the registry. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(CODES, text);
}
