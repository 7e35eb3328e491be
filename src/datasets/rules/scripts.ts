/** Scripts: what each question needs, and that the questions of a script fit together. */
import { fold } from "../../store/fold.ts";
import { findCycles } from "../cycles.ts";
import { isPairs, isTexts } from "../grammars.ts";
import type { GroupProblem, GroupRow, GroupRule } from "./group-rule.ts";
import type { RowRule, RuleRow } from "./row-rule.ts";

const CHOICES = ["SingleChoice", "MultipleChoice"];
const BRANCHING = ["SingleChoice", "YesNo"];
const YES_NO = ["Yes", "No"];
/** Target that ends the script. */
const END = "end";

export const checkQuestion: RowRule = (row) => {
  const type = row.text("AnswerType");
  if (type === undefined) return;
  const given = row.get("Answers");
  const answers = type === "YesNo" ? YES_NO : isTexts(given) ? given : [];
  if (CHOICES.includes(type) && !row.isReported("Answers")) checkAnswers(row, answers);
  if (row.get("NextQuestion") !== null && !BRANCHING.includes(type)) {
    row.errorIn("NextQuestion", "R003", "Only SingleChoice and YesNo can lead to other questions.");
  }
  for (const column of ["NextQuestion", "CallResult"]) checkNamed(row, column, answers);
};

function checkAnswers(row: RuleRow, answers: readonly string[]): void {
  if (answers.length === 0) {
    row.errorIn("Answers", "R001", "Answers is required for questions with a choice.");
  } else if (answers.length < 2 || answers.length > 50) {
    row.errorIn("Answers", "R003", "Expected 2 to 50 answers.");
  }
}

/** The names of pairs are answers of the question. */
function checkNamed(row: RuleRow, column: string, answers: readonly string[]): void {
  const pairs = row.get(column);
  if (!isPairs(pairs) || answers.length === 0) return;
  const known = new Set(answers.map(fold));
  const strange = pairs.find(([answer]) => !known.has(fold(answer)));
  if (strange) {
    row.errorIn(column, "R003", `'${strange[0]}' is none of the answers ${answers.join(", ")}.`);
  }
}

export const checkScript: GroupRule = (rows) => [
  ...repeated(rows, "QuestionId"),
  ...repeated(rows, "Order"),
  ...checkBranches(rows),
];

function repeated(rows: readonly GroupRow[], column: string): readonly GroupProblem[] {
  const first = new Map<string, number>();
  return rows.flatMap((row) => {
    const value = nameOf(row, column);
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, row.number);
      return [];
    }
    const message = `${column} must be unique in the script; row ${before} has the same.`;
    return [{ row: row.number, column, code: "R008" as const, message }];
  });
}

function checkBranches(rows: readonly GroupRow[]): readonly GroupProblem[] {
  const type = rows.map((row) => row.get("ScriptType")).find((value) => value !== null);
  const branching = rows.filter((row) => row.get("NextQuestion") !== null);
  if (type !== undefined && type !== "Interactive") {
    return branching.map((row) => problem(row, "R003", "Only Interactive scripts have branches."));
  }
  const byId = new Map(rows.map((row, index) => [nameOf(row, "QuestionId"), index]));
  const unknown = branching.flatMap((row) =>
    targets(row)
      .filter((name) => name !== END && !byId.has(name))
      .map((name) => problem(row, "R012", `There is no question '${name}' in the script.`)),
  );
  if (unknown.length > 0) return unknown;
  return loops(rows, byId);
}

/** A loop may also lead through questions that just go on to the next one. */
function loops(
  rows: readonly GroupRow[],
  byId: ReadonlyMap<string, number>,
): readonly GroupProblem[] {
  const inOrder = rows
    .map((row, index) => ({ index, order: Number(row.get("Order")) }))
    .sort((a, b) => a.order - b.order)
    .map(({ index }) => index);
  const following = new Map(inOrder.map((index, place) => [index, inOrder[place + 1]]));
  const targetsOf = (index: number): readonly number[] => {
    const row = rows[index];
    if (!row) return [];
    const named = targets(row).map((name) => byId.get(name));
    const next = alwaysBranches(row) ? undefined : following.get(index);
    return [...named, next].filter((each) => each !== undefined);
  };
  const nodes = rows.map((_, index) => index);
  return findCycles(nodes, targetsOf).flatMap((cycle) => {
    const members = cycle.flatMap((index) => rows[index] ?? []);
    const names = members.map((row) => nameOf(row, "QuestionId"));
    const path = [...names, names[0] ?? ""].join(" > ");
    return members.map((row) => problem(row, "R013", `The questions make a loop: ${path}.`));
  });
}

/** A cell with a text or a number, for comparing. */
function nameOf(row: GroupRow, column: string): string {
  const value = row.get(column);
  return typeof value === "string" || typeof value === "number" ? fold(String(value)) : "";
}

function targets(row: GroupRow): readonly string[] {
  const pairs = row.get("NextQuestion");
  return isPairs(pairs) ? pairs.map(([, target]) => fold(target)) : [];
}

/** Whether each answer leads somewhere, so that the next question in order is never reached from here. */
function alwaysBranches(row: GroupRow): boolean {
  const answers = row.get("AnswerType") === "YesNo" ? YES_NO : row.get("Answers");
  return isTexts(answers) && answers.length > 0 && targets(row).length >= answers.length;
}

function problem(row: GroupRow, code: GroupProblem["code"], message: string): GroupProblem {
  return { row: row.number, column: "NextQuestion", code, message };
}
