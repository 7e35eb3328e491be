/** Campaigns as records of the ledger, with the counts of their customers. */
import { UsageError } from "../../../core/errors.ts";
import { fold } from "../../fold.ts";
import {
  CUSTOMER_STATES,
  type CampaignRecord,
  type CampaignSettings,
  type CampaignState,
  type CustomerState,
} from "../../campaign-ledger.ts";
import type { Database, SqlRow, SqlValue } from "../database.ts";
import { haveCampaigns } from "../campaign-tables.ts";
import type { CampaignDeps } from "./deps.ts";

const SELECT = `SELECT c.Id, c.Campaign, c.State,
  (SELECT Name FROM Queues WHERE Id = c.QueueId), (SELECT ScriptName FROM Scripts WHERE Id = c.ScriptId),
  c.DialingMode, c.StartDate, c.EndDate, c.TimeZone, c.MaxLines, c.MaxRingingTime, c.RedialInterval,
  c.NumberOfRedials, c.Language, l.CreatedAt, l.StartedAt, l.EndedAt, l.Ended, l.Reason, l.Stopping,
  l.ExportedAt, l.Files, l.Run, l.File, l.Sha256
  FROM OutboundCampaign AS c JOIN CampaignLife AS l ON l.Campaign = c.Id`;

/** A campaign without its counts. */
export type PlainCampaign = Omit<CampaignRecord, "customers" | "attempts">;

export interface CampaignFilter {
  readonly states?: readonly CampaignState[];
  readonly name?: string;
  readonly id?: number;
}

export function readCampaigns(
  deps: CampaignDeps,
  filter: CampaignFilter,
): readonly CampaignRecord[] {
  return plainCampaigns(deps, filter).map((campaign) => withCounts(deps.db, campaign));
}

/** In the order of their creation. */
export function plainCampaigns(
  { db, layouts, timeZone }: CampaignDeps,
  { states, name, id }: CampaignFilter,
): readonly PlainCampaign[] {
  if (!haveCampaigns(layouts)) return [];
  const conditions = ["true"];
  const values: SqlValue[] = [];
  if (name !== undefined) {
    conditions.push("c.Key = ?");
    values.push(fold(name));
  }
  if (id !== undefined) {
    conditions.push("c.Id = ?");
    values.push(id);
  }
  if (states) {
    conditions.push(`c.State IN (${states.map(() => "?").join(", ")})`);
    values.push(...states);
  }
  return db
    .statement(`${SELECT} WHERE ${conditions.join(" AND ")} ORDER BY c.Id`)
    .all(...values)
    .map((row) => campaignOf(row, timeZone));
}

/** @throws {UsageError} S009 */
export function namedCampaign(deps: CampaignDeps, name: string): PlainCampaign {
  const [campaign] = plainCampaigns(deps, { name });
  if (campaign) return campaign;
  throw new UsageError("S009", `There is no campaign '${name}'.`, {
    hint: "`quayside campaigns list` shows all of them.",
  });
}

export function withCounts(db: Database, campaign: PlainCampaign): CampaignRecord {
  const counted = db
    .statement("SELECT State, count(*) FROM Customer WHERE CampaignId = ? GROUP BY State")
    .all(campaign.id);
  const counts = new Map(counted.map(([state, count]) => [state, Number(count)]));
  const customers = Object.fromEntries(
    CUSTOMER_STATES.map((state) => [state, counts.get(state) ?? 0]),
  ) as Record<CustomerState, number>;
  const attempts = db.value(
    "SELECT count(*) FROM CampaignAttempt WHERE Campaign = ? AND Dialled = 1",
    campaign.id,
  );
  return { ...campaign, customers, attempts: Number(attempts) };
}

function campaignOf(row: SqlRow, timeZone: string): PlainCampaign {
  const [id, name, state, ...rest] = row;
  const settings = rest.slice(0, 11);
  const [createdAt, startedAt, endedAt, ended, reason, stopping, exportedAt, files, ...source] =
    rest.slice(11);
  const [run, file, sha256] = source;
  return {
    id: Number(id),
    name: String(name),
    state: String(state) as CampaignState,
    settings: settingsOf(settings, timeZone),
    createdAt: String(createdAt),
    ...text("startedAt", startedAt),
    ...text("endedAt", endedAt),
    ...(isText(ended) ? { ended: ended as "Completed" | "Stopped" } : {}),
    ...text("reason", reason),
    ...(stopping === 1 ? { isStopping: true } : {}),
    ...text("exportedAt", exportedAt),
    ...(isText(files) ? { files: JSON.parse(files) as Record<string, string> } : {}),
    ...(isText(run) && isText(file) ? { source: { run, file, sha256: String(sha256 ?? "") } } : {}),
  };
}

function settingsOf(row: SqlRow, serviceZone: string): CampaignSettings {
  const [queue, script, dialingMode, startDate, endDate, zone, ...rest] = row;
  const [maxLines, maxRingingTime, redialInterval, numberOfRedials, language] = rest;
  return {
    ...text("queue", queue),
    ...text("script", script),
    ...text("dialingMode", dialingMode),
    ...text("startDate", startDate),
    ...text("endDate", endDate),
    timeZone: isText(zone) ? zone : serviceZone,
    // A cell `~` clears a setting; then the default of the definition holds again.
    maxLines: Number(maxLines ?? 30),
    maxRingingTime: Number(maxRingingTime ?? 15),
    redialInterval: Number(redialInterval ?? 600),
    numberOfRedials: Number(numberOfRedials ?? 3),
    ...text("language", language),
  };
}

/** A property that is left out where the column is null. */
export function text<Name extends string>(
  name: Name,
  value: SqlValue | undefined,
): Partial<Readonly<Record<Name, string>>> {
  if (value === null || value === undefined) return {};
  return { [name]: String(value) } as Record<Name, string>;
}

function isText(value: SqlValue | undefined): value is string {
  return typeof value === "string";
}
