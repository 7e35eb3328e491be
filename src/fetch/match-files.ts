/** Which files of a folder a pattern means, and which of them have come to rest. Pure. */
import { isTemporaryName } from "../files/temporary-names.ts";
import { nameProblem } from "../files/safe-name.ts";
import { expandDates } from "../jobs/name-pattern.ts";
import type { RemoteEntry } from "../transfer/remote-files.ts";
import type { Due, FoundFile } from "./source.ts";

export interface FilePattern {
  /** With its `/` at the end; empty: the folder of the source itself. */
  readonly folder: string;
  readonly isMatch: (name: string) => boolean;
}

/** `in/customers_{yyyyMMdd}*.csv`: dates as they are at the due instant; `*` and `?` in the last part. */
export function filePattern(pattern: string, { at, timeZone }: Due): FilePattern {
  const path = expandDates(pattern, at, timeZone).replace(/^\/+/, "");
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const source = path
    .slice(folder.length)
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "su");
  return { folder, isMatch: (name) => expression.test(name) };
}

/** In the order of their names. Temporary names and those that no file may have here are passed over. */
export function matchFiles(
  { folder, isMatch }: FilePattern,
  entries: readonly RemoteEntry[],
): readonly FoundFile[] {
  return entries
    .filter(({ name, isFile }) => isFile && isMatch(name) && isUsable(name))
    .map(({ name, sizeBytes, modifiedAt }) => {
      return { name, remote: { path: folder + name, sizeBytes, modifiedAt } };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function isUsable(name: string): boolean {
  return !isTemporaryName(name) && nameProblem(name) === undefined;
}

/** Whether both are the same file with the same content. */
export function isSameFile(one: FoundFile, other: Pick<FoundFile, "remote">): boolean {
  const [a, b] = [one.remote, other.remote];
  if (!a || !b) return false;
  return a.path === b.path && a.sizeBytes === b.sizeBytes && a.modifiedAt === b.modifiedAt;
}

export interface Look {
  readonly now: Date;
  readonly settleMs: number;
  /** What the look before has found. */
  readonly before: readonly FoundFile[];
}

/** Size and time stood still over two looks, or the file was left alone for longer than it takes to settle. */
export function isAtRest(file: FoundFile, { now, settleMs, before }: Look): boolean {
  if (!file.remote || before.some((one) => isSameFile(one, file))) return true;
  return now.getTime() - Date.parse(file.remote.modifiedAt) > settleMs;
}
