/** The columns of the customers of a campaign: what came in, unchanged, and what became of each. */
import { foldName } from "../../datasets/fold.ts";
import type { CampaignCustomer, CampaignRecord } from "../../store/campaign-ledger.ts";
import { RESULT_TEXTS } from "./result-texts.ts";
import type { CustomerShape, InputColumn } from "./survey.ts";
import { number, phone, text, type Column, type Table } from "./table.ts";
import type { ZonedTimes } from "./zoned-times.ts";

export function customersTable(
  campaign: CampaignRecord,
  shape: CustomerShape,
  zoned: ZonedTimes,
): Table<CampaignCustomer> {
  const head = [
    text<CampaignCustomer>("Campaign", () => campaign.name),
    text<CampaignCustomer>("ExternalId", ({ externalId }) => externalId),
  ];
  const outcome = [
    ...normalised(shape.phones),
    ...outcomeColumns(campaign, zoned),
    ...shape.questionIds.map((id) =>
      text<CampaignCustomer>(`Q_${id}`, ({ answers }) => answers[id]),
    ),
  ];
  const taken = new Set([...head, ...outcome].map(({ name }) => foldName(name)));
  const input = shape.inputColumns
    .filter(({ name }) => !IDENTITY.has(foldName(name)))
    .map((column) => inputColumn(column, taken));
  return [...head, ...input, ...outcome];
}

/** They stand at the head of each row anyway. */
const IDENTITY: ReadonlySet<string> = new Set(["campaign", "externalid"]);

/** @param taken folded names of our own columns: two of one name could not be told apart. */
function inputColumn(
  { name, spellings }: InputColumn,
  taken: ReadonlySet<string>,
): Column<CampaignCustomer> {
  const key = foldName(name);
  const title = taken.has(key) ? `Input_${name}` : name;
  const of = ({ input }: CampaignCustomer): string | undefined =>
    input.find(([spelling]) => spellings.has(spelling))?.[1];
  return /^phone[1-5]$/.test(key) ? phone(title, of) : text(title, of);
}

function normalised(phones: number): Table<CampaignCustomer> {
  return Array.from({ length: phones }, (_, index) =>
    phone<CampaignCustomer>(`Phone${index + 1}Normalized`, (customer) => customer.phones[index]),
  );
}

function outcomeColumns({ settings }: CampaignRecord, zoned: ZonedTimes): Table<CampaignCustomer> {
  return [
    text("State", ({ state }) => state),
    text("CallResult", ({ callResult }) => callResult),
    text("CallResultText", ({ callResult }) => callResult && RESULT_TEXTS[callResult]),
    phone("CalledNumber", ({ calledNumber }) => calledNumber),
    number("Attempts", ({ attempts }) => attempts),
    text("FirstCallTime", ({ firstCallTime }) => zoned(firstCallTime)),
    text("LastCallTime", ({ lastCallTime }) => zoned(lastCallTime)),
    number("TalkTime", ({ talkTime }) => talkTime),
    text("Agent", ({ agent }) => agent),
    text("AgentName", ({ agentName }) => agentName),
    text("NextCallTime", ({ state, nextCallTime }) =>
      state === "NotHandled" ? zoned(nextCallTime) : undefined,
    ),
    text("Note", ({ note }) => note),
    text("Script", () => settings.script),
    text("ScriptSavedAt", ({ scriptSavedAt }) => zoned(scriptSavedAt)),
  ];
}
