/** Puts the records that are there from the start into the store. */
import { ConfigError } from "../../core/errors.ts";
import { BUILT_IN, fillRecord, insertRecord } from "./apply/create-record.ts";
import { findRecord, keysOf } from "./apply/find-record.ts";
import { openRecordIds } from "./apply/record-ids.ts";
import { openReferences } from "./apply/references.ts";
import { openSeenRows } from "./apply/seen-rows.ts";
import { openSheet, type Session, type Sheet } from "./apply/sheet.ts";
import type { Database } from "./database.ts";
import type { Layout, Layouts } from "./layout.ts";

/** Audit key of what no file brought. */
const NO_AUDIT_KEY = 0;

/** Runs inside the caller's transaction. @throws {ConfigError} C004 */
export function seedBuiltIn(db: Database, layouts: Layouts): void {
  const session: Session = {
    db,
    layouts,
    tables: new Map(),
    auditKey: NO_AUDIT_KEY,
    onDuplicate: "error",
    references: openReferences(db, layouts),
    seen: openSeenRows(db, NO_AUDIT_KEY),
    ids: openRecordIds(db),
  };
  for (const layout of layouts.values()) {
    for (const record of layout.spec.builtIn) seed(session, layout, record);
  }
  session.ids.save();
}

function seed(
  session: Session,
  layout: Layout,
  record: Readonly<Record<string, string | number>>,
): void {
  const sheet = withoutParent(openSheet(session, layout, layout.spec, Object.keys(record)));
  const values = Object.values(record);
  const keys = keysOf(sheet, values);
  if (findRecord(sheet, keys).record) return;
  const fresh = fillRecord(sheet, values, keys, BUILT_IN);
  const [problem] = fresh.problems;
  if (!problem && insertRecord(sheet, fresh)) return;
  const why = problem?.message ?? "another record has one of its values";
  throw new ConfigError("C004", `Built-in record of ${layout.table}: ${why}`);
}

/** The root of a hierarchy has no parent, not even the default one, which is itself. */
function withoutParent(sheet: Sheet): Sheet {
  const { layout, defaults } = sheet;
  const columns = defaults.columns.map((value, position) =>
    layout.columns[position]?.spec.name === layout.spec.parent ? undefined : value,
  );
  return { ...sheet, defaults: { ...defaults, columns } };
}
