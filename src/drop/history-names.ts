/** Names in History. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { historyStamp } from "../core/zone.ts";
import { historyName } from "../files/free-name.ts";
import type { DropDeps } from "./deps.ts";
import type { DropFolder } from "./folders.ts";

/** The name that a file gets in History if its import starts now; no file there has it. */
export function freeHistoryName(deps: DropDeps, folder: DropFolder, file: string): string {
  const stamp = historyStamp(deps.clock.now(), deps.timeZone);
  return historyName(stamp, file, (name) => existsSync(join(folder.historyPath, name)));
}
