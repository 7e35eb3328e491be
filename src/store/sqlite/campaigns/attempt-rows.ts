/** Attempts as they are kept: inserted once, never changed. */
import type { CallResult } from "../../../dialling/call-results.ts";
import type { CampaignAttempt } from "../../campaign-ledger.ts";
import { LIMIT, type Database, type SqlRow } from "../database.ts";
import { plainCampaigns, text } from "./campaign-rows.ts";
import type { CampaignDeps } from "./deps.ts";

export interface NewAttempt extends Omit<CampaignAttempt, "id" | "late"> {
  readonly campaign: number;
  readonly customer: number;
  /** JSON. */
  readonly answers?: string;
  readonly lease?: string;
  readonly dialler?: string;
  /** It changed nothing of the customer. */
  readonly late: boolean;
  readonly recordedAt: string;
}

export function insertAttempt(db: Database, attempt: NewAttempt): void {
  const a = attempt;
  db.statement(
    `INSERT INTO CampaignAttempt (Campaign, Customer, ExternalId, AttemptNo, Phone, PhoneIndex, StartTime,
       AnswerTime, EndTime, CallResult, Dialled, Agent, ConversationId, NextAction, RedialAt, Note,
       Answers, Lease, Dialler, Late, RecordedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...[a.campaign, a.customer, a.externalId, a.attemptNo, a.phone, a.phoneIndex, a.startTime],
    ...[a.answerTime ?? null, a.endTime ?? null, a.callResult, a.dialled ? 1 : 0, a.agent ?? null],
    ...[a.conversationId ?? null, a.nextAction, a.redialAt ?? null, a.note ?? null],
    ...[a.answers ?? null, a.lease ?? null, a.dialler ?? null, a.late ? 1 : 0, a.recordedAt],
  );
}

/** Whether a call of this customer is known already: by its lease, its conversation, or start and number. */
export function isKnownCall(
  db: Database,
  call: {
    readonly customer: number;
    readonly lease: string | undefined;
    readonly conversationId: string | undefined;
    readonly startTime: string;
    readonly phone: string;
  },
): boolean {
  const found = db.value(
    `SELECT 1 FROM CampaignAttempt WHERE Customer = ? AND Dialled = 1
       AND (Lease = ? OR ConversationId = ? OR (StartTime = ? AND Phone = ?)) LIMIT 1`,
    ...[call.customer, call.lease ?? null, call.conversationId ?? null, call.startTime, call.phone],
  );
  return found === 1;
}

/** In the order in which they were recorded. */
export function readAttempts(
  deps: CampaignDeps,
  name: string,
  after: number,
  limit: number,
): readonly CampaignAttempt[] {
  const [campaign] = plainCampaigns(deps, { name });
  if (!campaign) return [];
  return deps.db
    .statement(
      `SELECT Id, ExternalId, AttemptNo, Phone, PhoneIndex, StartTime, AnswerTime, EndTime, CallResult,
         Dialled, Agent, ConversationId, NextAction, RedialAt, Note, Late
       FROM CampaignAttempt WHERE Campaign = ? AND Id > ? ORDER BY Id ${LIMIT}`,
    )
    .all(campaign.id, after, limit)
    .map(attemptOf);
}

function attemptOf(row: SqlRow): CampaignAttempt {
  const [id, externalId, attemptNo, phone, phoneIndex, startTime, answerTime, ...rest] = row;
  const [endTime, callResult, dialled, agent, conversationId, nextAction, redialAt, note, late] =
    rest;
  return {
    ...{ id: Number(id), externalId: String(externalId), attemptNo: Number(attemptNo) },
    ...{ phone: String(phone), phoneIndex: Number(phoneIndex), startTime: String(startTime) },
    ...text("answerTime", answerTime),
    ...text("endTime", endTime),
    callResult: String(callResult) as CallResult,
    dialled: dialled === 1,
    ...text("agent", agent),
    ...text("conversationId", conversationId),
    nextAction: String(nextAction) as CampaignAttempt["nextAction"],
    ...text("redialAt", redialAt),
    ...text("note", note),
    ...(late === 1 ? { late: true } : {}),
  };
}
