/**
 * The thread that moves, writes and syncs the files of all lines. It may wait for the disk, and calls
 * that wait take a fifth of the time of calls that go through libuv's pool.
 */
import { lstatSync } from "node:fs";
import { join, parse } from "node:path";
import { mapAtOnce } from "../core/at-once.ts";
import { effect } from "../core/effect.ts";
import { serveCalls } from "../core/serve-calls.ts";
import { isThere, moveFile, syncContent, syncNames, writeSmallFile } from "../files/blocking.ts";
import { lookAtEnd } from "./file-end.ts";
import type { FilingCalls, SeenFile, SourceMove } from "./filing-calls.ts";
import { heldFault } from "./held-fault.ts";
import { openWriters } from "./open-writers.ts";
import type { CloserLook } from "./stability.ts";

/** Syncs at a time: more than the pool takes on, so that it never waits for this thread. */
const AT_ONCE = 16;

/** Whether the file is what was judged complete: not written to, replaced or taken away since. */
function isStill(path: string, found: SeenFile): boolean {
  const now = lstatSync(path, { throwIfNoEntry: false });
  return (
    now?.ino === found.inode && now.size === found.sizeBytes && now.mtimeMs === found.modifiedMs
  );
}

function look(folderPath: string, names: readonly string[]): readonly CloserLook[] {
  const writers = openWriters(folderPath);
  return names.map((name) => {
    const end = lookAtEnd(join(folderPath, name));
    const openBy = writers.get(name);
    return openBy === undefined ? end : { ...end, openBy };
  });
}

async function moveIn(
  folderPath: string,
  inProcessPath: string,
  file: SeenFile,
): Promise<string | undefined> {
  const from = join(folderPath, file.name);
  if (!isStill(from, file)) return undefined;
  const { name: stem, ext } = parse(file.name);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? file.name : `${stem}_${n}${ext}`;
    const to = join(inProcessPath, candidate);
    const outcome = await effect("claim.rename", () => moveFile(from, to));
    if (outcome === "moved") return candidate;
    if (outcome === "gone") return undefined;
  }
}

async function moveSource({ from, to }: SourceMove): Promise<"moved" | "taken" | "gone"> {
  if (isThere(to) && !isThere(from)) return "moved";
  return await effect("archive.move", () => moveFile(from, to));
}

serveCalls<FilingCalls>(
  () => ({
    look: async (_context, folderPath, names) => look(folderPath, names),
    moveIn: async (_context, folderPath, inProcessPath, files) => {
      const names: (string | undefined)[] = [];
      // In their order, so that a crash leaves the older ones in InProcess, which go first then.
      for (const file of files) names.push(await moveIn(folderPath, inProcessPath, file));
      return names;
    },
    write: async (_context, files) => {
      await mapAtOnce(files, AT_ONCE, ({ effect: name, path, content }) =>
        effect(name, () => writeSmallFile(path, content)),
      );
    },
    move: async (_context, moves) => {
      const outcomes: ("moved" | "taken" | "gone")[] = [];
      for (const each of moves) outcomes.push(await moveSource(each));
      return outcomes;
    },
    sync: async (_context, paths, [first, ...others]) => {
      const names = first === undefined ? undefined : syncNames(first);
      await Promise.all([mapAtOnce(paths, AT_ONCE, syncContent), names]);
      for (const folder of others) await syncNames(folder);
    },
    close: () => Promise.resolve(),
  }),
  heldFault,
);
