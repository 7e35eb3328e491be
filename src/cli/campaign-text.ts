/** Campaigns, as lines for people: pure. */
import type { CampaignView } from "../campaigns/dialler/desk.ts";
import type { SimulatorSummary } from "../campaigns/dialler/simulate.ts";
import { shownName } from "../files/safe-name.ts";
import type { CampaignAttempt, CustomerActOutcome } from "../store/campaign-ledger.ts";
import type { Colours } from "./terminal.ts";
import { bar, count, duration, table } from "./text.ts";

/** `Campaign  [####----]  41 %  Spring  4 100 of 10 000 customers  12 345 calls  3 m left` */
export function campaignTexts(
  campaigns: readonly CampaignView[],
  colours: Colours,
): readonly string[] {
  return campaigns.map((one) => {
    if (one.held) return colours.red(`Campaign  ${shownName(one.name)}  ${heldText(one.held)}`);
    const parts = ["Campaign", ...progressParts(one), stateText(one, colours)];
    return parts.filter((part) => part !== "").join("  ");
  });
}

function stateText({ state, ended }: CampaignView, colours: Colours): string {
  if (ended !== undefined) return "its files are being written";
  return state === "Paused" ? colours.yellow("paused") : "";
}

function heldText({ code, reason, retryAt }: NonNullable<CampaignView["held"]>): string {
  return `held: ${code} ${reason}; tried again at ${retryAt}`;
}

function progressParts({ name, progress, attempts }: CampaignView): readonly string[] {
  const { customers, done, remainingMs } = progress;
  const share = customers === 0 ? 0 : done / customers;
  return [
    bar(share),
    `${Math.floor(share * 100)} %`.padStart(5),
    shownName(name),
    `${count(done)} of ${count(customers)} customers`,
    attempts === 1 ? "1 call" : `${count(attempts)} calls`,
    remainingMs === undefined || done === customers ? "" : `${duration(remainingMs)} left`,
  ];
}

const LIST_HEADER = [
  "campaign",
  "state",
  "done",
  "customers",
  "calls",
  "queue",
  "started",
  "ended",
];

export function campaignTable(campaigns: readonly CampaignView[]): readonly string[] {
  const rows = campaigns.map(({ name, state, progress, attempts, settings, ...times }) => [
    shownName(name),
    state,
    count(progress.done),
    count(progress.customers),
    count(attempts),
    shownName(settings.queue ?? ""),
    times.startedAt ?? "",
    times.endedAt ?? "",
  ]);
  return table(LIST_HEADER, rows);
}

/** One campaign, whole. */
export function campaignShown(one: CampaignView, colours: Colours): readonly string[] {
  const { settings, source, files = {} } = one;
  const why = one.reason === undefined ? "" : ` (${one.reason})`;
  const { numberOfRedials } = settings;
  const redials = `${numberOfRedials} ${numberOfRedials === 1 ? "redial" : "redials"} after ${settings.redialInterval} s`;
  const lines = [
    `${colours.bold(shownName(one.name))}, ${one.state}${why}`,
    progressParts(one)
      .filter((part) => part !== "")
      .join("  "),
    `customers: ${Object.entries(one.customers)
      .map(([state, number]) => `${state} ${count(number)}`)
      .join(", ")}`,
    `${redials}, ${settings.maxLines} lines, rings for ${settings.maxRingingTime} s, time zone ${settings.timeZone}`,
    `created ${one.createdAt}, started ${one.startedAt ?? "not yet"}, ended ${one.endedAt ?? "not yet"}`,
  ];
  if (one.held) lines.push(colours.red(heldText(one.held)));
  const named = { queue: settings.queue, script: settings.script, mode: settings.dialingMode };
  const set = Object.entries(named).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} ${shownName(value)}`],
  );
  if (set.length > 0) lines.push(set.join(", "));
  const { startDate, endDate } = settings;
  if (startDate !== undefined || endDate !== undefined) {
    lines.push(`from ${startDate ?? "now"} until ${endDate ?? "all are done"}`);
  }
  if (source) lines.push(`from ${shownName(source.file)}, import ${source.run}`);
  for (const [role, name] of Object.entries(files)) lines.push(`${role}: ${name}`);
  return lines;
}

const ATTEMPT_HEADER = ["customer", "no", "number", "start", "result", "dialled", "next", "agent"];

export function attemptTable(attempts: readonly CampaignAttempt[]): readonly string[] {
  const rows = attempts.map((one) => [
    shownName(one.externalId),
    String(one.attemptNo),
    one.phone,
    one.startTime,
    one.callResult,
    one.dialled ? "yes" : "no",
    one.redialAt === undefined ? one.nextAction : `${one.nextAction} ${one.redialAt}`,
    shownName(one.agent ?? ""),
  ]);
  return table(ATTEMPT_HEADER, rows);
}

/** What became of one who was left out or taken back. */
export function customerActText(one: CustomerActOutcome): string {
  const name = shownName(one.externalId);
  if (one.kind === "unknown") return `${name}: there is no such customer`;
  const what =
    one.kind === "unchanged" ? `unchanged, ${one.customerState ?? ""}` : one.customerState;
  return `${name}: ${what ?? ""}${one.message === undefined ? "" : `. ${one.message}`}`;
}

/** What a simulation came to. */
export function simulatedTexts(summary: SimulatorSummary): readonly string[] {
  const { calls, late, refused, notBegun, results } = summary;
  const lines = [`${count(calls)} simulated calls; nobody was called`];
  const byCount = Object.entries(results).sort(([, a], [, b]) => b - a);
  for (const [result, number] of byCount) lines.push(`${count(number).padStart(9)}  ${result}`);
  if (notBegun > 0) lines.push(`${count(notBegun)} were not to be dialled any more`);
  if (late > 0) lines.push(`${count(late)} came too late and count as attempts only`);
  if (refused > 0) lines.push(`${count(refused)} were refused`);
  return lines;
}
