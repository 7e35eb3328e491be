/** The summary of a campaign, as its JSON file has it; pure. */
import type { CampaignRecord } from "../../store/campaign-ledger.ts";
import type { FileRole } from "./file-names.ts";
import type { Counts } from "./tally.ts";
import type { ZonedTimes } from "./zoned-times.ts";

export interface Summary {
  readonly version: 1;
  readonly campaign: string;
  /** Completed or Stopped; of a campaign that goes on, where it stands. */
  readonly state: string;
  readonly reason?: string;
  readonly queue?: string;
  readonly script?: string;
  readonly dialingMode?: string;
  readonly timeZone: string;
  readonly source?: { readonly run: string; readonly file: string; readonly sha256: string };
  readonly created?: string;
  readonly started?: string;
  readonly ended?: string;
  readonly total: number;
  readonly handled: number;
  readonly maxCalls: number;
  readonly notHandled: number;
  readonly inCall: number;
  readonly filtered: number;
  readonly blocked: number;
  /** Rows of the attempts. */
  readonly attempts: number;
  /** Those of them that came too late to change anything of their customer. */
  readonly lateAttempts: number;
  /** Attempts that called somebody. */
  readonly calls: number;
  readonly answered: number;
  readonly talkTimeSeconds: number;
  /** Attempts by their result; results that did not occur are left out. */
  readonly callResults: Readonly<Record<string, number>>;
  /** Customers by their last result. */
  readonly customerResults: Readonly<Record<string, number>>;
  readonly agents: readonly AgentSummary[];
  readonly questions: readonly QuestionSummary[];
  /** Names in the same folder. */
  readonly files: Readonly<Record<string, string>>;
}

interface AgentSummary {
  readonly agent: string;
  readonly name?: string;
  readonly attempts: number;
  readonly answered: number;
  readonly successful: number;
  readonly talkTimeSeconds: number;
}

interface QuestionSummary {
  readonly questionId: string;
  readonly question: string;
  readonly answerType: string;
  readonly answered: number;
  readonly answers: readonly { readonly answer: string; readonly count: number }[];
}

/** Holds nothing that differs from one attempt to the next: no time of its making. */
export function summaryOf(
  campaign: CampaignRecord,
  counts: Counts,
  files: Readonly<Partial<Record<FileRole, string>>>,
  zoned: ZonedTimes,
): Summary {
  const { queue, script, dialingMode, timeZone } = campaign.settings;
  const { customers } = counts;
  return {
    version: 1,
    campaign: campaign.name,
    state: endOf(campaign),
    ...defined({ reason: campaign.reason, queue, script, dialingMode }),
    timeZone,
    ...defined({ source: campaign.source }),
    ...defined({ created: zoned(campaign.createdAt), started: zoned(campaign.startedAt) }),
    ...defined({ ended: zoned(campaign.endedAt) }),
    total: counts.total,
    handled: customers.Handled,
    maxCalls: customers.MaxCalls,
    notHandled: customers.NotHandled,
    inCall: customers.InCall,
    filtered: customers.Filtered,
    blocked: customers.Blocked,
    attempts: counts.attempts,
    lateAttempts: counts.late,
    calls: counts.calls,
    answered: counts.answered,
    talkTimeSeconds: counts.talkTime,
    callResults: occurred(counts.callResults),
    customerResults: occurred(counts.customerResults),
    agents: counts.agents.map(({ talkTime, name, ...agent }) => ({
      ...agent,
      ...defined({ name }),
      talkTimeSeconds: talkTime,
    })),
    questions: counts.questions.map(questionSummary),
    files: { ...files },
  };
}

/** How a campaign ended, also once it is Exported. */
export function endOf({ state, ended }: CampaignRecord): string {
  return ended ?? state;
}

function questionSummary({
  question,
  answered,
  answers,
}: Counts["questions"][number]): QuestionSummary {
  return {
    questionId: question.questionId,
    question: question.question,
    answerType: question.answerType,
    answered,
    answers: answers.map(([answer, count]) => ({ answer, count })),
  };
}

function occurred(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].filter(([, count]) => count > 0));
}

type Defined<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Defined<T>;
}
