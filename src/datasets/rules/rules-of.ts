/** Which rules belong to which dataset. */
import type { DatasetSpec } from "../../store/dataset-spec.ts";
import { checkBlockedNumber } from "./blocked-numbers.ts";
import { checkCalendarRow } from "./calendar.ts";
import { checkDirectoryEntry } from "./directory.ts";
import { checkCampaign, checkCustomer } from "./outbound-campaign.ts";
import { checkQueue } from "./queues.ts";
import type { GroupRule } from "./group-rule.ts";
import type { RowRule } from "./row-rule.ts";
import { checkQuestion, checkScript } from "./scripts.ts";

export interface DatasetRules {
  readonly row?: RowRule;
  /** Over all rows of one record. */
  readonly group?: GroupRule;
  /** Columns that the rule fills in, whether the file has them or not. */
  readonly fills: readonly string[];
}

const RULES: Readonly<Record<string, DatasetRules>> = {
  BlockedNumbers: { row: checkBlockedNumber, fills: ["ValidUntil"] },
  Calendar: { row: checkCalendarRow, fills: [] },
  Customer: { row: checkCustomer, fills: [] },
  OutboundCampaign: { row: checkCampaign, fills: [] },
  Queues: { row: checkQueue, fills: [] },
  Scripts: { row: checkQuestion, group: checkScript, fills: [] },
};

export function rulesOf(dataset: DatasetSpec): DatasetRules {
  // Where ExternalId is required the store refuses what this only warns of.
  const isOpen =
    dataset.name === "Directory" && !dataset.oneOf.some((names) => names.includes("ExternalId"));
  return isOpen ? { row: checkDirectoryEntry, fills: [] } : (RULES[dataset.name] ?? { fills: [] });
}
