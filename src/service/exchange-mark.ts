/**
 * The mark of an exchange folder: a hidden file that says "this is it, and it is mounted". With runs open
 * in the ledger, a folder without it is the empty place where a share should be: reporting into it
 * would close runs whose files come back with the share, and then be imported a second time.
 */
import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromSystem, OperatorError, systemCode } from "../core/errors.ts";
import type { Store } from "../store/store.ts";

export const MARK_NAME = ".quayside.folder";

/** @throws {OperatorError} S005 when runs are open and the folder is not the one that they began in. */
export async function checkExchange(serverFolder: string, store: Store): Promise<void> {
  const path = join(serverFolder, MARK_NAME);
  if (await isThere(path)) return;
  const [open] = await store.runs({ states: ["Claimed", "Decided"], limit: 1 });
  if (open) {
    throw new OperatorError(
      "S005",
      `${serverFolder} is not the exchange folder in which the import of ${open.file} (run ${open.id}) began`,
      {
        hint:
          "Mount the share and start again. If the folder is lost for good, " +
          `create ${path} as an empty file: those runs then end as Failed.`,
      },
    );
  }
  try {
    await writeFile(
      path,
      "This folder is an exchange folder of Quayside; leave this file in it.\n",
    );
  } catch (error) {
    throw fromSystem(error, `Writing ${path}`);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw fromSystem(error, `Looking for ${path}`);
  }
}
