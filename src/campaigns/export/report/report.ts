/** The report of a campaign: one HTML file that needs nothing else to be seen; pure. */
import type { Summary } from "../summary.ts";
import type { Counts } from "../tally.ts";
import type { ZonedTimes } from "../zoned-times.ts";
import { clockTime, count, escaped, share } from "./markup.ts";
import { sectionHtml } from "./section.ts";
import { sectionsOf } from "./sections.ts";

/** @param template templates/campaign-report.html: `{{title}}`, `{{about}}`, `{{keys}}`, `{{sections}}`, `{{origin}}`. */
export function reportHtml(
  template: string,
  summary: Summary,
  counts: Counts,
  zoned: ZonedTimes,
): string {
  const parts: Readonly<Record<string, string>> = {
    title: escaped(summary.campaign),
    about: about(summary),
    keys: keys(counts),
    sections: sectionsOf(counts, zoned).map(sectionHtml).join("\n"),
    origin: origin(summary),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (tag, name: string) => parts[name] ?? tag);
}

/** `Completed 2026-11-20 16:00, begun 2026-11-20 09:00 (Europe/Helsinki). Queue Sales, script Offer.` */
function about({ state, started, ended, timeZone, queue, script, reason }: Summary): string {
  const times = [
    ...(ended === undefined ? [] : [`ended ${minute(ended)}`]),
    ...(started === undefined ? [] : [`started ${minute(started)}`]),
  ];
  const facts = [
    ...(queue === undefined ? [] : [`Queue ${queue}.`]),
    ...(script === undefined ? [] : [`Script ${script}.`]),
    ...(reason === undefined ? [] : [`${reason.replace(/\.$/, "")}.`]),
  ];
  const when = times.length === 0 ? "" : `, ${times.join(", ")} (${timeZone})`;
  return `<strong>${escaped(state)}</strong>${escaped([`${when}.`, ...facts].join(" "))}`;
}

function minute(local: string): string {
  return local.slice(0, 16).replace("T", " ");
}

function keys({ total, customers, calls, answered, talkTime, customerResults }: Counts): string {
  const successful = customerResults.get("Successful") ?? 0;
  const facts: readonly (readonly [string, string, string])[] = [
    ["Customers", count(total), `${share(customers.Handled, total)} handled`],
    ["Successful", count(successful), `${share(successful, total)} of the customers`],
    ["Calls", count(calls), `${total === 0 ? "0" : (calls / total).toFixed(1)} for each customer`],
    ["Answered", count(answered), `${share(answered, calls)} of the calls`],
    ["Talk time", clockTime(talkTime), `${clockTime(average(talkTime, answered))} on average`],
  ];
  const item = ([name, figure, note]: readonly [string, string, string]): string =>
    `<div><dt>${escaped(name)}</dt><dd><b>${escaped(figure)}</b><span>${escaped(note)}</span></dd></div>`;
  return facts.map(item).join("\n");
}

function average(sum: number, number: number): number {
  return number === 0 ? 0 : sum / number;
}

function origin({ source, files }: Summary): string {
  const lines: string[] = [];
  if (source) lines.push(`Customers came from ${source.file}, SHA-256 ${source.sha256}.`);
  const others = Object.values(files).filter((name) => !name.endsWith(".html"));
  if (others.length > 0) lines.push(`Beside this file: ${others.join(", ")}.`);
  return lines.map((line) => `<p>${escaped(line)}</p>`).join("\n");
}
