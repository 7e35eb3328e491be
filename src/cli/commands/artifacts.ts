/** `quayside artifacts`: what is published, until when. */
import type { ArtifactsAnswer } from "../../console/routes/exports.ts";
import { JSON_OPTION, type Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { bytes, table } from "../text.ts";
import { deleteArtifactCommand } from "./artifacts/delete.ts";
import { downloadCommand } from "./artifacts/download.ts";

const listCommand: Command = {
  name: "list",
  usage: "",
  summary: "published exports with size, day of publication and remaining days",
  options: [JSON_OPTION],
  examples: ["quayside artifacts list"],
  exitCodes: [0, 1, 3, 7],
  run: async ({ terminal, daemon }, { options }) => {
    const { artifacts } = await (await daemon()).get<ArtifactsAnswer>("/v1/artifacts");
    if (options["json"] === true) terminal.out(JSON.stringify({ artifacts }));
    else if (artifacts.length === 0) terminal.note("nothing is published");
    else {
      const rows = artifacts.map((one) => [
        one.run,
        one.title,
        one.destination,
        String(one.files.length),
        bytes(one.sizeBytes),
        one.publishedAt,
        String(one.remainingDays),
      ]);
      table(HEADER, rows).forEach(terminal.out);
    }
    return EXIT.done;
  },
};

const HEADER = ["run", "job", "destination", "files", "size", "published", "days left"];

export const artifactsCommand: Command = {
  ...listCommand,
  name: "artifacts",
  summary: "published exports: list (alone), download, delete",
  subcommands: [listCommand, downloadCommand, deleteArtifactCommand],
};
