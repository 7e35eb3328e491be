import { describe, expect, it } from "vitest";
import {
  readMix,
  simulatedCall,
  USUAL_MIX,
} from "../../../src/campaigns/dialler/simulated-call.ts";
import { checkAnswers } from "../../../src/dialling/script-answers.ts";
import type { ScriptQuestion } from "../../../src/store/campaign-ledger.ts";

const ORDER = { campaign: "Spring", externalId: "C1", attemptNo: 1, maxRingingTime: 15 };
const NO_SCRIPT = { mix: USUAL_MIX, questions: [] };

function question(questionId: string, answerType: string, answers: string[] = []): ScriptQuestion {
  return { questionId, order: 1, question: "?", answerType, answers, mandatory: true };
}

describe("a simulated call", () => {
  it("is the same for the same seed, customer and attempt, and for others it is not", () => {
    const results = (seed: number): readonly unknown[] =>
      Array.from({ length: 200 }, (_unused, n) =>
        simulatedCall(seed, { ...ORDER, externalId: `C${n}` }, NO_SCRIPT),
      );
    expect(results(7)).toEqual(results(7));
    expect(results(7)).not.toEqual(results(8));
    const attempts = new Set(
      Array.from({ length: 50 }, (_unused, n) =>
        JSON.stringify(simulatedCall(7, { ...ORDER, attemptNo: n + 1 }, NO_SCRIPT)),
      ),
    );
    expect(attempts.size).toBeGreaterThan(20);
  });

  it("does not mind how the campaign is spelt", () => {
    const shouted = { ...ORDER, campaign: " SPRING " };
    expect(simulatedCall(7, shouted, NO_SCRIPT)).toEqual(simulatedCall(7, ORDER, NO_SCRIPT));
  });

  it("has each result as often as the mix says", () => {
    const mix = readMix("Successful=60, no answer=40,Fax=0");
    if (typeof mix === "string") throw new Error(mix);
    const counts: Record<string, number> = {};
    for (let n = 0; n < 2_000; n++) {
      const { callResult } = simulatedCall(
        1,
        { ...ORDER, externalId: `C${n}` },
        { mix, questions: [] },
      );
      counts[callResult] = (counts[callResult] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(["No answer", "Successful"]);
    expect(counts["Successful"]).toBeGreaterThan(1_100);
    expect(counts["Successful"]).toBeLessThan(1_300);
  });

  it("answers each question as the script wants it", () => {
    const questions = [
      question("yes", "YesNo"),
      question("one", "SingleChoice", ["A", "B;C"]),
      question("some", "MultipleChoice", ["A", "B;C", "D\\E"]),
      question("number", "Number"),
      question("date", "Date"),
      question("text", "Text"),
      question("info", "Info"),
    ];
    const asked = questions.map((one) => ({ ...one, nextQuestion: [], callResult: [] }));
    for (let n = 0; n < 100; n++) {
      const order = { ...ORDER, externalId: `C${n}` };
      const mix = [["Successful", 1]] as const;
      const { answers = {} } = simulatedCall(3, order, { mix, questions });
      expect(Object.keys(answers)).toHaveLength(6);
      expect(checkAnswers(asked, answers).problems).toEqual([]);
    }
  });

  it("that nobody answers has no talk and no answers", () => {
    const mix = [["No answer", 1]] as const;
    const questions = [question("yes", "YesNo")];
    expect(simulatedCall(1, ORDER, { mix, questions })).toEqual({
      callResult: "No answer",
      ringSeconds: 15,
    });
  });
});

describe("a mix", () => {
  it("says which part is wrong, and what there is", () => {
    expect(readMix("Successful=1,Wonderful=2")).toMatch(/'Wonderful=2' is no part.*Successful/);
    expect(readMix("Busy")).toMatch(/'Busy' is no part/);
    expect(readMix("Busy=0")).toMatch(/above 0/);
  });
});
