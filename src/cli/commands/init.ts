/** `quayside init`: a folder to start from, with settings, drop folders and models. */
import { constants } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../../config/load-config.ts";
import { fromSystem, systemCode } from "../../core/errors.ts";
import type { Command } from "../command.ts";

/** The settings as shipped are the commented example. */
const SHIPPED_SETTINGS = fileURLToPath(new URL("../../../service.yml", import.meta.url));

export const initCommand: Command = {
  name: "init",
  usage: "[dir]",
  summary: "writes a commented service.yml, the folders and the models",
  options: [],
  examples: ["quayside init /srv/quayside"],
  exitCodes: [0, 1, 3, 6],
  run: async ({ terminal, calls }, { args }) => {
    const folder = resolve(args[0] ?? ".");
    const settingsPath = join(folder, "service.yml");
    const isNew = await copySettings(folder, settingsPath);
    terminal.out(`${settingsPath} ${isNew ? "written" : "is there already and was left alone"}`);
    const config = await loadConfig({ settingsPath });
    await calls.createExchange(config);
    terminal.out(`exchange folder ${config.folder} is ready`);
    const shown = relative(process.cwd(), settingsPath);
    terminal.out(`start the daemon with: quayside start --settings ${shown || settingsPath}`);
    return 0;
  },
};

async function copySettings(folder: string, path: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await copyFile(SHIPPED_SETTINGS, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw fromSystem(error, `Writing ${path}`);
  }
}
