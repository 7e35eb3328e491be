/** The thread in which the files of one campaign are written: cells by the million, beside all other work. */
import { fromSystem } from "../../core/errors.ts";
import { serveCalls } from "../../core/serve-calls.ts";
import { buildFromStore } from "./build-from-store.ts";
import type { CampaignExportCalls } from "./export-calls.ts";

serveCalls<CampaignExportCalls>(
  () => ({
    build: async (_context, plan) => {
      try {
        return await buildFromStore(plan);
      } catch (error) {
        // A full disk says what it could not do, not where.
        throw fromSystem(error, `Writing the files of a campaign into ${plan.folder}`);
      }
    },
  }),
  (error) => fromSystem(error, "Writing the files of a campaign"),
);
