/**
 * Stands in place of src/drop/unchanged.ts in the held build: the reading thread stands still at the
 * end of its file for as long as the mark `hold` is there, and says so by the mark `standing`.
 */
import { existsSync, writeFileSync } from "node:fs";
import { assertUnchanged as plain } from "./plain-unchanged.js";

const marks = new URL("../../marks/", import.meta.url);
const bell = new Int32Array(new SharedArrayBuffer(4));
const isHeld = (): boolean => existsSync(new URL("hold", marks));

export const assertUnchanged: typeof plain = (path, before) => {
  if (isHeld()) writeFileSync(new URL("standing", marks), path);
  while (isHeld()) Atomics.wait(bell, 0, 0, 10);
  plain(path, before);
};
