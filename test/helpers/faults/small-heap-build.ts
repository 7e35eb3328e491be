/** A copy of the built program whose reading threads have a small heap, so that a file of some MB fills it. */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeArmedBuild } from "../armed-build.ts";

export async function makeSmallHeapBuild(heapMb: number): ReturnType<typeof makeArmedBuild> {
  const build = await makeArmedBuild();
  const path = join(dirname(build.mainPath), "service/limits.js");
  const source = await readFile(path, "utf8");
  const changed = source.replace(/READER_HEAP_MB = \d+/, `READER_HEAP_MB = ${String(heapMb)}`);
  if (changed === source) throw new Error(`${path} has no READER_HEAP_MB`);
  await writeFile(path, changed);
  return build;
}
