/** Data Updater: each row inserts, updates or deletes, after what the rows before it have done. */
import { OPERATION_COLUMN, type RowOperation } from "../../../dataset-spec.ts";
import type { FeedValue, WrongRow } from "../../../feed.ts";
import { noOperations, type OperationCounts } from "../../../run.ts";
import type { Statement } from "../../database.ts";
import { quoted } from "../../layout.ts";
import type { Outcome } from "../apply-row.ts";
import { keyOfRow } from "../record-key.ts";
import type { Problem, Sheet } from "../sheet.ts";
import { type DatabaseRows, type Finish, insertNew, shownKey } from "./database-rows.ts";
import { Patches } from "./patches.ts";

interface RowInHand {
  readonly values: readonly FeedValue[];
  readonly key: string;
  readonly row: number;
  readonly problems: Problem[];
}

export class UpdaterRows implements DatabaseRows {
  readonly operations: OperationCounts = noOperations();
  readonly #sheet: Sheet;
  readonly #upsert: boolean;
  readonly #patches: Patches;
  readonly #isThere: Statement;
  readonly #remove: Statement;
  readonly #bury: Statement;

  constructor(sheet: Sheet, upsert: boolean) {
    const { session, layout, spec } = sheet;
    const table = quoted(layout.table);
    const key = quoted(layout.key ?? spec.key[0] ?? "");
    this.#sheet = sheet;
    this.#upsert = upsert;
    this.#patches = new Patches(sheet);
    this.#isThere = session.db.statement(`SELECT 1 FROM ${table} WHERE ${key} = ?`);
    this.#remove = session.db.statement(
      `DELETE FROM ${table} WHERE ${key} = ? RETURNING ${quoted(layout.id)}, CreatedKey`,
    );
    this.#bury = session.db.statement("INSERT INTO Tombstone VALUES (?, ?, ?, NULL, ?)");
  }

  apply(values: readonly FeedValue[], row: number, problems: Problem[]): Outcome {
    const key = keyOfRow(this.#sheet, values);
    if (key === null) throw new Error(`Row ${row} came without its key.`);
    const operation = values[this.#sheet.positions.get(OPERATION_COLUMN) ?? -1] as RowOperation;
    const hand = { values, key, row, problems };
    switch (operation) {
      case "I":
        return this.#insert(hand);
      case "U":
        return this.#update(hand);
      case "D":
        return this.#delete(hand);
    }
  }

  #insert(hand: RowInHand): Outcome {
    const outcome = insertNew(this.#sheet, hand.values, hand.row, hand.problems);
    if (outcome === "created") this.operations.inserted++;
    else this.operations.notInserted++;
    if (outcome === undefined) this.#report(hand, "R009", "exists already: it can't be inserted");
    return outcome ?? "rejected";
  }

  #update(hand: RowInHand): Outcome {
    const { values, key, row, problems } = hand;
    const isChanged = this.#patches.change(values, key, row);
    if (isChanged || this.#isThere.get(key)) {
      this.operations.updated++;
      return isChanged ? "updated" : "unchanged";
    }
    const outcome = this.#upsert
      ? (insertNew(this.#sheet, values, row, problems) ?? "rejected")
      : "rejected";
    if (outcome === "created") this.operations.inserted++;
    else this.operations.notUpdated++;
    if (!this.#upsert) this.#report(hand, "R018", "is not there: it can't be updated");
    return outcome;
  }

  #delete(hand: RowInHand): Outcome {
    const { session, layout } = this.#sheet;
    const found = this.#remove.get(hand.key);
    if (!found) {
      this.operations.notDeleted++;
      this.#report(hand, "R018", "is not there: nothing was deleted");
      return "skipped";
    }
    const [id = null, created] = found;
    // What this file created nobody has seen.
    if (created !== session.auditKey) {
      this.#bury.run(session.auditKey, layout.table, id, hand.key);
    }
    this.operations.deleted++;
    return "deleted";
  }

  #report({ values, problems }: RowInHand, code: "R009" | "R018", what: string): void {
    const value = shownKey(this.#sheet, values);
    const [column] = this.#sheet.spec.key;
    problems.push({ code, column, value, message: `'${value}' ${what}.` });
  }

  /** A row whose operation can't be read counts as an update that was not done. */
  wrong({ operation }: WrongRow): void {
    if (operation === "I") this.operations.notInserted++;
    else if (operation === "D") this.operations.notDeleted++;
    else this.operations.notUpdated++;
  }

  finish(): Finish {
    return { removed: 0 };
  }
}
