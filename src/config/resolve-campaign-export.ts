/** The settings of the export of campaigns, with defaults. */
import { durationMs } from "./duration.ts";
import type { CampaignExportConfig } from "./service-config.ts";
import type { ServiceSettings } from "./service-settings.ts";

export function resolveCampaignExport({ campaigns }: ServiceSettings): CampaignExportConfig {
  const given = campaigns?.export ?? {};
  return {
    kinds: given.files ?? ["csv", "xlsx", "report"],
    delimiter: given.delimiter === "tab" ? "\t" : (given.delimiter ?? ";"),
    guardPhones: given.guardPhones ?? false,
    retentionMs: durationMs(given.retention ?? "365d"),
  };
}
