/** The parts of the report, from the counts of a campaign; pure. */
import type { Counts, QuestionCount } from "../tally.ts";
import type { ZonedTimes } from "../zoned-times.ts";
import { bars } from "./bars.ts";
import { columns } from "./columns.ts";
import { clockTime, count, share } from "./markup.ts";
import type { Section } from "./section.ts";
import { shareBar } from "./share-bar.ts";
import { timeBuckets, type Unit } from "./time-buckets.ts";

/** Rows of a plot; the workbook and the summary have all. */
const MOST_ROWS = 25;

export function sectionsOf(counts: Counts, zoned: ZonedTimes): readonly Section[] {
  return [
    customers(counts),
    ...(counts.calls === 0 ? [] : [callsOverTime(counts, zoned)]),
    ...(counts.attempts === 0 ? [] : [callResults(counts)]),
    ...(counts.agents.length === 0 ? [] : [agents(counts)]),
    ...counts.questions.map(question),
  ];
}

function customers({ customers: states, total }: Counts): Section {
  const { Handled, MaxCalls, NotHandled, InCall, Blocked, Filtered } = states;
  const title = "What became of the customers";
  const parts = [
    { name: "Handled", value: Handled },
    { name: "All calls used", value: MaxCalls },
    { name: "Not handled", value: NotHandled + InCall },
    { name: "Blocked", value: Blocked },
    { name: "Filtered", value: Filtered },
  ];
  const description = parts.map(({ name, value }) => `${name}: ${share(value, total)}`).join(", ");
  return {
    title,
    plot: shareBar({ title, description }, parts),
    table: {
      header: ["Customers", "Number", "Share"],
      rows: [
        ...parts.map(({ name, value }) => [name, count(value), share(value, total)]),
        ["Total", count(total), share(total, total)],
      ],
    },
  };
}

const BY: Readonly<Record<Unit, string>> = {
  hour: "by hour",
  day: "by day",
  week: "by week",
  month: "by month",
  year: "by year",
};

function callsOverTime({ quarters, calls }: Counts, zoned: ZonedTimes): Section {
  const { unit, buckets } = timeBuckets(quarters, zoned);
  const busiest = buckets.reduce((most, one) => (one.calls > most.calls ? one : most));
  const title = `Calls ${BY[unit]}`;
  const description = `${count(calls)} calls; the most, ${count(busiest.calls)}, at ${busiest.name}`;
  const shown = buckets.map(({ label, calls: value, answered: part }) => ({ label, value, part }));
  const busy = buckets.filter((one) => one.calls > 0);
  return {
    title,
    hint: "Full: answered. Light: not answered. In the time zone of the campaign.",
    plot: columns({ title, description }, shown),
    table: {
      header: ["Time", "Calls", "Answered", "Successful"],
      rows: busy.map((one) => [
        one.name,
        ...[one.calls, one.answered, one.successful].map((value) => count(value)),
      ]),
    },
  };
}

function callResults({ callResults: results, attempts }: Counts): Section {
  const title = "Results of the attempts";
  const rows = [...results].filter(([, value]) => value > 0).sort(([, a], [, b]) => b - a);
  const shown = rows.map(([name, value]) => ({
    name,
    value,
    figure: `${count(value)} (${share(value, attempts)})`,
  }));
  return {
    title,
    plot: bars({ title, description: shown.map(spoken).join(", ") }, shown),
    table: {
      header: ["Result", "Attempts", "Share"],
      rows: rows.map(([name, value]) => [name, count(value), share(value, attempts)]),
    },
  };
}

function agents({ agents: all }: Counts): Section {
  const title = "Agents";
  const shown = all.slice(0, MOST_ROWS);
  const named = (one: (typeof all)[number]): string => one.name ?? one.agent;
  const plotted = shown.map((one) => ({
    name: named(one),
    value: one.attempts,
    part: one.successful,
    figure: count(one.attempts),
  }));
  const description = shown
    .map((one) => `${named(one)}: ${one.attempts} attempts, ${one.successful} successful`)
    .join(", ");
  return {
    title,
    hint: "Full: successful. Light: all other attempts.",
    plot: bars({ title, description }, plotted),
    table: {
      header: ["Agent", "Attempts", "Answered", "Successful", "Talk time"],
      rows: shown.map((one) => [
        one.name === undefined ? one.agent : `${one.name} (${one.agent})`,
        ...[one.attempts, one.answered, one.successful].map((value) => count(value)),
        clockTime(one.talkTime),
      ]),
      ...restOf(all.length),
    },
  };
}

function question({ question: asked, answered, answers }: QuestionCount): Section {
  const title = `${asked.questionId}: ${asked.question}`;
  const shown = answers.slice(0, MOST_ROWS).map(([name, value]) => ({
    name,
    value,
    figure: `${count(value)} (${share(value, answered)})`,
  }));
  const several = asked.answerType === "MultipleChoice" ? " Several answers are possible." : "";
  return {
    title,
    hint: `${count(answered)} customers answered.${several}`,
    plot: bars({ title, description: shown.map(spoken).join(", ") }, shown),
    table: {
      header: ["Answer", "Customers", "Share"],
      rows: shown.map(({ name, value }) => [name, count(value), share(value, answered)]),
      ...restOf(answers.length),
    },
  };
}

function spoken({ name, figure }: { readonly name: string; readonly figure: string }): string {
  return `${name}: ${figure}`;
}

function restOf(all: number): { readonly rest?: string } {
  return all > MOST_ROWS ? { rest: `and ${count(all - MOST_ROWS)} more, in the other files` } : {};
}
