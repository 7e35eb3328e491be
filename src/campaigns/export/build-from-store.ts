/** Writes the files of a campaign from one moment of the store. */
import { openCampaignSnapshot } from "../../store/sqlite/campaigns/open-snapshot.ts";
import { buildFiles } from "./build.ts";
import type { BuildPlan, BuiltFiles } from "./export-calls.ts";

/** @throws what the file system says. @throws {UsageError} S009 the campaign is not there any more. */
export async function buildFromStore(plan: BuildPlan): Promise<BuiltFiles> {
  const { storePath, types, timeZone, folder, names, at, options } = plan;
  using snapshot = openCampaignSnapshot({ path: storePath, types, timeZone }, plan.campaign);
  const source = {
    campaign: snapshot.campaign,
    questions: snapshot.questions,
    customers: async (after: number, limit: number) => snapshot.customers(after, limit),
    attempts: async (after: number, limit: number) => snapshot.attempts(after, limit),
  };
  return await buildFiles(source, { folder, names, at: new Date(at) }, options);
}
