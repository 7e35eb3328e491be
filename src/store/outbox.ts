/**
 * The port of the outbox: mails that wait to be sent, what has ended and is to be told of, and what
 * the notices remember of one look for the next.
 */
import type { CallResult } from "../dialling/call-results.ts";
import type { CampaignRecord } from "./campaign-ledger.ts";
import type { DueRecord, ExportRun } from "./export-run.ts";
import type { RunRecord } from "./run.ts";

/**
 * Waiting: to be sent at `nextTryAt`; after a crash it still is, and a mail that the server had taken
 * goes a second time under the same Message-ID. Sent: every recipient was taken or refused for good.
 * GivenUp: not sent within its time; a person may put it back (`quayside mail retry`).
 */
export const MESSAGE_STATES = ["Waiting", "Sent", "GivenUp"] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** A file that goes with a mail; read when it is sent, so that the store need not hold it. */
export interface MessageAttachment {
  readonly path: string;
  readonly name: string;
}

export interface Message {
  /** ULID; also the first half of the Message-ID. */
  readonly id: string;
  /** The same notice to the same people has the same key, and is never queued twice. */
  readonly key: string;
  /** What it is about (`run:DataUpdater/customers`): while one waits, others of its topic are held. */
  readonly topic: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** Empty once sent. */
  readonly text: string;
  readonly html: string;
  readonly attachment?: MessageAttachment;
  readonly state: MessageState;
  /** ISO 8601, UTC, like all times here. */
  readonly queuedAt: string;
  readonly attempts: number;
  readonly nextTryAt: string;
  /** Recipients that the server has neither taken nor refused for good. */
  readonly open: readonly string[];
  /** Recipients that it refused for good, with what it said. */
  readonly refused: readonly RefusedRecipient[];
  readonly lastError?: string;
  readonly sentAt?: string;
  /** What the server said when it took it. */
  readonly response?: string;
}

export interface RefusedRecipient {
  readonly address: string;
  readonly reason: string;
}

export interface MessageFilter {
  readonly states?: readonly MessageState[];
  /** Only those whose next try is due at an instant, or further ahead than another: a wrong clock set that. */
  readonly due?: { readonly at: string; readonly orAfter: string };
  readonly limit?: number;
}

/** Something that ended, or that did not come about, oldest first by `number`. */
export type EndedWork =
  | { readonly number: number; readonly kind: "import"; readonly run: RunRecord }
  | { readonly number: number; readonly kind: "export"; readonly run: ExportRun }
  | { readonly number: number; readonly kind: "due"; readonly due: DueRecord }
  /** It is Exported: its files are there. */
  | { readonly number: number; readonly kind: "campaign"; readonly campaign: ToldCampaign }
  /** It was forgotten in between. */
  | { readonly number: number; readonly kind: "gone" };

/** A campaign that has ended, with what its calls brought. */
export interface ToldCampaign extends CampaignRecord {
  /** Calls by result, the most frequent first; results that did not occur are left out. */
  readonly results: readonly (readonly [CallResult, number])[];
  /** Customers whose last result is Successful. */
  readonly successful: number;
}

/** All that one look decided. */
export interface Notices {
  /** Ended work up to this number, inclusive, is accounted for. */
  readonly lookedTo: number;
  readonly messages: readonly Message[];
  /** JSON texts by name. */
  readonly memory: Readonly<Record<string, string>>;
}

/** Changes are durable when the call has been answered. */
export interface Outbox {
  /** Archived imports, ended exports, exported campaigns, missed and skipped instants that no look accounted for. */
  endedWork(limit: number): Promise<readonly EndedWork[]>;
  /** Queues the mails, notes what was looked at and keeps the memory, in one transaction. */
  settleNotices(notices: Notices): Promise<void>;
  noticeMemory(name: string): Promise<string | undefined>;
  /** Oldest first where `due` is asked for, else newest first; 100 by default, 1,000 at most. */
  messages(filter: MessageFilter): Promise<readonly Message[]>;
  /** Topics of which a mail waits. */
  waitingTopics(): Promise<readonly string[]>;
  /**
   * Changes a mail if it still is in one of the states, and gives the whole of it.
   * @throws {UsageError} N011 when it is in another state, S009 when there is none.
   */
  changeMessage(
    id: string,
    from: readonly MessageState[],
    change: Partial<Omit<Message, "id" | "key">>,
  ): Promise<Message>;
  /** Forgets mails that were sent or given up and queued before; gives their number. */
  forgetMessages(queuedBefore: string): Promise<number>;
}
