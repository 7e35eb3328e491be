/** `quayside campaigns export`: the files of a campaign again, or as it stands now. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { FileKind } from "../../../campaigns/export/build.ts";
import type { CampaignSource } from "../../../campaigns/export/source.ts";
import type { CampaignView } from "../../../campaigns/dialler/desk.ts";
import type {
  AttemptsAnswer,
  CustomersAnswer,
  QuestionsAnswer,
} from "../../../console/routes/campaigns.ts";
import { fromSystem, systemCode, UsageError } from "../../../core/errors.ts";
import { JSON_OPTION, textOption, type Command } from "../../command.ts";
import type { DaemonClient } from "../../daemon-client.ts";
import { EXIT } from "../../exit-codes.ts";
import { campaignPath } from "./show.ts";

const KINDS: readonly FileKind[] = ["csv", "xlsx", "report"];

export const exportCommand: Command = {
  name: "export",
  usage: "<name>",
  summary: "the files of a campaign once more, or of one that still runs, as it stands now",
  options: [
    { flags: "--out <folder>", summary: "where they go (default: here)" },
    {
      flags: "--files <kinds>",
      summary: `some of ${KINDS.join(",")} (default: campaigns.export.files of the settings)`,
    },
    JSON_OPTION,
  ],
  examples: [
    "quayside campaigns export Spring --out reports",
    "quayside campaigns export Spring --files report --out .",
  ],
  exitCodes: [0, 1, 2, 3, 5, 6, 7],
  run: async ({ terminal, daemon, config, clock, calls }, { args, options }) => {
    const { campaignExport } = await config();
    const kinds = kindsOf(textOption(options, "files")) ?? campaignExport.kinds;
    const folder = resolve(textOption(options, "out") ?? ".");
    const source = await sourceOf(await daemon(), campaignPath(args));
    const endedAt = source.campaign.endedAt;
    const at = endedAt === undefined ? clock.now() : new Date(endedAt);
    const write = async (): Promise<readonly string[]> => {
      await mkdir(folder, { recursive: true });
      // Beside the place where they belong, so that each appears whole.
      const work = await mkdtemp(join(folder, ".quayside-campaign-"));
      try {
        const plan = { source, work, folder, at, options: { ...campaignExport, kinds } };
        return await calls.writeCampaign(plan);
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    };
    const files = await write().catch((error: unknown) => {
      if (systemCode(error) === "EEXIST") {
        throw new UsageError("S010", `--out: ${folder} is a file`, { hint: "Name a folder." });
      }
      throw fromSystem(error, `Writing into ${folder}`);
    });
    const paths = files.map((name) => join(folder, name));
    if (options["json"] === true) {
      terminal.out(JSON.stringify({ campaign: source.campaign.name, files: paths }));
    } else paths.forEach(terminal.out);
    return EXIT.done;
  },
};

/** @throws {UsageError} S010 for a kind that there is not. */
function kindsOf(text: string | undefined): readonly FileKind[] | undefined {
  return text?.split(",").map((given) => {
    const kind = KINDS.find((one) => one === given.trim().toLowerCase());
    if (kind !== undefined) return kind;
    throw new UsageError("S010", `--files: there is no kind '${given.trim()}'`, {
      hint: `There are ${KINDS.join(", ")}; the summary is written in any case.`,
    });
  });
}

async function sourceOf(client: DaemonClient, path: string): Promise<CampaignSource> {
  const campaign = await client.get<CampaignView>(path);
  const { questions } = await client.get<QuestionsAnswer>(`${path}/questions`);
  return {
    campaign,
    questions,
    customers: async (after, limit) => {
      const page = await client.get<CustomersAnswer>(`${path}/customers`, { after, limit });
      // JSON has no undefined: a phone that is missing comes as null.
      return page.customers.map((one) => {
        const phones = (one.phones as readonly (string | null | undefined)[]).map(
          (each) => each ?? undefined,
        );
        return { ...one, phones };
      });
    },
    attempts: async (after, limit) =>
      (await client.get<AttemptsAnswer>(`${path}/attempts`, { after, limit })).attempts,
  };
}
