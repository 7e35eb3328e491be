/** Counts what the summary and the report tell, page by page. */
import { CALL_RESULTS, type CallResult } from "../../dialling/call-results.ts";
import {
  CUSTOMER_STATES,
  type CampaignAttempt,
  type CampaignCustomer,
  type CustomerState,
  type ScriptQuestion,
} from "../../store/campaign-ledger.ts";
import { talkTime } from "./attempts-table.ts";

/** Short enough for every time zone's hours, long enough to be few. */
export const QUARTER_MS = 900_000;

export interface AgentCount {
  readonly agent: string;
  readonly name: string | undefined;
  readonly attempts: number;
  readonly answered: number;
  readonly successful: number;
  /** Seconds. */
  readonly talkTime: number;
}

export interface QuestionCount {
  readonly question: ScriptQuestion;
  /** Customers with an answer. */
  readonly answered: number;
  /** In the order of the script, then such that it has no more. */
  readonly answers: readonly (readonly [string, number])[];
}

export interface CallCount {
  readonly calls: number;
  readonly answered: number;
  readonly successful: number;
}

export interface Counts {
  readonly customers: Readonly<Record<CustomerState, number>>;
  readonly total: number;
  /** Last results of the customers. */
  readonly customerResults: ReadonlyMap<CallResult, number>;
  readonly attempts: number;
  /** Those of them that changed nothing of their customer, who had gone on meanwhile. */
  readonly late: number;
  /** Without those that called nobody. */
  readonly calls: number;
  readonly answered: number;
  /** Seconds. */
  readonly talkTime: number;
  /** Results of the attempts. */
  readonly callResults: ReadonlyMap<CallResult, number>;
  /** Most attempts first. */
  readonly agents: readonly AgentCount[];
  readonly questions: readonly QuestionCount[];
  /** By the quarter of an hour of their start: quarters since 1970, ascending. */
  readonly quarters: readonly (readonly [number, CallCount])[];
}

interface AgentSums {
  attempts: number;
  answered: number;
  successful: number;
  talkTime: number;
}

const CHOICES: ReadonlySet<string> = new Set(["SingleChoice", "MultipleChoice", "YesNo"]);

export class Tally {
  readonly #customers: Record<CustomerState, number>;
  readonly #customerResults = emptyResults();
  readonly #callResults = emptyResults();
  readonly #agents = new Map<string, AgentSums>();
  readonly #agentNames = new Map<string, string>();
  readonly #quarters = new Map<number, { calls: number; answered: number; successful: number }>();
  readonly #questions: readonly { question: ScriptQuestion; answers: AnswerTally }[];
  #attempts = 0;
  #late = 0;
  #calls = 0;
  #answered = 0;
  #talkTime = 0;

  constructor(questions: readonly ScriptQuestion[]) {
    const states = CUSTOMER_STATES.map((state) => [state, 0] as const);
    this.#customers = Object.fromEntries(states) as Record<CustomerState, number>;
    this.#questions = questions
      .filter(({ answerType }) => CHOICES.has(answerType))
      .map((question) => ({ question, answers: new AnswerTally(question) }));
  }

  takeCustomers(customers: readonly CampaignCustomer[]): void {
    for (const { state, callResult, agent, agentName, answers } of customers) {
      this.#customers[state]++;
      if (callResult !== undefined) add(this.#customerResults, callResult);
      if (agent !== undefined && agentName !== undefined) this.#agentNames.set(agent, agentName);
      for (const one of this.#questions) one.answers.take(answers[one.question.questionId]);
    }
  }

  takeAttempts(attempts: readonly CampaignAttempt[]): void {
    for (const attempt of attempts) {
      const { callResult, dialled, startTime, answerTime, agent } = attempt;
      const talked = talkTime(attempt);
      const count = {
        answered: Number(answerTime !== undefined),
        successful: Number(callResult === "Successful"),
      };
      this.#attempts++;
      this.#late += Number(attempt.late === true);
      this.#answered += count.answered;
      this.#talkTime += talked;
      add(this.#callResults, callResult);
      if (agent !== undefined) this.#countAgent(agent, { ...count, talkTime: talked });
      if (!dialled) continue;
      this.#calls++;
      this.#countQuarter(Math.floor(Date.parse(startTime) / QUARTER_MS), count);
    }
  }

  get counts(): Counts {
    const agents = [...this.#agents].map(([agent, sums]) => {
      return { agent, name: this.#agentNames.get(agent), ...sums };
    });
    return {
      customers: { ...this.#customers },
      total: Object.values(this.#customers).reduce((sum, count) => sum + count, 0),
      customerResults: this.#customerResults,
      attempts: this.#attempts,
      late: this.#late,
      calls: this.#calls,
      answered: this.#answered,
      talkTime: this.#talkTime,
      callResults: this.#callResults,
      agents: agents.sort((a, b) => b.attempts - a.attempts || (a.agent < b.agent ? -1 : 1)),
      questions: this.#questions.map(({ question, answers }) => ({ question, ...answers.counts })),
      quarters: [...this.#quarters].sort(([a], [b]) => a - b),
    };
  }

  #countAgent(agent: string, one: Omit<AgentSums, "attempts">): void {
    const sums = this.#agents.get(agent) ?? {
      ...{ attempts: 0, answered: 0, successful: 0, talkTime: 0 },
    };
    sums.attempts++;
    sums.answered += one.answered;
    sums.successful += one.successful;
    sums.talkTime += one.talkTime;
    this.#agents.set(agent, sums);
  }

  #countQuarter(quarter: number, one: { answered: number; successful: number }): void {
    const sums = this.#quarters.get(quarter) ?? { calls: 0, answered: 0, successful: 0 };
    sums.calls++;
    sums.answered += one.answered;
    sums.successful += one.successful;
    this.#quarters.set(quarter, sums);
  }
}

/** The answers of one choice question. */
class AnswerTally {
  readonly #isMultiple: boolean;
  readonly #counts: Map<string, number>;
  #answered = 0;

  constructor({ answerType, answers }: ScriptQuestion) {
    this.#isMultiple = answerType === "MultipleChoice";
    const offered = answerType === "YesNo" && answers.length === 0 ? ["Yes", "No"] : answers;
    this.#counts = new Map(offered.map((answer) => [answer, 0]));
  }

  take(answer: string | undefined): void {
    if (answer === undefined || answer === "") return;
    this.#answered++;
    const chosen = this.#isMultiple ? splitAnswers(answer) : [answer];
    for (const one of chosen) this.#counts.set(one, (this.#counts.get(one) ?? 0) + 1);
  }

  get counts(): Omit<QuestionCount, "question"> {
    return { answered: this.#answered, answers: [...this.#counts] };
  }
}

/** `a;b`, where `\;` is a semicolon of an answer itself. */
function splitAnswers(text: string): readonly string[] {
  const parts = text.match(/(?:\\;|[^;])+/g) ?? [];
  return parts.map((part) => part.replaceAll("\\;", ";").trim()).filter((part) => part !== "");
}

/** Every result in the order of the table, so that files list them alike. */
function emptyResults(): Map<CallResult, number> {
  return new Map(Object.keys(CALL_RESULTS).map((result) => [result as CallResult, 0]));
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
