/**
 * Dial lists: customers on loan to whoever works with files, as a csv that becomes a file of CampaignResult
 * once its empty columns are filled in. Pure.
 */
import { csvCell } from "../../campaigns/export/csv-cells.ts";
import { foldName } from "../../datasets/fold.ts";
import type { DialOrder } from "../../store/campaign-ledger.ts";

/** What whoever calls fills in. */
const TO_FILL = ["StartTime", "AnswerTime", "EndTime", "CallResult", "Agent", "Note"];
const KNOWN = [
  ...["Campaign", "CustomerExternalId", "AttemptNo", "Phone", "PhoneIndex", "Lease", "LeaseUntil"],
  ...["FirstName", "LastName", "Company", "Email", "Language", "PreferredAgent"],
];

export interface DialList {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * @param questions QuestionIds of the campaign's script, by their order.
 * @param reserved folded names of the columns that a file of results has.
 */
export function dialListOf(
  orders: readonly DialOrder[],
  questions: readonly string[],
  reserved: ReadonlySet<string>,
): DialList {
  const attributes = [...new Set(orders.flatMap((order) => Object.keys(order.attributes)))];
  const header = [
    ...KNOWN,
    ...TO_FILL,
    ...questions.map((id) => `Q_${id}`),
    ...attributes.map((name) => attributeColumn(name, reserved)),
  ];
  const empty = [...TO_FILL, ...questions].map(() => "");
  const rows = orders.map((order) => [
    ...knownCells(order),
    ...empty,
    ...attributes.map((name) => guarded(order.attributes[name])),
  ]);
  return { header, rows };
}

function knownCells(order: DialOrder): readonly string[] {
  const { campaign, externalId, attemptNo, phone, phoneIndex, lease, leaseUntil } = order;
  const { firstName, lastName, company, email, language, preferredAgent } = order;
  return [
    ...[campaign, externalId, String(attemptNo), phone, String(phoneIndex), lease, leaseUntil],
    ...[firstName, lastName, company, email, language, preferredAgent].map(guarded),
  ];
}

/** What is not read again, and would be taken for a formula, gets an apostrophe in front. */
function guarded(text: string | undefined): string {
  return csvCell(text, "text", { guardPhones: false });
}

/** An attribute that has the name of a column of results, or of an answer, would be taken for it. */
function attributeColumn(name: string, reserved: ReadonlySet<string>): string {
  return reserved.has(foldName(name)) || /^q_/i.test(name) ? `Customer_${name}` : name;
}
