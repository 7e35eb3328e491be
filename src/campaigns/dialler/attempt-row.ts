/** A checked row of a file of CampaignResult -> what the ledger is told of a call. Pure. */
import type { CallResult } from "../../dialling/call-results.ts";
import type { AttemptReport } from "../../store/campaign-ledger.ts";
import { CLEAR } from "../../store/dataset-spec.ts";
import type { FeedValue } from "../../store/feed.ts";

/** Answers of a script stand in columns `Q_<QuestionId>`. */
const ANSWER = /^q_/i;

export type AttemptRow =
  | { readonly ok: true; readonly report: AttemptReport }
  | {
      readonly ok: false;
      /** Columns that have no value. */
      readonly missing: readonly string[];
    };

/** @param columns names of the values of each row, as the sheet has them. */
export function attemptRowsOf(
  columns: readonly string[],
): (values: readonly FeedValue[]) => AttemptRow {
  const places = new Map(columns.map((name, at) => [name, at]));
  return (values) => {
    const text = (name: string): string | undefined => {
      const value = values[places.get(name) ?? -1];
      return typeof value === "string" && value !== CLEAR && value !== "" ? value : undefined;
    };
    const missing = REQUIRED.filter((name) => text(name) === undefined);
    if (missing.length > 0) return { ok: false, missing };
    const attemptNo = values[places.get("AttemptNo") ?? -1];
    return {
      ok: true,
      report: {
        campaign: text("Campaign") ?? "",
        customerExternalId: text("CustomerExternalId") ?? "",
        phone: text("Phone") ?? "",
        startTime: text("StartTime") ?? "",
        // One of the column's values: the check of the cell has seen to that.
        callResult: (text("CallResult") ?? "Unknown") as CallResult,
        ...(typeof attemptNo === "number" ? { attemptNo } : {}),
        ...given("lease", text("Lease")),
        ...given("answerTime", text("AnswerTime")),
        ...given("endTime", text("EndTime")),
        ...given("agent", text("Agent")),
        ...given("conversationId", text("ConversationId")),
        ...given("note", text("Note")),
        ...answersOf(text("Answers")),
      },
    };
  };
}

const REQUIRED = ["Campaign", "CustomerExternalId", "Phone", "StartTime", "CallResult"];

function given<Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, string>>);
}

/** Other columns that are not known are those of the customer, as a dial list has them. */
function answersOf(json: string | undefined): Pick<AttemptReport, "answers"> {
  if (json === undefined) return {};
  const all = Object.entries(JSON.parse(json) as Readonly<Record<string, string>>);
  const answers = all
    .filter(([name]) => ANSWER.test(name))
    .map(([name, value]) => [name.replace(ANSWER, ""), value] as const);
  return answers.length === 0 ? {} : { answers: Object.fromEntries(answers) };
}
