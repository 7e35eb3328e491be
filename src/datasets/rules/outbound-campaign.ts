/** Campaigns and their customers: times in order, each number once. */
import { checkOrder, checkTimes, type RowRule } from "./row-rule.ts";

const PHONES = ["Phone1", "Phone2", "Phone3", "Phone4", "Phone5"] as const;

export const checkCampaign: RowRule = (row) => {
  checkOrder(row, "StartDate", "EndDate");
};

export const checkCustomer: RowRule = (row) => {
  checkTimes(row, "CallFrom", "CallUntil");
  const seen = new Set<string>();
  for (const column of PHONES) {
    const number = row.text(column);
    if (number === undefined) continue;
    // The raw text stays: the export gives it back as it came.
    if (seen.has(number)) row.set(column, null);
    seen.add(number);
  }
};
