/** What is told of a campaign that has ended, in one line and as the mail of its end: pure. */
import type { ToldCampaign } from "../store/outbox.ts";
import type { View } from "./render.ts";
import { factViews } from "./report-views.ts";
import type { RunNotice } from "./run-notice.ts";

/** Whoever is told of imports of this type is told of the ends of campaigns. */
export const CAMPAIGN_TYPE = "OutboundCampaign";

/** Neither an end as planned nor one by hand is a problem; one by its date is, while somebody is left to be called. */
export function campaignNotice(campaign: ToldCampaign): RunNotice {
  const { id, name, customers, settings, ended } = campaign;
  const { createdAt, startedAt = createdAt, endedAt = startedAt } = campaign;
  const left = customers.NotHandled;
  const isByDate = settings.endDate !== undefined && settings.endDate <= endedAt;
  return {
    run: `campaign:${id}`,
    // All campaigns are one topic, so that many that end at one time are one digest.
    topic: "campaigns",
    topicTitle: "campaigns",
    title: `${name} campaign`,
    label: ended === "Completed" ? "completed" : stoppedLabel(left),
    weight: ended === "Stopped" && isByDate && left > 0 ? "problem" : "neutral",
    startedAt,
    finishedAt: endedAt,
    line: `${name}: ${successLine(campaign)}, ${calls(campaign.attempts)}`,
  };
}

function stoppedLabel(left: number): string {
  return left === 0 ? "stopped" : `stopped, ${left} left to call`;
}

/** @param folder absolute path of Export. */
export function campaignView(campaign: ToldCampaign, folder: string): View {
  const { name, reason, customers, attempts, results, source, files = {} } = campaign;
  const { queue, script } = campaign.settings;
  return {
    nameToType: PLAIN_NAME.test(name) ? `"${name}"` : "<name>",
    reason,
    queue,
    script,
    file: source?.file,
    successful: successLine(campaign),
    customers: factViews([
      ["Customers", String(totalOf(campaign))],
      ["Handled", String(customers.Handled)],
      ["All calls used", String(customers.MaxCalls)],
      ["Left to call", String(customers.NotHandled + customers.InCall)],
      ["Blocked", String(customers.Blocked)],
      ["Filtered", String(customers.Filtered)],
    ]),
    calls: factViews([
      ["Calls", String(attempts)],
      ...results.map(([result, count]) => [result, String(count)] as const),
    ]),
    folder,
    files: Object.values(files).map((file) => ({ name: file })),
  };
}

/** What a shell takes for a name also between quotation marks. */
const PLAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .,-]*$/u;

function totalOf({ customers }: ToldCampaign): number {
  return Object.values(customers).reduce((sum, count) => sum + count, 0);
}

/** `12 of 48 customers successful (25.0 %)` */
function successLine(campaign: ToldCampaign): string {
  const { successful } = campaign;
  const total = totalOf(campaign);
  const share = total === 0 ? "" : ` (${((100 * successful) / total).toFixed(1)} %)`;
  return `${successful} of ${total} customers successful${share}`;
}

function calls(count: number): string {
  return count === 1 ? "1 call" : `${count} calls`;
}
