/** The columns of the attempts: one row for each call, in the order in which they were recorded. */
import type { CampaignAttempt, CampaignRecord } from "../../store/campaign-ledger.ts";
import { number, phone, text, type Table } from "./table.ts";
import type { ZonedTimes } from "./zoned-times.ts";

export function attemptsTable({ name }: CampaignRecord, zoned: ZonedTimes): Table<CampaignAttempt> {
  return [
    text("Campaign", () => name),
    text("ExternalId", ({ externalId }) => externalId),
    number("AttemptNo", ({ attemptNo }) => attemptNo),
    phone("Phone", (attempt) => attempt.phone),
    number("PhoneIndex", ({ phoneIndex }) => phoneIndex),
    text("StartTime", ({ startTime }) => zoned(startTime)),
    text("AnswerTime", ({ answerTime }) => zoned(answerTime)),
    text("EndTime", ({ endTime }) => zoned(endTime)),
    number("RingTime", ringTime),
    number("TalkTime", talkTime),
    text("CallResult", ({ callResult }) => callResult),
    number("Dialled", ({ dialled }) => Number(dialled)),
    number("Completed", ({ nextAction, late }) => Number(nextAction === "Close" && !late)),
    text("Agent", ({ agent }) => agent),
    text("ConversationId", ({ conversationId }) => conversationId),
    // Nothing followed from a call that was told of too late.
    text("NextAction", ({ nextAction, late }) => (late ? undefined : nextAction)),
    text("RedialAt", ({ redialAt }) => zoned(redialAt)),
    text("Note", ({ note }) => note),
  ];
}

/** Seconds until somebody answered, or until the end of a call that nobody did; undefined: not known. */
export function ringTime(attempt: CampaignAttempt): number | undefined {
  return attempt.dialled
    ? seconds(attempt.startTime, attempt.answerTime ?? attempt.endTime)
    : undefined;
}

/** Seconds from the answer to the end; 0 where nobody answered. */
export function talkTime({ answerTime, endTime }: CampaignAttempt): number {
  return answerTime === undefined ? 0 : (seconds(answerTime, endTime) ?? 0);
}

function seconds(from: string, to: string | undefined): number | undefined {
  if (to === undefined) return undefined;
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1_000));
}
