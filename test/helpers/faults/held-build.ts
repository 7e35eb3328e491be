/**
 * A copy of the built program whose imports stand still at the end of their file for as long as a test
 * wants (test/helpers/faults/held-unchanged.ts): what it does then happens in the middle of an import,
 * however fast or slow the machine is.
 */
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeArmedBuild, transpiled } from "../armed-build.ts";
import { until } from "../until.ts";

export interface HeldBuild {
  readonly mainPath: string;
  /** From now on no file is read to its end. */
  hold(): Promise<void>;
  /** Resolves when a reading thread has come to the end of its file and stands there. */
  untilStanding(): Promise<void>;
  /** Lets everything go on. */
  release(): Promise<void>;
  remove(): Promise<void>;
}

/** Daemons of any user may run it. */
export async function makeHeldBuild(): Promise<HeldBuild> {
  const { mainPath, remove } = await makeArmedBuild();
  const folder = dirname(dirname(mainPath));
  const drop = join(folder, "dist/drop");
  await rename(join(drop, "unchanged.js"), join(drop, "plain-unchanged.js"));
  await writeFile(join(drop, "unchanged.js"), await transpiled("faults/held-unchanged.ts"));
  const marks = join(folder, "marks");
  await mkdir(marks);
  await chmod(folder, 0o755);
  await chmod(marks, 0o777);
  const release = (): Promise<void> => rm(join(marks, "hold"), { force: true });
  return {
    mainPath,
    hold: async () => {
      await rm(join(marks, "standing"), { force: true });
      await writeFile(join(marks, "hold"), "");
    },
    untilStanding: async () => {
      await until("the reading thread to stand", () => existsSync(join(marks, "standing")));
    },
    release,
    remove,
  };
}
