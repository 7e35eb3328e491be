/** Writes dial lists into Export/: for each campaign that runs, from time to time, who is to be called. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import { isAborted } from "../../core/abort.ts";
import type { Clock } from "../../core/clock.ts";
import { effect } from "../../core/effect.ts";
import type { Logger } from "../../core/log.ts";
import { historyStamp } from "../../core/zone.ts";
import { foldName } from "../../datasets/fold.ts";
import { writeFileAtomic } from "../../files/atomic-write.ts";
import { csvLine } from "../../formats/csv-writer.ts";
import {
  type CampaignLedger,
  type CampaignRecord,
  DIAL_LIST,
  type DialOrder,
} from "../../store/campaign-ledger.ts";
import { safeCampaignName } from "../../campaigns/export/file-names.ts";
import { dialListOf } from "./dial-list.ts";

export interface DialListDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ledger: CampaignLedger;
  /** `Export/`. */
  readonly folderPath: string;
  /** Columns of a file of results: attributes of customers must not bear their names. */
  readonly resultColumns: readonly string[];
}

export interface DialListOptions {
  /** Customers of a list at most. */
  readonly size: number;
  readonly everyMs: number;
  readonly leaseMs: number;
}

const BYTE_ORDER_MARK = "\ufeff";

/** Writes lists until `stop` is aborted. Never rejects: what fails is logged and tried again. */
export async function writeDialLists(
  deps: DialListDeps,
  options: DialListOptions,
  stop: AbortSignal,
): Promise<void> {
  const { clock, log, ledger } = deps;
  while (!stop.aborted) {
    try {
      for (const campaign of await ledger.campaigns({ states: ["Running"] })) {
        if (!isAborted(stop)) await writeDialList(deps, options, campaign);
      }
    } catch (err) {
      log.error({ event: "diallist.failed", err }, "a dial list could not be written");
    }
    await clock.sleep(options.everyMs, stop);
  }
}

/** Takes who may be called now and writes them down; without anybody there is no file. */
export async function writeDialList(
  deps: DialListDeps,
  { size, leaseMs }: Pick<DialListOptions, "size" | "leaseMs">,
  { name, settings }: CampaignRecord,
): Promise<string | undefined> {
  const { clock, log, ledger, folderPath } = deps;
  const now = clock.now();
  const wish = { campaign: name, dialler: DIAL_LIST, count: size, now: now.toISOString() };
  const leaseSeconds = Math.ceil(leaseMs / 1_000);
  const [orders = []] = await effect("diallist.take", () =>
    ledger.nextCustomers([{ ...wish, leaseSeconds }]),
  );
  if (orders.length === 0) return undefined;
  try {
    const questions = await ledger.campaignQuestions(name);
    const asked = questions.filter(({ answerType }) => answerType !== "Info");
    const text = textOf(
      deps,
      orders,
      asked.map(({ questionId }) => questionId),
    );
    const stem = `${historyStamp(now, settings.timeZone)}_${safeCampaignName(name)}`;
    const path = await freePath(folderPath, stem);
    await effect("diallist.write", () => writeFileAtomic(path, text));
    const fields = { event: "diallist.written" as const, campaign: name, path };
    log.info({ ...fields, customers: orders.length }, "dial list written");
    return path;
  } catch (error) {
    // Nobody will call them.
    for (const { lease } of orders) await ledger.releaseLease(lease, clock.now().toISOString());
    throw error;
  }
}

function textOf(
  { resultColumns }: DialListDeps,
  orders: readonly DialOrder[],
  questions: readonly string[],
): string {
  const reserved = new Set(resultColumns.map(foldName));
  const { header, rows } = dialListOf(orders, questions, reserved);
  return BYTE_ORDER_MARK + [header, ...rows].map((cells) => csvLine(cells)).join("");
}

/** Two lists of a campaign in one second get different names. */
async function freePath(folderPath: string, stem: string): Promise<string> {
  for (let n = 1; ; n++) {
    const number = n === 1 ? "" : `_${n}`;
    const path = join(folderPath, `${stem}${number}_diallist.csv`);
    const isTaken = await access(path).then(
      () => true,
      () => false,
    );
    if (!isTaken) return path;
  }
}
