/** The questions of a campaign's script, by their order. */
import type { AskedQuestion } from "../../../dialling/script-answers.ts";
import type { ScriptQuestion } from "../../campaign-ledger.ts";
import type { SqlValue } from "../database.ts";
import { plainCampaigns } from "./campaign-rows.ts";
import type { CampaignDeps } from "./deps.ts";

export type KeptQuestion = ScriptQuestion & AskedQuestion;

export function readQuestions(deps: CampaignDeps, name: string): readonly ScriptQuestion[] {
  const [campaign] = plainCampaigns(deps, { name });
  return campaign ? questionsOf(deps, campaign.id) : [];
}

export function questionsOf({ db }: CampaignDeps, campaign: number): readonly KeptQuestion[] {
  return db
    .statement(
      `SELECT q.QuestionId, q."Order", q.Question, q.AnswerType, q.Answers, q.Mandatory, q.NextQuestion,
         q.CallResult
       FROM OutboundCampaign AS c JOIN ScriptQuestion AS q ON q.OwnerId = c.ScriptId
       WHERE c.Id = ? ORDER BY q."Order", q.Position`,
    )
    .all(campaign)
    .map(([questionId, order, question, answerType, answers, mandatory, next, callResult]) => ({
      questionId: String(questionId),
      order: Number(order),
      question: String(question ?? ""),
      answerType: String(answerType),
      answers: list(answers) as readonly string[],
      mandatory: mandatory === 1,
      nextQuestion: list(next) as Pairs,
      callResult: list(callResult) as Pairs,
    }));
}

type Pairs = AskedQuestion["nextQuestion"];

/** Lists and pairs are kept as JSON. */
function list(json: SqlValue | undefined): readonly unknown[] {
  return typeof json === "string" ? (JSON.parse(json) as readonly unknown[]) : [];
}
