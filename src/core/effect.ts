/**
 * Every step of a line that leaves a trace outside the process, by name. The test build puts a
 * module in this one's place that can kill the process before or after any of them, so a step
 * that is not named here can't be forgotten by the crash tests: it does not compile.
 */
export const EFFECTS = [
  "claim.rename",
  "claim.ledger",
  "claim.sync",
  "apply.begin",
  "apply.rows",
  "apply.commit",
  "report.log",
  "report.rejected",
  "report.err",
  "archive.move",
  "archive.sync",
  "report.result",
  "report.sync",
  "archive.ledger",
  "archive.sweep",
] as const;

/** The steps of the export line, of the catalogue and of retention. */
export const EXPORT_EFFECTS = [
  "catalogue.write",
  "due.account",
  "export.start",
  "export.file",
  "export.built",
  "publish.upload",
  "publish.rename",
  "publish.index",
  "export.published",
  "export.finish",
  "export.clean",
  "retain.remove",
  "retain.ledger",
] as const;

/** The steps of notices: what is to be told, and mails on their way. */
export const NOTICE_EFFECTS = ["notices.settle", "mail.send", "mail.mark"] as const;

/** The steps of the fetch line. */
export const FETCH_EFFECTS = [
  "fetch.start",
  "fetch.found",
  "fetch.download",
  "fetch.unpack",
  "fetch.fetched",
  "fetch.stage",
  "fetch.drop",
  "fetch.dropped",
  "fetch.decided",
  "fetch.target",
  "fetch.settle",
  "fetch.settled",
  "fetch.finish",
  "fetch.clean",
] as const;

/** The steps of campaigns that run. */
export const CAMPAIGN_EFFECTS = ["campaign.advance"] as const;

/** The steps of the export of a campaign that has ended. */
export const CAMPAIGN_EXPORT_EFFECTS = [
  "campaign.write",
  "campaign.move",
  "campaign.mark",
  "campaign.clean",
  "campaign.expire",
] as const;

/** The steps of results of calls and of dial lists. */
export const DIALLER_EFFECTS = ["attempts.record", "diallist.take", "diallist.write"] as const;

export type Effect =
  | (typeof EFFECTS)[number]
  | (typeof EXPORT_EFFECTS)[number]
  | (typeof CAMPAIGN_EXPORT_EFFECTS)[number]
  | (typeof FETCH_EFFECTS)[number]
  | (typeof CAMPAIGN_EFFECTS)[number]
  | (typeof NOTICE_EFFECTS)[number]
  | (typeof DIALLER_EFFECTS)[number];

/** Runs `act`, an effect of the line. */
export async function effect<T>(_name: Effect, act: () => Promise<T>): Promise<T> {
  return await act();
}

/** Runs `act`, an effect of the line, in a thread that works synchronously. */
export function effectSync<T>(_name: Effect, act: () => T): T {
  return act();
}
