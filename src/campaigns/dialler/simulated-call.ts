/**
 * A call that is made up: its result, its length and the answers of the script come from the seed, the customer
 * and the number of the attempt alone, so that every run of a simulation gives the same. Pure.
 */
import { CALL_RESULT_NAMES, callResultOf, type CallResult } from "../../dialling/call-results.ts";
import type { DialOrder, ScriptQuestion } from "../../store/campaign-ledger.ts";
import { fold } from "../../store/fold.ts";

/** How often each result comes, by weight. */
export type Mix = readonly (readonly [CallResult, number])[];

export interface SimulatedCall {
  readonly callResult: CallResult;
  readonly ringSeconds: number;
  /** Undefined: nobody answered. */
  readonly talkSeconds?: number;
  /** By QuestionId. */
  readonly answers?: Readonly<Record<string, string>>;
}

export const USUAL_MIX: Mix = [
  ["Successful", 35],
  ["Refusal", 15],
  ["No answer", 25],
  ["Busy", 8],
  ["Answering machine", 8],
  ["Hang up", 3],
  ["Bad address", 3],
  ["Wrong number", 2],
  ["Fax", 1],
];

const LONGEST_TALK_SECONDS = 240;
/** Results after which somebody has gone through the script. */
const SPOKEN: readonly CallResult[] = ["Successful", "Refusal"];
/** Results without anybody, or anything, at the other end. */
const UNANSWERED: readonly CallResult[] = ["No answer", "Busy", "Bad address", "Unknown", "Skip"];

export function simulatedCall(
  seed: number,
  order: Pick<DialOrder, "campaign" | "externalId" | "attemptNo" | "maxRingingTime">,
  { mix, questions }: { readonly mix: Mix; readonly questions: readonly ScriptQuestion[] },
): SimulatedCall {
  const { campaign, externalId, attemptNo, maxRingingTime } = order;
  const random = randomOf([seed, fold(campaign), externalId, attemptNo].join("\u001f"));
  const callResult = resultAt(random(), mix);
  const ringSeconds = callResult === "No answer" ? maxRingingTime : 1 + random() * 9;
  if (UNANSWERED.includes(callResult)) return { callResult, ringSeconds };
  const talkSeconds = 5 + random() * (LONGEST_TALK_SECONDS - 5);
  if (!SPOKEN.includes(callResult)) return { callResult, ringSeconds, talkSeconds: 5 };
  const asked = questions.filter(({ answerType }) => answerType !== "Info");
  const answers = Object.fromEntries(
    asked.map((question) => [question.questionId, answerTo(question, random)]),
  );
  return { callResult, ringSeconds, talkSeconds, ...(asked.length > 0 ? { answers } : {}) };
}

/** Longest that a call can take. */
export function longestCallSeconds(maxRingingTime: number): number {
  return Math.max(maxRingingTime, 10) + LONGEST_TALK_SECONDS;
}

/** `Successful=40,No answer=30` -> a mix; or what is wrong with it, as a sentence. */
export function readMix(text: string): Mix | string {
  const mix: (readonly [CallResult, number])[] = [];
  for (const part of text.split(",")) {
    const [, given = "", weight = ""] = /^([^=]+)=\s*(\d{1,6})\s*$/.exec(part) ?? [];
    const result = callResultOf(given);
    if (weight === "" || !result) {
      return `'${part.trim()}' is no part of a mix such as Successful=40,No answer=30; there are ${CALL_RESULT_NAMES.join(", ")}.`;
    }
    mix.push([result, Number(weight)]);
  }
  return mix.some(([, weight]) => weight > 0) ? mix : "Expected one weight above 0.";
}

function resultAt(share: number, mix: Mix): CallResult {
  let left = share * mix.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [result, weight] of mix) {
    if (left < weight) return result;
    left -= weight;
  }
  return mix[0]?.[0] ?? "No answer";
}

function answerTo({ answerType, answers }: ScriptQuestion, random: () => number): string {
  const one = (all: readonly string[]): string => all[Math.floor(random() * all.length)] ?? "";
  switch (answerType) {
    case "YesNo":
      return one(["Yes", "No"]);
    case "Number":
      return String(Math.floor(random() * 11));
    case "Date":
      return `2026-01-${String(1 + Math.floor(random() * 28)).padStart(2, "0")}`;
    case "SingleChoice":
      return one(answers);
    case "MultipleChoice": {
      const chosen = answers.filter(() => random() < 0.5);
      const some = chosen.length > 0 ? chosen : [one(answers)];
      return some.map((answer) => answer.replace(/[\\;]/g, "\\$&")).join(";");
    }
    default:
      return "simulated";
  }
}

/** Numbers from 0 to 1, the same for the same text: FNV-1a, then mulberry32. */
function randomOf(text: string): () => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
