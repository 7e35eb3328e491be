/** Rows with the same key make one record with entries; one wrong row rejects all of them. */
import type { RowCode } from "../core/codes.ts";
import { CLEAR, type DatasetSpec, DELETE_COLUMN, KEY_COLUMN } from "../store/dataset-spec.ts";
import type { FeedEntry, FeedValue } from "../store/feed.ts";
import { fold } from "../store/fold.ts";
import type { CheckedRows } from "./checked-rows.ts";
import { rowsOfRecords, type MemberRow } from "./row-groups.ts";
import { rulesOf } from "./rules/rules-of.ts";
import { valueText } from "./value-text.ts";

export interface GroupPlan {
  readonly dataset: DatasetSpec;
  readonly group: NonNullable<DatasetSpec["group"]>;
  readonly columns: readonly string[];
  readonly sheet: string | undefined;
  /** The file has columns of entries; without one, each row is a record and its entries stay. */
  readonly hasEntries: boolean;
}

interface Problem {
  readonly row: number;
  readonly code: RowCode;
  readonly column?: string;
  readonly message: string;
}

export function arrangeGroups(plan: GroupPlan, rows: CheckedRows): CheckedRows {
  const own = recordColumns(plan.columns, plan.group);
  const arranged: CheckedRows = { ...rows, numbers: [], values: [] };
  const records = plan.hasEntries
    ? rowsOfRecords(plan.columns, rows)
    : rows.numbers.map((number, index) => [
        { number, values: rows.values[index] ?? [], isWrong: false },
      ]);
  const remove = plan.columns.indexOf(DELETE_COLUMN);
  const isDelete = (members: readonly MemberRow[]): boolean =>
    members.some(({ values }) => (values[remove] ?? null) !== null);
  const ordered = [...records.filter((members) => !isDelete(members)), ...records.filter(isDelete)];
  for (const members of ordered) {
    const problems = problemsOf(plan, members);
    if (problems.length > 0) {
      reject(plan, members, problems, arranged);
      continue;
    }
    const [first] = members;
    if (!first || first.isWrong) continue;
    arranged.numbers.push(first.number);
    const entries = plan.hasEntries ? members.map((member) => entryOf(plan, member)) : null;
    arranged.values.push([...own.map((name) => merged(plan, members, name)), entries]);
  }
  return arranged;
}

/** Columns that belong to the record and not to its entries. */
export function recordColumns(
  columns: readonly string[],
  group: GroupPlan["group"],
): readonly string[] {
  return columns.filter((name) => !group.columns.includes(name));
}

/** What is wrong with the record as a whole; a wrong row itself has its issue already. */
function problemsOf(plan: GroupPlan, members: readonly MemberRow[]): readonly Problem[] {
  const wrong = members.find(({ isWrong }) => isWrong);
  if (wrong) return others(members, new Set([wrong.number]), wrong.number);
  const found = [...disagreements(plan, members), ...ruleProblems(plan, members)];
  const [first] = found;
  if (!first) return [];
  return [...found, ...others(members, new Set(found.map(({ row }) => row)), first.row)];
}

function others(
  members: readonly MemberRow[],
  reported: ReadonlySet<number>,
  because: number,
): readonly Problem[] {
  return members
    .filter(({ number, isWrong }) => !isWrong && !reported.has(number))
    .map(({ number }) => ({
      row: number,
      code: "R021",
      message: `Row ${because} of the same record is wrong, so this row was not used.`,
    }));
}

/** Columns of the record say the same in all rows, or nothing. */
function disagreements(plan: GroupPlan, members: readonly MemberRow[]): readonly Problem[] {
  const names = plan.columns.filter(
    (name) => name !== KEY_COLUMN && !plan.group.columns.includes(name),
  );
  return names.flatMap((name) => {
    const position = plan.columns.indexOf(name);
    const isGiven = ({ values }: MemberRow): boolean =>
      name === DELETE_COLUMN || (values[position] ?? null) !== null;
    const [first, ...rest] = members.filter(isGiven);
    if (!first) return [];
    const expected = comparable(first.values[position] ?? null);
    return rest
      .filter(({ values }) => comparable(values[position] ?? null) !== expected)
      .map(({ number }) => disagreement(plan.dataset, name, number, first.number));
  });
}

function disagreement(dataset: DatasetSpec, name: string, row: number, first: number): Problem {
  const column = name === DELETE_COLUMN ? "Delete" : name;
  const isKey = ["Id", "ExternalId", ...dataset.key].includes(name);
  const message = `The rows of one record must agree in ${column}; row ${first} has another value.`;
  return { row, code: isKey ? "R011" : "R003", column, message };
}

function comparable(value: FeedValue): string {
  return typeof value === "string" ? fold(value) : JSON.stringify(value);
}

function ruleProblems(plan: GroupPlan, members: readonly MemberRow[]): readonly Problem[] {
  const rule = rulesOf(plan.dataset).group;
  const remove = plan.columns.indexOf(DELETE_COLUMN);
  const isDelete = members.some(({ values }) => (values[remove] ?? null) !== null);
  if (!rule || !plan.hasEntries || isDelete) return [];
  return rule(
    members.map(({ number, values }) => ({
      number,
      get: (column) => values[plan.columns.indexOf(column)] ?? null,
    })),
  );
}

function reject(
  { sheet, columns }: GroupPlan,
  members: readonly MemberRow[],
  problems: readonly Problem[],
  into: CheckedRows,
): void {
  for (const problem of problems) {
    const values = members.find(({ number }) => number === problem.row)?.values ?? [];
    const value = valueText(values[columns.indexOf(problem.column ?? "")]);
    into.issues.push({
      severity: "error",
      ...(sheet === undefined ? {} : { sheet }),
      ...problem,
      ...(value === undefined ? {} : { value }),
    });
  }
  into.rejected += members.filter(({ isWrong }) => !isWrong).length;
}

function entryOf(plan: GroupPlan, { number, values }: MemberRow): FeedEntry {
  return {
    row: number,
    values: plan.group.columns.map((name) => {
      const value = values[plan.columns.indexOf(name)] ?? null;
      return value === CLEAR ? null : value;
    }),
  };
}

/** The value of the record: of the first row that has one. */
function merged(plan: GroupPlan, members: readonly MemberRow[], name: string): FeedValue {
  const position = plan.columns.indexOf(name);
  for (const { values } of members) {
    const value = values[position] ?? null;
    if (value !== null) return value;
  }
  return null;
}
