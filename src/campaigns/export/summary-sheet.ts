/** The sheet Summary of the workbook: the figures of the summary as rows, and charts of them; pure. */
import type { BarChart } from "../../formats/excel-chart.ts";
import type { Summary } from "./summary.ts";
import type { Cell } from "./table.ts";

export interface SummarySheet {
  readonly header: readonly string[];
  readonly numbers: ReadonlySet<number>;
  readonly rows: readonly (readonly Cell[])[];
}

const HEADER = ["Section", "Item", "Value", "Answered", "Successful", "TalkTime"];
const VALUE = 2;
/** A chart of more bars can't be read. */
const MOST_BARS = 20;

export function summarySheet(summary: Summary): SummarySheet {
  return {
    header: HEADER,
    numbers: new Set([VALUE, 3, 4, 5]),
    rows: [...campaignRows(summary), ...stateRows(summary), ...countRows(summary)],
  };
}

/** Bars of the customers by state and of the attempts by result, beside the figures. */
export function summaryCharts(summary: Summary): readonly BarChart[] {
  const states = stateRows(summary);
  const firstState = 2 + campaignRows(summary).length + 1;
  const results = Object.entries(summary.callResults);
  const firstResult = firstState + states.length - 1;
  const charts = [
    chart("Customers by state", firstState, states.slice(1), 0),
    chart("Attempts by call result", firstResult, results, 17),
  ];
  return charts.filter(({ bars }) => bars.length > 0);
}

function chart(
  title: string,
  firstRow: number,
  rows: readonly (readonly Cell[])[],
  top: number,
): BarChart {
  const shown = rows.slice(0, MOST_BARS);
  return {
    ...{ title, sheet: "Summary", firstRow, lastRow: firstRow + shown.length - 1 },
    ...{ nameColumn: "B", valueColumn: "C" },
    bars: shown.map((row) => ({ name: String(row.at(-2)), value: Number(row.at(-1)) })),
    place: { column: 7, row: top, columns: 9, rows: 16 },
  };
}

function campaignRows(summary: Summary): readonly (readonly Cell[])[] {
  const { source } = summary;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Campaign", summary.campaign],
    ["State", summary.state],
    ["Reason", summary.reason],
    ["Queue", summary.queue],
    ["Script", summary.script],
    ["DialingMode", summary.dialingMode],
    ["TimeZone", summary.timeZone],
    ["Created", summary.created],
    ["Started", summary.started],
    ["Ended", summary.ended],
    ["Source file", source?.file],
    ["Source SHA-256", source?.sha256],
    ["Import run", source?.run],
  ];
  return facts
    .filter(([, value]) => value !== undefined)
    .map(([item, value]) => ["Campaign", item, value]);
}

/** The total, then each state. */
function stateRows(summary: Summary): readonly (readonly Cell[])[] {
  const { total, handled, maxCalls, notHandled, inCall, blocked, filtered } = summary;
  const states = { total, handled, maxCalls, notHandled, inCall, blocked, filtered };
  return Object.entries(states).map(([name, count]) => ["Customers", TITLES[name] ?? name, count]);
}

const TITLES: Readonly<Record<string, string>> = {
  total: "Total",
  handled: "Handled",
  maxCalls: "MaxCalls",
  notHandled: "NotHandled",
  inCall: "InCall",
  blocked: "Blocked",
  filtered: "Filtered",
};

function countRows(summary: Summary): readonly (readonly Cell[])[] {
  const { agents, questions, callResults, customerResults } = summary;
  return [
    ...Object.entries(callResults).map(([result, count]) => ["Call results", result, count]),
    ...Object.entries(customerResults).map(([result, count]) => ["Last results", result, count]),
    ["Attempts", "All", summary.attempts, summary.answered, undefined, summary.talkTimeSeconds],
    ["Attempts", "Calls made", summary.calls],
    ["Attempts", "Too late", summary.lateAttempts],
    ...agents.map(({ agent, name, attempts, answered, successful, talkTimeSeconds }) => {
      const item = name === undefined ? agent : `${agent} (${name})`;
      return ["Agents", item, attempts, answered, successful, talkTimeSeconds];
    }),
    ...questions.flatMap(({ questionId, question, answered, answers }) => [
      [`Q_${questionId}`, question, answered],
      ...answers.map(({ answer, count }) => [`Q_${questionId}`, answer, count]),
    ]),
  ];
}
