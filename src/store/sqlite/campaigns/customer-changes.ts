/** What happens to a customer, as statements: on loan, back, called, blocked, left out. */
import type { AfterCall } from "../../../dialling/customer-states.ts";
import type { Database, SqlValue } from "../database.ts";

/** ISO 8601 in UTC, as the store keeps times. */
export function isoOf(at: number): string {
  return new Date(at).toISOString();
}

export function setOnLoan(db: Database, customer: number, phoneIndex: number): void {
  db.statement("UPDATE Customer SET State = 'InCall', PhoneIndex = ? WHERE Id = ?").run(
    phoneIndex,
    customer,
  );
}

/** Each number that is left is blocked. */
export function setBlocked(db: Database, customer: number): void {
  db.statement("UPDATE Customer SET State = 'Blocked', NextCallTime = NULL WHERE Id = ?").run(
    customer,
  );
}

export function setNextCall(db: Database, customer: number, at: number): void {
  db.statement("UPDATE Customer SET NextCallTime = ? WHERE Id = ?").run(isoOf(at), customer);
}

/** By hand. When it was to be called stays, for the case that it is taken back. */
export function setLeftOut(db: Database, customer: number): void {
  db.statement("UPDATE Customer SET State = 'Filtered' WHERE Id = ?").run(customer);
}

/** Due when it was before it was left out; in the call that goes on where there is one. */
export function setTakenBack(db: Database, customer: number, state: "NotHandled" | "InCall"): void {
  db.statement("UPDATE Customer SET State = ? WHERE Id = ?").run(state, customer);
}

/** Back from a loan without a call: nothing is used up. A customer that was left out meanwhile stays so. */
export function setBack(db: Database, customer: number): void {
  db.statement("UPDATE Customer SET State = 'NotHandled' WHERE Id = ? AND State = 'InCall'").run(
    customer,
  );
}

/** The loan ran out without a word. A customer that was left out meanwhile stays so. */
export function setLapsed(db: Database, customer: number, nextCallAt: number): void {
  db.statement(
    `UPDATE Customer SET State = iif(State = 'InCall', 'NotHandled', State), CallResult = 'Unknown',
       NextCallTime = ? WHERE Id = ? AND State IN ('InCall', 'Filtered')`,
  ).run(isoOf(nextCallAt), customer);
}

/** A call, as the customer's record keeps the last one. */
export interface KeptCall {
  readonly callResult: string;
  readonly phone: string;
  readonly startTime: string;
  /** Seconds. */
  readonly talkTime: number;
  readonly agent: string | undefined;
  readonly note: string | undefined;
  /** JSON; undefined: the former ones stay. */
  readonly answers: string | undefined;
  readonly savedAt: string;
}

export function setCalled(db: Database, customer: number, call: KeptCall, after: AfterCall): void {
  const { nextCallAt, state, phoneIndex, redialsUsed } = after;
  const answers: readonly SqlValue[] =
    call.answers === undefined ? [null, null] : [call.answers, call.savedAt];
  db.statement(
    `UPDATE Customer SET State = ?, PhoneIndex = ?, RedialsUsed = ?, NextCallTime = ?,
       Attempts = coalesce(Attempts, 0) + 1, CallResult = ?, CalledNumber = ?,
       FirstCallTime = min(coalesce(FirstCallTime, ?), ?), LastCallTime = ?,
       TalkTime = coalesce(TalkTime, 0) + ?, Agent = coalesce(?, Agent), Note = coalesce(?, Note),
       ScriptAnswers = coalesce(?, ScriptAnswers), ScriptSavedAt = coalesce(?, ScriptSavedAt)
     WHERE Id = ?`,
  ).run(
    ...[state, phoneIndex, redialsUsed, nextCallAt === undefined ? null : isoOf(nextCallAt)],
    ...[call.callResult, call.phone, call.startTime, call.startTime, call.startTime],
    ...[call.talkTime, call.agent ?? null, call.note ?? null, ...answers, customer],
  );
}
