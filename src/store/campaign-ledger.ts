/**
 * The port of campaigns that run: what waits to be dialled, who has it, what came of each call, and
 * how far each campaign is. Customers and settings come in by imports; everything else through here.
 * Times are ISO 8601 in UTC with milliseconds; a campaign is found by its name, without regard to case.
 */
import type { CallResult } from "../dialling/call-results.ts";
import { CAMPAIGN_STATES, type CampaignState } from "../dialling/campaign-states.ts";
import {
  CUSTOMER_ACTIONS,
  CUSTOMER_STATES,
  type CustomerAction,
  type CustomerState,
} from "../dialling/customer-states.ts";

export { CAMPAIGN_STATES, CUSTOMER_ACTIONS, CUSTOMER_STATES };
export type { CampaignState, CustomerAction, CustomerState };

export interface CampaignRecord {
  readonly id: number;
  readonly name: string;
  readonly state: CampaignState;
  readonly settings: CampaignSettings;
  /** Customers by state; every state has its number. */
  readonly customers: Readonly<Record<CustomerState, number>>;
  readonly attempts: number;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** How it ended, still known once it is Exported. */
  readonly ended?: "Completed" | "Stopped";
  /** Why it stands where it stands: who paused it, that EndDate came. */
  readonly reason?: string;
  /** Stopped by hand or by EndDate, as soon as the customers on loan are back; no one is handed out. */
  readonly isStopping?: true;
  readonly exportedAt?: string;
  /** Names in Export/, by role (customers, attempts, summary, workbook, report). */
  readonly files?: Readonly<Record<string, string>>;
  /** The import that created it. */
  readonly source?: { readonly run: string; readonly file: string; readonly sha256: string };
}

export interface CampaignSettings {
  readonly queue?: string;
  readonly script?: string;
  readonly dialingMode?: string;
  readonly startDate?: string;
  readonly endDate?: string;
  /** IANA; the service's own where the campaign has none. */
  readonly timeZone: string;
  readonly maxLines: number;
  /** Seconds. */
  readonly maxRingingTime: number;
  /** Seconds. */
  readonly redialInterval: number;
  readonly numberOfRedials: number;
  readonly language?: string;
}

/** A customer on loan to a dialler: a call to be made. */
export interface DialOrder {
  /** ULID of the loan; an attempt names it. */
  readonly lease: string;
  readonly leaseUntil: string;
  readonly campaign: string;
  readonly externalId: string;
  /** 1 for the first call to this customer. */
  readonly attemptNo: number;
  /** E.164. */
  readonly phone: string;
  /** 1 to 5. */
  readonly phoneIndex: number;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly email?: string;
  readonly language?: string;
  readonly preferredAgent?: string;
  readonly maxRingingTime: number;
  readonly dialingMode?: string;
  readonly script?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The dialler of customers that stand in a file: they are no calls at a time, so MaxLines does not count them. */
export const DIAL_LIST = "dial list";

export interface NextRequest {
  /** Undefined: of all that run, in the order of their start. */
  readonly campaign?: string;
  /** Who takes them; free text, kept with the attempt that is given back for it. See DIAL_LIST. */
  readonly dialler: string;
  readonly count: number;
  readonly leaseSeconds: number;
  readonly now: string;
}

/** What a dialler tells of a call; the same one twice changes nothing. */
export interface AttemptReport {
  readonly campaign: string;
  readonly customerExternalId: string;
  /** Where the dialler took the customer by lease; undefined: from a file. */
  readonly lease?: string;
  readonly attemptNo?: number;
  readonly phone: string;
  readonly startTime: string;
  readonly answerTime?: string;
  readonly endTime?: string;
  /** Undefined: that of the script's answers, where one of them stands for a call result. */
  readonly callResult?: CallResult;
  readonly agent?: string;
  /** Id of the call in the dialler's own system. */
  readonly conversationId?: string;
  readonly note?: string;
  /** By QuestionId; MultipleChoice as `a;b`. */
  readonly answers?: Readonly<Record<string, string>>;
}

/**
 * recorded: new. repeated: known already, nothing changed. late: kept as an attempt, but the customer went on
 * meanwhile (its lease ran out and somebody else has it or has called, it is Handled, the campaign has ended); a
 * lease that ran out while nothing else happened to the customer still counts. refused: nothing was kept, `message` says why.
 */
export interface AttemptOutcome {
  readonly kind: "recorded" | "repeated" | "late" | "refused";
  /** A row code of the registry, where it was refused. */
  readonly code?: string;
  /** The field that is to blame, as AttemptReport or the file's column calls it. */
  readonly column?: string;
  readonly message?: string;
  readonly customerState?: CustomerState;
  readonly nextCallTime?: string;
}

export type CampaignAction = "pause" | "resume" | "stop";

/** Customers who are left out of a campaign by hand, or taken back. */
export interface CustomersAct {
  readonly campaign: string;
  readonly action: CustomerAction;
  /** Without regard to case. */
  readonly externalIds: readonly string[];
  readonly by: string;
  readonly now: string;
}

/** done: changed. unchanged: nothing was to be done, `message` says why. unknown: the campaign has none of this name. */
export interface CustomerActOutcome {
  readonly externalId: string;
  readonly kind: "done" | "unchanged" | "unknown";
  readonly customerState?: CustomerState;
  readonly message?: string;
}

export interface ActedOnCustomers {
  /** As it is then: it may have come to its end. */
  readonly campaign: CampaignRecord;
  /** In the order of the customers that were named. */
  readonly customers: readonly CustomerActOutcome[];
}

/** A customer as an export shows it. */
export interface CampaignCustomer {
  readonly id: number;
  readonly externalId: string;
  /** All columns of the file as they came, raw phones too, in the order of the file. */
  readonly input: readonly (readonly [string, string])[];
  /** Phone1 to Phone5 in E.164. */
  readonly phones: readonly (string | undefined)[];
  readonly state: CustomerState;
  readonly callResult?: CallResult;
  readonly calledNumber?: string;
  readonly attempts: number;
  readonly firstCallTime?: string;
  readonly lastCallTime?: string;
  /** Seconds, all calls together. */
  readonly talkTime: number;
  readonly agent?: string;
  readonly agentName?: string;
  readonly nextCallTime?: string;
  /** Of one that is Filtered. */
  readonly leftOutBy?: string;
  readonly leftOutAt?: string;
  readonly note?: string;
  readonly scriptSavedAt?: string;
  /** By QuestionId, the last saved ones. */
  readonly answers: Readonly<Record<string, string>>;
}

export interface CampaignAttempt {
  readonly id: number;
  readonly externalId: string;
  readonly attemptNo: number;
  readonly phone: string;
  readonly phoneIndex: number;
  readonly startTime: string;
  readonly answerTime?: string;
  readonly endTime?: string;
  readonly callResult: CallResult;
  /** False: nobody was called (the lease ran out, the number was blocked). */
  readonly dialled: boolean;
  readonly agent?: string;
  readonly conversationId?: string;
  readonly nextAction: "Redial" | "NextNumber" | "Close";
  readonly redialAt?: string;
  readonly note?: string;
  /** It changed nothing of the customer, who had gone on meanwhile. */
  readonly late?: true;
}

export interface ScriptQuestion {
  readonly questionId: string;
  readonly order: number;
  readonly question: string;
  readonly answerType: string;
  readonly answers: readonly string[];
  readonly mandatory: boolean;
}

export interface CampaignLedger {
  /** In the order of their creation. */
  campaigns(filter: {
    readonly states?: readonly CampaignState[];
    readonly name?: string;
  }): Promise<readonly CampaignRecord[]>;
  /**
   * Does what time and data ask for: starts, completes and stops campaigns, takes back leases that ran out. Gives
   * the campaigns whose state changed, and the instant at which it must look again at the latest.
   */
  advanceCampaigns(now: string): Promise<{
    readonly changed: readonly CampaignRecord[];
    readonly nextLook?: string;
  }>;
  /** @throws {UsageError} S009 for an unknown campaign, J-code where its state does not allow the action. */
  actOnCampaign(
    name: string,
    action: CampaignAction,
    by: string,
    now: string,
  ): Promise<CampaignRecord>;
  /**
   * Leaves customers out, or takes them back; all in one transaction, those who can be. See customer-states.ts.
   * @throws {UsageError} S009 for an unknown campaign, J012 for one that has ended.
   */
  actOnCustomers(act: CustomersAct): Promise<ActedOnCustomers>;
  /**
   * Hands out customers who may be called now; none of them twice. All requests of one call are one
   * transaction; the answers stand in the order of the requests.
   */
  nextCustomers(requests: readonly NextRequest[]): Promise<readonly (readonly DialOrder[])[]>;
  /** The moment before dialling: false when the number was blocked, the customer left out, or the lease is gone. */
  beginCall(lease: string, now: string): Promise<boolean>;
  /** The same of several in one transaction, in their order. */
  beginCalls(leases: readonly string[], now: string): Promise<readonly boolean[]>;
  /** Gives a lease back without a call; unknown ones are passed over. */
  releaseLease(lease: string, now: string): Promise<void>;
  /** One transaction; the outcomes stand in the order of the reports. */
  recordAttempts(
    reports: readonly AttemptReport[],
    now: string,
  ): Promise<readonly AttemptOutcome[]>;
  /** What `recordAttempts` would answer now; nothing is kept. */
  tryAttempts(reports: readonly AttemptReport[], now: string): Promise<readonly AttemptOutcome[]>;
  /** Marks an ended campaign as Exported; again is harmless. */
  markExported(name: string, files: Readonly<Record<string, string>>, at: string): Promise<void>;
  /** In input order. */
  campaignCustomers(
    name: string,
    after: number,
    limit: number,
  ): Promise<readonly CampaignCustomer[]>;
  /** In the order in which they were recorded. */
  campaignAttempts(name: string, after: number, limit: number): Promise<readonly CampaignAttempt[]>;
  /** Questions of the campaign's script by their order; none without a script. */
  campaignQuestions(name: string): Promise<readonly ScriptQuestion[]>;
}
