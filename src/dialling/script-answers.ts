/** Answers to the questions of a campaign's script: what they must be, and what they say of the call. */
import type { RowCode } from "../core/codes.ts";
import { type CallResult, callResultOf } from "./call-results.ts";

export const ANSWER_TYPES = [
  "Text",
  "Number",
  "Date",
  "SingleChoice",
  "MultipleChoice",
  "YesNo",
  "Info",
] as const;

/** A question as a script keeps it, by its Order. */
export interface AskedQuestion {
  readonly questionId: string;
  readonly answerType: string;
  /** Of a choice. */
  readonly answers: readonly string[];
  readonly mandatory: boolean;
  /** Answer and the QuestionId that it leads to, or END. */
  readonly nextQuestion: readonly (readonly [string, string])[];
  /** Answer and the call result that it stands for. */
  readonly callResult: readonly (readonly [string, string])[];
}

export interface AnswerProblem {
  readonly code: RowCode;
  /** As the column of an attempt file: `Q_<QuestionId>`. */
  readonly column: string;
  readonly message: string;
}

export interface CheckedAnswers {
  readonly problems: readonly AnswerProblem[];
  /** By QuestionId, spelt as the script spells them; MultipleChoice as `a;b`. */
  readonly answers: Readonly<Record<string, string>>;
  /** That of the last question, in the order of the script, whose answer has one. */
  readonly callResult?: CallResult;
}

/** Longest answer in characters, as for notes and attributes of a customer. */
const LONGEST = 4_000;
const YES_NO = ["Yes", "No"];

/**
 * Checks the answers of one call. A mandatory question needs an answer as soon as any is given, if the answers
 * lead to it.
 */
export function checkAnswers(
  questions: readonly AskedQuestion[],
  given: Readonly<Record<string, string>>,
): CheckedAnswers {
  const problems: AnswerProblem[] = [];
  const answers: Record<string, string> = {};
  for (const [id, value] of Object.entries(given)) {
    if (value.trim() === "") continue;
    const question = questions.find((each) => isSame(each.questionId, id));
    const checked = question ? checkAnswer(question, value.trim()) : unknown(id, questions);
    if (typeof checked !== "string") problems.push({ column: `Q_${id}`, ...checked });
    else if (question) answers[question.questionId] = checked;
  }
  const isAnswered = Object.keys(answers).length > 0;
  if (problems.length === 0 && isAnswered) problems.push(...unanswered(questions, answers));
  const callResult = resultOf(questions, answers);
  return { problems, answers, ...(callResult === undefined ? {} : { callResult }) };
}

type Fault = Omit<AnswerProblem, "column">;

function unknown(id: string, questions: readonly AskedQuestion[]): Fault {
  const names = questions.map(({ questionId }) => questionId).join(", ");
  const known = names === "" ? "The campaign has no script." : `Its questions: ${names}.`;
  return { code: "R003", message: `There is no question '${id}' in the script. ${known}` };
}

/** The answer as it is kept, or what is wrong with it. */
function checkAnswer(
  { questionId, answerType, answers }: AskedQuestion,
  value: string,
): string | Fault {
  const wrong = (expected: string, code: RowCode = "R003"): Fault => ({
    code,
    message: `Question ${questionId}: expected ${expected}, not '${value.slice(0, 100)}'.`,
  });
  switch (answerType) {
    case "Number":
      return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value)
        ? value
        : wrong("a number such as 12.5", "R002");
    case "Date":
      return isDate(value) ? value : wrong("a date as YYYY-MM-DD", "R002");
    case "YesNo":
      return oneOf(YES_NO, value) ?? wrong("Yes or No");
    case "SingleChoice":
      return oneOf(answers, value) ?? wrong(`one of ${answers.join(", ")}`);
    case "MultipleChoice":
      return someOf(answers, value) ?? wrong(`some of ${answers.join(", ")}, as a;b`);
    case "Info":
      return wrong("no answer, since it only informs");
    default: {
      const isTooLong = value.length > LONGEST;
      return isTooLong ? wrong(`at most ${LONGEST} characters`, "R004") : value;
    }
  }
}

function oneOf(answers: readonly string[], value: string): string | undefined {
  return answers.find((answer) => isSame(answer, value));
}

/** Each once, in the order of the script; `\;` is a semicolon of an answer itself. */
function someOf(answers: readonly string[], value: string): string | undefined {
  const known = itemsOf(value).map((item) => oneOf(answers, item));
  if (known.length === 0 || known.includes(undefined)) return undefined;
  const chosen = answers.filter((answer) => known.includes(answer));
  return chosen.map((answer) => answer.replace(/[\\;]/g, "\\$&")).join(";");
}

/** `a;b\;c` -> a and b;c. */
function itemsOf(value: string): readonly string[] {
  const items = value.match(/(?:\\.|[^;\\])+/g) ?? [];
  return items.map((item) => item.replace(/\\(.)/g, "$1").trim());
}

/** Mandatory questions on the way that the answers took through the script. */
function unanswered(
  questions: readonly AskedQuestion[],
  answers: Readonly<Record<string, string>>,
): readonly AnswerProblem[] {
  const problems: AnswerProblem[] = [];
  const met = new Set<AskedQuestion>();
  let question = questions[0];
  while (question && !met.has(question)) {
    met.add(question);
    const { questionId, mandatory, answerType } = question;
    const answer = answers[questionId];
    if (mandatory && answer === undefined && answerType !== "Info") {
      const message = `Question ${questionId} is mandatory and has no answer.`;
      problems.push({ code: "R001", column: `Q_${questionId}`, message });
    }
    question = following(questions, question, answer);
  }
  return problems;
}

function following(
  questions: readonly AskedQuestion[],
  question: AskedQuestion,
  answer: string | undefined,
): AskedQuestion | undefined {
  const target = answer === undefined ? undefined : named(question.nextQuestion, answer);
  if (target === undefined) return questions[questions.indexOf(question) + 1];
  return questions.find(({ questionId }) => isSame(questionId, target));
}

function resultOf(
  questions: readonly AskedQuestion[],
  answers: Readonly<Record<string, string>>,
): CallResult | undefined {
  let result: CallResult | undefined;
  for (const { questionId, answerType, callResult } of questions) {
    const answer = answers[questionId] ?? "";
    const choices = answerType === "MultipleChoice" ? itemsOf(answer) : [answer];
    const results = choices.map((choice) => callResultOf(named(callResult, choice) ?? ""));
    result = results.find((each) => each !== undefined) ?? result;
  }
  return result;
}

function named(pairs: readonly (readonly [string, string])[], name: string): string | undefined {
  return pairs.find(([answer]) => isSame(answer, name))?.[1];
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
