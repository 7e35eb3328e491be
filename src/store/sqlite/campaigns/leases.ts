/**
 * Customers on loan. A loan ends with an attempt, given back, blocked at the last moment, left out before its
 * call, or by running out; it outlives the process, since the dialler is another one.
 */
import type { CallResult } from "../../../dialling/call-results.ts";
import { afterLapse, nextPhone, type RedialSettings } from "../../../dialling/customer-states.ts";
import { DIAL_LIST } from "../../campaign-ledger.ts";
import type { Database, SqlRow } from "../database.ts";
import { insertAttempt } from "./attempt-rows.ts";
import { type IsBlocked, openBlockedPhones } from "./blocked-phones.ts";
import { isoOf, setBack, setBlocked, setLapsed, setNextCall } from "./customer-changes.ts";
import type { CampaignDeps } from "./deps.ts";
import { customerById } from "./live-customer.ts";

export interface Loan {
  readonly lease: string;
  readonly customer: number;
  readonly campaign: number;
  readonly until: string;
  readonly dialler: string;
  readonly attemptNo: number;
  readonly phone: string;
  readonly phoneIndex: number;
  readonly takenAt: string;
  readonly begunAt: string | undefined;
}

const SELECT = `SELECT Lease, Customer, Campaign, Until, Dialler, AttemptNo, Phone, PhoneIndex, TakenAt,
  BegunAt FROM CampaignLease`;

export function insertLoan(db: Database, loan: Loan): void {
  db.statement("INSERT INTO CampaignLease VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
    ...[loan.lease, loan.customer, loan.campaign, loan.until, loan.dialler, loan.attemptNo],
    ...[loan.phone, loan.phoneIndex, loan.takenAt, loan.begunAt ?? null],
  );
}

export function loanOf(
  db: Database,
  by: { readonly lease: string } | { readonly customer: number },
): Loan | undefined {
  const row =
    "lease" in by
      ? db.statement(`${SELECT} WHERE Lease = ?`).get(by.lease)
      : db.statement(`${SELECT} WHERE Customer = ?`).get(by.customer);
  return row && loan(row);
}

export function endLoan(db: Database, lease: string): void {
  db.statement("DELETE FROM CampaignLease WHERE Lease = ?").run(lease);
}

/** Takes back what has run out; gives the campaigns that this touched. */
export function takeBackLapsed({ db }: CampaignDeps, now: string): ReadonlySet<number> {
  const lapsed = db.statement(`${SELECT} WHERE Until <= ?`).all(now).map(loan);
  for (const one of lapsed) {
    endLoan(db, one.lease);
    const next = afterLapse(Date.parse(one.until), one.begunAt !== undefined, redials(db, one));
    const then = isLeftOut(db, one.customer)
      ? ({ action: "Close" } as const)
      : ({ action: "Redial", redialAt: next } as const);
    noteUncalled(db, one, { result: "Unknown", at: one.until, ...then });
    setLapsed(db, one.customer, next);
  }
  return new Set(lapsed.map(({ campaign }) => campaign));
}

/**
 * The moment before dialling of several calls: false where the loan is gone, or its customer left out or number
 * blocked, which ends the loan. A power cut may undo it: the loan then runs out as if nothing had been said, and the dialler has
 * its answer.
 */
export function beginCalls(
  deps: CampaignDeps,
  leases: readonly string[],
  now: string,
): readonly boolean[] {
  return deps.db.note(() => {
    const isBlocked = openBlockedPhones(deps.db, now);
    return leases.map((lease) => beginCall(deps, lease, { now, isBlocked }));
  });
}

function beginCall(
  { db }: CampaignDeps,
  lease: string,
  { now, isBlocked }: { readonly now: string; readonly isBlocked: IsBlocked },
): boolean {
  const one = loanOf(db, { lease });
  if (!one || one.until <= now) return false;
  if (isLeftOut(db, one.customer)) {
    // Asked for the second time, the call may go on already.
    if (one.begunAt === undefined) cancelLoan(db, one, "the customer was left out", now);
    return false;
  }
  const name = String(db.value("SELECT Campaign FROM OutboundCampaign WHERE Id = ?", one.campaign));
  if (!isBlocked(one.phone, name)) {
    db.statement("UPDATE CampaignLease SET BegunAt = ? WHERE Lease = ?").run(now, lease);
    return true;
  }
  endLoan(db, lease);
  const customer = customerById(db, one.customer);
  if (!customer) return false;
  const left = nextPhone(customer, (place) => isBlocked(customer.numbers[place - 1] ?? "", name));
  const action = left === undefined ? "Close" : "NextNumber";
  noteUncalled(db, one, { result: "Skip", at: now, action, note: "the number is blocked" });
  if (left === undefined) setBlocked(db, customer.id);
  else {
    setBack(db, customer.id);
    setNextCall(db, customer.id, Date.parse(now));
  }
  return false;
}

/** A power cut may undo it: the loan then runs out by itself. */
export function releaseLease({ db }: CampaignDeps, lease: string): void {
  db.note(() => {
    const one = loanOf(db, { lease });
    if (!one) return;
    endLoan(db, lease);
    setBack(db, one.customer);
  });
}

/** Whether somebody may be dialling: of the calls of a list nothing is heard before their end. */
export function mayBeInCall({ begunAt, dialler }: Loan): boolean {
  return begunAt !== undefined || dialler === DIAL_LIST;
}

/** Ends a loan whose call has not begun, with a trace. @param note why nobody is called. */
export function cancelLoan(db: Database, one: Loan, note: string, now: string): void {
  endLoan(db, one.lease);
  noteUncalled(db, one, { result: "Skip", at: now, action: "Close", note });
}

function isLeftOut(db: Database, customer: number): boolean {
  return db.value("SELECT State FROM Customer WHERE Id = ?", customer) === "Filtered";
}

interface Uncalled {
  readonly result: CallResult;
  readonly at: string;
  readonly action: "Redial" | "NextNumber" | "Close";
  readonly redialAt?: number;
  readonly note?: string;
}

/** Leaves a trace of a loan in which nobody was called, as far as is known; it counts as no call. */
function noteUncalled(
  db: Database,
  one: Loan,
  { result, at, action, redialAt, note }: Uncalled,
): void {
  const externalId = db.value("SELECT ExternalId FROM Customer WHERE Id = ?", one.customer);
  if (externalId === null) return; // deleted meanwhile
  insertAttempt(db, {
    ...{ campaign: one.campaign, customer: one.customer, externalId: String(externalId) },
    ...{ attemptNo: one.attemptNo, phone: one.phone, phoneIndex: one.phoneIndex },
    ...{ startTime: one.begunAt ?? one.takenAt, callResult: result, dialled: false },
    ...{ nextAction: action, lease: one.lease, dialler: one.dialler, late: false, recordedAt: at },
    ...(redialAt === undefined ? {} : { redialAt: isoOf(redialAt) }),
    ...(note === undefined ? {} : { note }),
  });
}

function redials(db: Database, { campaign }: Loan): RedialSettings {
  const row = db
    .statement("SELECT RedialInterval, NumberOfRedials FROM OutboundCampaign WHERE Id = ?")
    .get(campaign);
  return { redialInterval: Number(row?.[0] ?? 600), numberOfRedials: Number(row?.[1] ?? 3) };
}

function loan(row: SqlRow): Loan {
  const [lease, customer, campaign, until, dialler, attemptNo, phone, ...rest] = row;
  const [phoneIndex, takenAt, begunAt] = rest;
  return {
    ...{ lease: String(lease), customer: Number(customer), campaign: Number(campaign) },
    ...{ until: String(until), dialler: String(dialler), attemptNo: Number(attemptNo) },
    ...{ phone: String(phone), phoneIndex: Number(phoneIndex), takenAt: String(takenAt) },
    begunAt: typeof begunAt === "string" ? begunAt : undefined,
  };
}
