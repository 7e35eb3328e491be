import { describe, expect, it } from "vitest";
import { type AskedQuestion, checkAnswers } from "../../../src/dialling/script-answers.ts";

const question = (questionId: string, more: Partial<AskedQuestion>): AskedQuestion => ({
  questionId,
  answerType: "Text",
  answers: [],
  mandatory: false,
  nextQuestion: [],
  callResult: [],
  ...more,
});

const ONE_OF = ["Red", "Dark Blue", "a;b"];
const ALL = [
  question("text", {}),
  question("number", { answerType: "Number" }),
  question("day", { answerType: "Date" }),
  question("one", { answerType: "SingleChoice", answers: ONE_OF }),
  question("some", { answerType: "MultipleChoice", answers: ONE_OF }),
  question("yes", { answerType: "YesNo" }),
  question("info", { answerType: "Info" }),
];

describe("an answer", () => {
  it.each([
    ["text", " well ", "well"],
    ["number", "-12.50", "-12.50"],
    ["day", "2024-02-29", "2024-02-29"],
    ["one", "dark blue", "Dark Blue"],
    ["some", "a\\;b; RED", "Red;a\\;b"],
    ["YES", "no", "No"],
  ])("to %s is kept: '%s'", (id, given, kept) => {
    const { answers, problems } = checkAnswers(ALL, { [id]: given });
    expect(problems).toEqual([]);
    expect(Object.values(answers)).toEqual([kept]);
  });

  it.each([
    ["number", "12,5", "R002", "Question number: expected a number such as 12.5, not '12,5'."],
    ["number", "1e3", "R002", "Question number: expected a number such as 12.5, not '1e3'."],
    ["day", "2026-02-29", "R002", "Question day: expected a date as YYYY-MM-DD, not '2026-02-29'."],
    ["one", "Blue", "R003", "Question one: expected one of Red, Dark Blue, a;b, not 'Blue'."],
    [
      "some",
      "Red;Blue",
      "R003",
      "Question some: expected some of Red, Dark Blue, a;b, as a;b, not 'Red;Blue'.",
    ],
    ["yes", "maybe", "R003", "Question yes: expected Yes or No, not 'maybe'."],
    ["info", "x", "R003", "Question info: expected no answer, since it only informs, not 'x'."],
  ])("to %s that is '%s' is refused", (id, given, code, message) => {
    expect(checkAnswers(ALL, { [id]: given }).problems).toEqual([
      { code, column: `Q_${id}`, message },
    ]);
  });

  it("to no question of the script is refused, and the questions are named", () => {
    const [problem] = checkAnswers(ALL, { other: "x" }).problems;
    expect(problem).toMatchObject({ code: "R003", column: "Q_other" });
    expect(problem?.message).toContain("Its questions: text, number, day");
    const [none] = checkAnswers([], { other: "x" }).problems;
    expect(none?.message).toContain("The campaign has no script.");
  });

  it("that is empty is none", () => {
    expect(checkAnswers(ALL, { number: " ", other: "" })).toEqual({ problems: [], answers: {} });
  });
});

describe("a mandatory question", () => {
  const script = [
    question("first", {
      answerType: "YesNo",
      nextQuestion: [
        ["No", "END"],
        ["Yes", "third"],
      ],
    }),
    question("second", { mandatory: true }),
    question("third", { mandatory: true }),
  ];
  const missing = (answers: Record<string, string>): readonly string[] =>
    checkAnswers(script, answers).problems.map(({ code, column }) => `${code} ${column}`);

  it("needs an answer where the answers lead to it", () => {
    expect(missing({ first: "yes" })).toEqual(["R001 Q_third"]);
    expect(missing({ first: "Yes", third: "x" })).toEqual([]);
    expect(missing({ first: "No" })).toEqual([]);
    expect(missing({ third: "x" })).toEqual(["R001 Q_second"]);
  });

  it("needs none where nothing was answered: nobody may have picked up", () => {
    expect(missing({})).toEqual([]);
  });
});

describe("the call result of answers", () => {
  const script = [
    question("buys", {
      answerType: "YesNo",
      callResult: [
        ["Yes", "Successful"],
        ["No", "Refusal"],
      ],
    }),
    question("why", {
      answerType: "MultipleChoice",
      answers: ["Dear", "Away"],
      callResult: [["Away", "Redial"]],
    }),
  ];

  it.each([
    [{ buys: "Yes" }, "Successful"],
    [{ buys: "No" }, "Refusal"],
    [{ buys: "No", why: "Dear" }, "Refusal"],
    [{ buys: "No", why: "Dear;Away" }, "Redial"],
    [{ why: "Dear" }, undefined],
  ])("%j is that of the last question that has one: %s", (answers, result) => {
    expect(checkAnswers(script, answers).callResult).toBe(result);
  });
});
