/** Data Importer: the file is the content (overwrite), or its records are added (append). */
import type { ModuleRules } from "../../../dataset-spec.ts";
import type { FeedValue, WrongRow } from "../../../feed.ts";
import type { Outcome } from "../apply-row.ts";
import { keyOfRow } from "../record-key.ts";
import type { Problem, Sheet } from "../sheet.ts";
import { type DatabaseRows, type Finish, insertNew, shownKey } from "./database-rows.ts";
import { KeptRecords } from "./kept-records.ts";
import { MetRecords } from "./met-records.ts";
import { type FoundRecord, Patches } from "./patches.ts";
import { removeRest } from "./remove-rest.ts";

type Importer = Extract<ModuleRules, { readonly module: "importer" }>;

export interface ImporterOptions {
  readonly sheet: Sheet;
  readonly rules: Importer;
  /** More records may vanish than the shrink guard allows. */
  readonly isForced: boolean;
  /** Rows that were mended come back: they are added to the content, and nothing vanishes. */
  readonly isMended: boolean;
}

export class ImporterRows implements DatabaseRows {
  readonly operations = undefined;
  readonly #sheet: Sheet;
  readonly #rules: Importer;
  readonly #isForced: boolean;
  readonly #isMended: boolean;
  readonly #patches: Patches;
  readonly #kept: KeptRecords | undefined;
  readonly #met: MetRecords;

  constructor({ sheet, rules, isForced, isMended }: ImporterOptions) {
    this.#sheet = sheet;
    this.#rules = rules;
    this.#isForced = isForced;
    this.#isMended = isMended;
    this.#patches = new Patches(sheet);
    this.#met = new MetRecords(sheet.session.db);
    this.#kept = rules.mode === "overwrite" && !isMended ? new KeptRecords(sheet) : undefined;
  }

  apply(values: readonly FeedValue[], row: number, problems: Problem[]): Outcome {
    const sheet = this.#sheet;
    const key = keyOfRow(sheet, values);
    if (key === null) throw new Error(`Row ${row} of ${sheet.layout.table} came without its key.`);
    if (sheet.expectsNew) {
      const outcome = insertNew(sheet, values, row, []);
      if (outcome === "created") return outcome;
    }
    const found = this.#patches.find(values, key);
    sheet.expectsNew = found === undefined;
    if (found) return this.#applyToRecord(values, row, found, problems);
    const outcome = insertNew(sheet, values, row, problems);
    if (outcome) return outcome;
    throw new Error(`Row ${row} was refused by ${sheet.layout.table} for no known reason.`);
  }

  #applyToRecord(
    values: readonly FeedValue[],
    row: number,
    found: FoundRecord,
    problems: Problem[],
  ): Outcome {
    const { onExisting, mode } = this.#rules;
    const isOurs = found.modified === this.#sheet.session.auditKey;
    const first = isOurs ? found.row : this.#met.rowOf(found.id);
    const isRefused = first !== undefined || (mode === "append" && !this.#isMended);
    if (onExisting !== "update" && isRefused) return this.#refuse(values, first, problems);
    if (!found.isSame) {
      this.#patches.changeFound(values, found, row);
      return "updated";
    }
    // A row that changes nothing of a record that this file changed leaves its first row alone.
    if (first === undefined) this.#met.add(found.id, row);
    return "unchanged";
  }

  /** @param first the row of this file that has the key already; undefined: the table had it before. */
  #refuse(values: readonly FeedValue[], first: number | undefined, problems: Problem[]): Outcome {
    const isSkipped = this.#rules.onExisting === "skip";
    const [column] = this.#sheet.spec.key;
    const value = shownKey(this.#sheet, values);
    if (first === undefined) {
      const what = isSkipped ? "this row was skipped" : "this file only adds records";
      problems.push({
        code: "R009",
        column,
        value,
        message: `'${value}' exists already; ${what}.`,
      });
    } else {
      const what = isSkipped ? "this row was skipped" : "keep one of the two rows";
      const message = `The same record stands in row ${first} already; ${what}.`;
      problems.push({ code: "R008", column, value, message });
    }
    return isSkipped ? "skipped" : "rejected";
  }

  wrong(row: WrongRow): void {
    this.#kept?.keep(row);
  }

  finish(created: number): Finish {
    if (this.#rules.mode !== "overwrite") return { removed: 0 };
    if (!this.#kept) {
      const note =
        "The file has the columns of rejected rows: its rows were added, none was removed.";
      return { removed: 0, note };
    }
    const { shrinkPercent } = this.#rules;
    const unread = this.#kept.unreadRow;
    this.#met.flush();
    return removeRest(this.#sheet, {
      created,
      unread,
      shrinkPercent: this.#isForced ? undefined : shrinkPercent,
    });
  }
}
