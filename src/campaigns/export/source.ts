/** Where an export reads a campaign: the ledger, or the daemon's HTTP interface. */
import type {
  CampaignAttempt,
  CampaignCustomer,
  CampaignRecord,
  ScriptQuestion,
} from "../../store/campaign-ledger.ts";

/** Rows with a greater id than `after`, at most `limit`. */
export type ReadPage<Row> = (after: number, limit: number) => Promise<readonly Row[]>;

/** One campaign; pages as those of CampaignLedger. */
export interface CampaignSource {
  readonly campaign: CampaignRecord;
  readonly questions: readonly ScriptQuestion[];
  readonly customers: ReadPage<CampaignCustomer>;
  readonly attempts: ReadPage<CampaignAttempt>;
}

/** Rows of a page: even with fifty long attributes each they are a few megabytes. */
const PAGE = 200;

/** All rows, a page at a time. */
export async function* pages<Row extends { readonly id: number }>(
  read: ReadPage<Row>,
  signal?: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  let after = 0;
  for (;;) {
    signal?.throwIfAborted();
    const page = await read(after, PAGE);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    if (page.length < PAGE) return;
    after = last.id;
  }
}
