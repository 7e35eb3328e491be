/** Queues: an address that fits the channel. */
import type { RowRule, RuleRow } from "./row-rule.ts";

export const checkQueue: RowRule = (row, { normalisePhone }) => {
  const address = row.text("Address");
  if (address === undefined) return;
  // The channel of an existing queue can't change, so a file that updates may leave it out.
  const channel = row.text("Channel") ?? (address.includes("@") ? "Email" : "");
  if (channel === "Phone") {
    checkPhone(row, address, normalisePhone(address));
  } else if (channel === "Email" && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(address)) {
    row.errorIn("Address", "R002", "Expected a mail address for a queue of channel Email.");
  } else if (channel === "" && /^[+0(]/.test(address)) {
    row.set("Address", normalisePhone(address) ?? address);
  }
};

function checkPhone(row: RuleRow, address: string, number: string | undefined): void {
  if (/^[1-9]\d{1,5}$/.test(address)) return;
  if (number !== undefined) row.set("Address", number);
  else if (!/^\d{2,8}$/.test(address)) {
    row.errorIn("Address", "R005", "Expected a phone number or an extension of 2 to 8 digits.");
  }
}
