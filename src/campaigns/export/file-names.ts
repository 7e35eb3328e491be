/** Names of the files of a campaign in Export/: the same at every attempt; pure. */
import { historyStamp } from "../../core/zone.ts";
import { nameProblem } from "../../files/safe-name.ts";
import type { CampaignRecord } from "../../store/campaign-ledger.ts";

/** What a file holds, and how its name ends; the summary is the last to appear. */
export const ENDINGS = {
  customers: "_customers.csv",
  attempts: "_attempts.csv",
  workbook: "_campaign.xlsx",
  report: "_report.html",
  summary: "_summary.json",
} as const;
export type FileRole = keyof typeof ENDINGS;
export const ROLES = Object.keys(ENDINGS) as readonly FileRole[];

const NAME_BYTES = 255;
/** Room for the stamp, a number, the longest ending, and what a temporary name adds. */
const RESERVED_BYTES = 64;
const UNSAFE = /[\s/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]+/gu;

/**
 * `20261120_101500_Spring offers` gives `20261120_101500_Spring_offers_customers.csv` and so on.
 * @param at when the campaign ended; of one that goes on, now.
 * @param n counts names that are taken: from 2 on it stands behind the stamp.
 */
export function exportNames(
  { name, settings }: Pick<CampaignRecord, "name" | "settings">,
  at: Date,
  n = 1,
): Readonly<Record<FileRole, string>> {
  const number = n === 1 ? "" : `_${n}`;
  const head = `${historyStamp(at, settings.timeZone)}${number}_${safeCampaignName(name)}`;
  const named = ROLES.map((role) => [role, head + ENDINGS[role]] as const);
  return Object.fromEntries(named) as Record<FileRole, string>;
}

/** The name of a campaign as a part of a file name: any system can have it, and a shell takes it for one word. */
export function safeCampaignName(name: string): string {
  const plain = name.normalize("NFC").replace(UNSAFE, "_");
  const bounded = cut(plain, NAME_BYTES - RESERVED_BYTES).replace(/^[._]+|[._]+$/g, "");
  if (bounded === "") return "campaign";
  return nameProblem(bounded) === undefined ? bounded : `campaign_${bounded.replace(/\./g, "_")}`;
}

function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let room = bytes;
  let kept = "";
  for (const character of text) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return kept;
}
