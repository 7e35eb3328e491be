/** Whether a report of a call can be true: its times, its number, its result, its answers. */
import type { RowCode } from "../../../core/codes.ts";
import {
  CALL_RESULT_NAMES,
  type CallResult,
  callResultOf,
} from "../../../dialling/call-results.ts";
import { checkAnswers, type AskedQuestion } from "../../../dialling/script-answers.ts";
import type { AttemptReport } from "../../campaign-ledger.ts";
import { isoOf } from "./customer-changes.ts";
import type { LiveCustomer } from "./live-customer.ts";

export interface Fault {
  readonly code: RowCode;
  readonly column: string;
  readonly message: string;
}

/** A report with everything in the form in which it is kept. */
export interface CheckedReport {
  readonly phone: string;
  readonly phoneIndex: number;
  readonly startTime: string;
  readonly answerTime: string | undefined;
  readonly endTime: string | undefined;
  readonly callResult: CallResult;
  /** JSON; undefined without answers. */
  readonly answers: string | undefined;
}

type Times = Pick<CheckedReport, "startTime" | "answerTime" | "endTime">;

export function checkReport(
  report: AttemptReport,
  customer: LiveCustomer,
  questions: () => readonly AskedQuestion[],
): CheckedReport | Fault {
  const times = checkTimes(report);
  if ("code" in times) return times;
  const phoneIndex = placeOf(report.phone, customer);
  if (phoneIndex === undefined) {
    const known = customer.numbers.filter((number) => number !== undefined).join(", ");
    const message = `'${report.phone}' is none of the customer's numbers ${known}.`;
    return { code: "R003", column: "phone", message };
  }
  const checked = checkAnswers(report.answers ? questions() : [], report.answers ?? {});
  const [problem] = checked.problems;
  if (problem) return problem;
  const callResult = resultOf(report, checked.callResult);
  if (typeof callResult !== "string") return callResult;
  const hasAnswers = Object.keys(checked.answers).length > 0;
  return {
    ...times,
    phone: customer.numbers[phoneIndex - 1] ?? report.phone,
    phoneIndex,
    callResult,
    answers: hasAnswers ? JSON.stringify(checked.answers) : undefined,
  };
}

/** E.164, or as the customer's file wrote it. */
function placeOf(phone: string, { numbers, rawNumbers, phones }: LiveCustomer): number | undefined {
  const given = phone.trim();
  return (
    phones.find((place) => numbers[place - 1] === given) ??
    phones.find((place) => rawNumbers[place - 1]?.trim() === given)
  );
}

function checkTimes(report: AttemptReport): Times | Fault {
  const read = (column: "startTime" | "answerTime" | "endTime"): number | undefined | Fault => {
    const given = report[column];
    if (given === undefined) return undefined;
    const at = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(given) ? Date.parse(given) : NaN;
    if (!Number.isNaN(at)) return at;
    const message = `Expected a time with offset such as 2026-11-20T09:30:00Z, not '${given.slice(0, 60)}'.`;
    return { code: "R002", column, message };
  };
  const [start, answer, end] = [read("startTime"), read("answerTime"), read("endTime")];
  for (const time of [start, answer, end]) if (typeof time === "object") return time;
  if (typeof start !== "number") {
    return { code: "R001", column: "startTime", message: "The start of the call is required." };
  }
  if (typeof answer === "number" && answer < start) return before("answerTime", "startTime");
  if (typeof end === "number" && end < start) return before("endTime", "startTime");
  if (typeof end === "number" && typeof answer === "number" && end < answer) {
    return before("endTime", "answerTime");
  }
  const iso = (at: unknown): string | undefined => (typeof at === "number" ? isoOf(at) : undefined);
  return { startTime: isoOf(start), answerTime: iso(answer), endTime: iso(end) };
}

function before(column: string, other: string): Fault {
  return { code: "R003", column, message: `${column} lies before ${other}.` };
}

/** Its own result counts, even where the script's answers say something else. */
function resultOf(
  { callResult: given }: AttemptReport,
  ofAnswers: CallResult | undefined,
): CallResult | Fault {
  const column = "callResult";
  if (given === undefined) {
    const message = "The call result is required: none of the answers stands for one.";
    return ofAnswers ?? { code: "R001", column, message };
  }
  const message = `Expected one of the call results ${CALL_RESULT_NAMES.join(", ")}, not '${given}'.`;
  return callResultOf(given) ?? { code: "R003", column, message };
}
