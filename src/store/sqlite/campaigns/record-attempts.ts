/** What diallers tell of calls, into the store: each call once, whoever tells it and how often. */
import { afterCall, afterLastCall, type AfterCall } from "../../../dialling/customer-states.ts";
import { isOpen } from "../../../dialling/campaign-states.ts";
import type { AttemptOutcome, AttemptReport } from "../../campaign-ledger.ts";
import { insertAttempt, isKnownCall } from "./attempt-rows.ts";
import { plainCampaigns, type PlainCampaign } from "./campaign-rows.ts";
import { checkReport, type CheckedReport, type Fault } from "./check-report.ts";
import { isoOf, setCalled } from "./customer-changes.ts";
import type { CampaignDeps } from "./deps.ts";
import { endLoan, loanOf, type Loan } from "./leases.ts";
import { customerNamed, type LiveCustomer } from "./live-customer.ts";
import { rememberOpenings, type OpeningOf } from "./openings.ts";
import { questionsOf, type KeptQuestion } from "./scripts.ts";

/** What the reports of one transaction share. */
interface Recording extends CampaignDeps {
  readonly now: string;
  readonly openingOf: OpeningOf;
  readonly campaignOf: (name: string) => PlainCampaign | undefined;
  readonly questions: (campaign: number) => readonly KeptQuestion[];
}

export function recordAttempts(
  deps: CampaignDeps,
  reports: readonly AttemptReport[],
  now: string,
): readonly AttemptOutcome[] {
  return deps.db.transaction(() => recordAll(deps, reports, now));
}

/** What `recordAttempts` would answer; nothing is kept. */
export function tryAttempts(
  deps: CampaignDeps,
  reports: readonly AttemptReport[],
  now: string,
): readonly AttemptOutcome[] {
  return deps.db.trial(() => recordAll(deps, reports, now));
}

function recordAll(
  deps: CampaignDeps,
  reports: readonly AttemptReport[],
  now: string,
): readonly AttemptOutcome[] {
  const recording: Recording = {
    ...deps,
    now,
    openingOf: rememberOpenings(),
    campaignOf: remembered((name) => plainCampaigns(deps, { name })[0]),
    questions: remembered((campaign) => questionsOf(deps, campaign)),
  };
  return reports.map((report) => record(recording, report));
}

function remembered<Key, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const found = known.get(key) ?? { value: find(key) };
    known.set(key, found);
    return found.value;
  };
}

/** A report whose campaign and customer are known. */
interface Call {
  readonly report: AttemptReport;
  readonly campaign: PlainCampaign;
  readonly customer: LiveCustomer;
  readonly checked: CheckedReport;
  /** The loan that the call was made on, as far as it is still there. */
  readonly loan: Loan | undefined;
}

function record(recording: Recording, report: AttemptReport): AttemptOutcome {
  const campaign = recording.campaignOf(report.campaign);
  if (!campaign) {
    const message = `There is no campaign '${report.campaign}'.`;
    return refused({ code: "R012", column: "campaign", message });
  }
  const customer = customerNamed(recording.db, campaign.id, report.customerExternalId);
  if (!customer) {
    const message = `The campaign '${campaign.name}' has no customer '${report.customerExternalId}'.`;
    return refused({ code: "R012", column: "customerExternalId", message });
  }
  const checked = checkReport(report, customer, () => recording.questions(campaign.id));
  if ("code" in checked) return refused(checked);
  const { lease, conversationId } = report;
  const { startTime, phone } = checked;
  const call = { customer: customer.id, lease, conversationId, startTime, phone };
  if (isKnownCall(recording.db, call)) {
    return { kind: "repeated", customerState: customer.state };
  }
  const loan = ownLoan(recording, report, customer);
  if (loan && "code" in loan) return refused(loan);
  const fault = checkNumber(report, customer);
  if (fault) return refused(fault);
  return keep(recording, { report, campaign, customer, checked, loan });
}

function refused(fault: Fault): AttemptOutcome {
  return { kind: "refused", ...fault };
}

/** A report without lease (from a file) is about the loan that the customer is on, whoever has it. */
function ownLoan(
  { db }: CampaignDeps,
  { lease, customerExternalId }: AttemptReport,
  { id }: LiveCustomer,
): Loan | Fault | undefined {
  if (lease === undefined) return loanOf(db, { customer: id });
  const loan = loanOf(db, { lease });
  if (!loan || loan.customer === id) return loan;
  const message = `The lease ${lease} is about another customer than '${customerExternalId}'.`;
  return { code: "R011", column: "lease", message };
}

/** Calls are counted from 1; a lease that ran out may tell of one that somebody else made since. */
function checkNumber(
  { attemptNo, lease }: AttemptReport,
  { attempts }: LiveCustomer,
): Fault | undefined {
  const next = attempts + 1;
  if (attemptNo === undefined || attemptNo === next) return undefined;
  const column = "attemptNo";
  if (attemptNo > next || attemptNo < 1) {
    const message = `The next call of this customer is number ${next}, not ${attemptNo}.`;
    return { code: "R003", column, message };
  }
  if (lease !== undefined) return undefined;
  const message = `Call ${attemptNo} of this customer is known already, with another start; the next is ${next}.`;
  return { code: "R009", column, message };
}

function keep(recording: Recording, call: Call): AttemptOutcome {
  const { db } = recording;
  const { campaign, customer, checked, loan, report } = call;
  const late = isLate(call);
  const after = late ? undefined : afterThis(recording, call);
  const redialAt = after && redialOf(after);
  const { answers, answerTime, endTime, ...rest } = checked;
  insertAttempt(db, {
    ...{ campaign: campaign.id, customer: customer.id, externalId: customer.externalId, ...rest },
    attemptNo: report.attemptNo ?? customer.attempts + 1,
    dialled: true,
    nextAction: after?.nextAction ?? "Close",
    ...given({ answers, answerTime, endTime, redialAt, dialler: loan?.dialler }),
    ...given({ agent: blankless(report.agent), note: blankless(report.note) }),
    ...given({ conversationId: report.conversationId, lease: report.lease ?? loan?.lease }),
    late,
    recordedAt: recording.now,
  });
  if (!after) return { kind: "late", customerState: customer.state };
  if (loan) endLoan(db, loan.lease);
  setCalled(db, customer.id, keptCall(call), after);
  const customerState = after.state;
  return { kind: "recorded", customerState, ...given({ nextCallTime: redialAt }) };
}

/** Whether the customer went on without this call. */
function isLate({ campaign, customer, loan, report }: Call): boolean {
  if (!isOpen(campaign.state)) return true;
  if (loan) return false;
  const next = customer.attempts + 1;
  return customer.state !== "NotHandled" || (report.attemptNo ?? next) !== next;
}

/** Undefined: nobody will call. */
function redialOf({ state, nextCallAt }: AfterCall): string | undefined {
  return state === "NotHandled" && nextCallAt !== undefined ? isoOf(nextCallAt) : undefined;
}

function afterThis(recording: Recording, { campaign, customer, checked }: Call): AfterCall {
  const { settings } = campaign;
  const { phoneIndex, callResult, startTime, answerTime, endTime } = checked;
  const { redialsUsed, phones } = customer;
  // A dialler whose clock is ahead puts nobody off for longer than the interval.
  const endedAt = Math.min(
    Date.parse(endTime ?? answerTime ?? startTime),
    Date.parse(recording.now),
  );
  const called = afterCall({ phoneIndex, redialsUsed, phones }, callResult, settings, endedAt);
  const after = customer.state === "Filtered" ? afterLastCall(called) : called;
  if (after.nextCallAt === undefined) return after;
  const nextCallAt = recording.openingOf(after.nextCallAt, customer, settings.timeZone);
  return { ...after, nextCallAt };
}

function keptCall({ report, checked }: Call): Parameters<typeof setCalled>[2] {
  const { callResult, phone, startTime, answerTime, endTime, answers } = checked;
  const talkMs =
    answerTime !== undefined && endTime !== undefined
      ? Date.parse(endTime) - Date.parse(answerTime)
      : 0;
  return {
    ...{ callResult, phone, startTime, answers },
    talkTime: Math.round(talkMs / 1_000),
    agent: blankless(report.agent),
    note: blankless(report.note),
    savedAt: endTime ?? answerTime ?? startTime,
  };
}

function blankless(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** Without the properties that are undefined. */
function given<T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { readonly [Name in keyof T]?: string } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { readonly [Name in keyof T]?: string };
}
