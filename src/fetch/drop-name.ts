/** A name in a drop folder that nothing has: neither a file that waits nor one that is being imported. */
import { readdir } from "node:fs/promises";
import { fromSystem } from "../core/errors.ts";
import type { FetchedFile } from "../store/fetch-record.ts";
import type { FetchDeps } from "./deps.ts";

/** `customers.csv`, or `customers_2.csv` and so on; with the newest import run of that name before. */
export async function freeDropName(
  { dropFolder, store }: Pick<FetchDeps, "dropFolder" | "store">,
  importType: string,
  wanted: string,
): Promise<Pick<FetchedFile, "name" | "before">> {
  const { path, inProcessPath } = await dropFolder(importType);
  const taken = new Set([...(await namesIn(path)), ...(await namesIn(inProcessPath))]);
  let name = wanted;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = numbered(wanted, n);
  const [newest] = await store.runs({ type: importType, file: name, limit: 1 });
  return { name, ...(newest ? { before: newest.id } : {}) };
}

/** `customers.csv.gz` -> `customers_2.csv.gz` */
export function numbered(name: string, n: number): string {
  const [, stem = name, ending = ""] =
    /^(.+?)((?:\.[^.]+)?\.(?:gz|zip)|\.[^.]+)$/i.exec(name) ?? [];
  return `${stem}_${n}${ending}`;
}

/** Without regard to case, since some disks have none. */
async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).map((name) => name.toLowerCase());
  } catch (error) {
    throw fromSystem(error, `reading ${path}`);
  }
}
