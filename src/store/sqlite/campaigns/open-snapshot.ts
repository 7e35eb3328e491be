/** One moment of a campaign, for its export: a connection of its own with an open transaction. */
import { UsageError } from "../../../core/errors.ts";
import type {
  CampaignAttempt,
  CampaignCustomer,
  CampaignRecord,
  ScriptQuestion,
} from "../../campaign-ledger.ts";
import type { ImportTypeSpec } from "../../dataset-spec.ts";
import { Database } from "../database.ts";
import { layoutsOf } from "../layout.ts";
import { readAttempts } from "./attempt-rows.ts";
import { readCampaigns } from "./campaign-rows.ts";
import { readCustomers } from "./customer-pages.ts";
import { readQuestions } from "./scripts.ts";

export interface CampaignSnapshotOptions {
  /** Path of the store's file. */
  readonly path: string;
  readonly types: readonly ImportTypeSpec[];
  /** Of the service. */
  readonly timeZone: string;
}

/** Pages as those of CampaignLedger, all of one moment. */
export interface CampaignSnapshot extends Disposable {
  readonly campaign: CampaignRecord;
  readonly questions: readonly ScriptQuestion[];
  customers(after: number, limit: number): readonly CampaignCustomer[];
  attempts(after: number, limit: number): readonly CampaignAttempt[];
}

/** @throws {UsageError} S009 for an unknown campaign. @throws {OperatorError} S002, S005 @throws {TransientError} S006 */
export function openCampaignSnapshot(
  { path, types, timeZone }: CampaignSnapshotOptions,
  name: string,
): CampaignSnapshot {
  const db = new Database(path, { readOnly: true });
  try {
    db.exec("PRAGMA cache_size = -4096; BEGIN");
    const deps = { db, layouts: layoutsOf(types), timeZone };
    const [campaign] = readCampaigns(deps, { name });
    if (!campaign) throw new UsageError("S009", `There is no campaign '${name}'.`);
    return {
      campaign,
      questions: readQuestions(deps, name),
      customers: (after, limit) => readCustomers(deps, name, after, limit),
      attempts: (after, limit) => readAttempts(deps, name, after, limit),
      [Symbol.dispose]: () => {
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}
