/** The columns of the script's results: one row for each saved answer of a customer. */
import type {
  CampaignCustomer,
  CampaignRecord,
  ScriptQuestion,
} from "../../store/campaign-ledger.ts";
import { text, type Table } from "./table.ts";
import type { ZonedTimes } from "./zoned-times.ts";

export interface SavedAnswer {
  readonly customer: CampaignCustomer;
  readonly questionId: string;
  readonly question: ScriptQuestion | undefined;
  readonly answer: string;
}

export function answersTable(
  { name, settings }: CampaignRecord,
  zoned: ZonedTimes,
): Table<SavedAnswer> {
  return [
    text("Campaign", () => name),
    text("ExternalId", ({ customer }) => customer.externalId),
    text("Script", () => settings.script),
    text("QuestionId", ({ questionId }) => questionId),
    text("Question", ({ question }) => question?.question),
    text("AnswerType", ({ question }) => question?.answerType),
    text("Answer", ({ answer }) => answer),
    text("Agent", ({ customer }) => customer.agent),
    text("CallResult", ({ customer }) => customer.callResult),
    text("ScriptSavedAt", ({ customer }) => zoned(customer.scriptSavedAt)),
  ];
}

/** The answers of a customer in the order of `questionIds`. */
export function* savedAnswers(
  customer: CampaignCustomer,
  questionIds: readonly string[],
  questions: ReadonlyMap<string, ScriptQuestion>,
): Generator<SavedAnswer> {
  for (const questionId of questionIds) {
    const answer = customer.answers[questionId];
    if (answer === undefined || answer === "") continue;
    yield { customer, questionId, question: questions.get(questionId), answer };
  }
}
