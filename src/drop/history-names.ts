/** Gives names in History. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { historyStamp } from "../core/zone.ts";
import { historyName, namesBeside } from "../files/free-name.ts";
import type { DropFolder } from "./folders.ts";

/**
 * One for all lines. A name is taken from the moment it is given, though nothing stands under it yet:
 * the files of a group get theirs together. Names differ by their second, so those of the second
 * that goes on are all that must be remembered; what another process wrote in it is on the disk.
 */
export class HistoryNames {
  readonly #clock: Clock;
  readonly #timeZone: string;
  #second = Number.NaN;
  #stamp = "";
  /** By folder: the names of this second, and of all that will stand beside them. */
  readonly #given = new Map<string, Set<string>>();

  constructor(clock: Clock, timeZone: string) {
    this.#clock = clock;
    this.#timeZone = timeZone;
  }

  /** The name that a file gets in History if its import starts now; no file there has it or will. */
  free(folder: DropFolder, file: string): string {
    this.#follow();
    const given = this.#givenIn(folder);
    const name = historyName(
      this.#stamp,
      file,
      (each, isFurther) =>
        // What this process wrote it knows; of what others wrote, a further `.err` never stands alone.
        given.has(each) || (!isFurther && existsSync(join(folder.historyPath, each))),
    );
    this.keep(folder, name);
    return name;
  }

  /** The name belongs to a run that is not archived yet. */
  keep(folder: DropFolder, name: string): void {
    this.#follow();
    if (!name.startsWith(this.#stamp)) return;
    const given = this.#givenIn(folder).add(name);
    for (const beside of namesBeside(name)) given.add(beside);
  }

  #givenIn({ historyPath }: DropFolder): Set<string> {
    const given = this.#given.get(historyPath) ?? new Set<string>();
    this.#given.set(historyPath, given);
    return given;
  }

  #follow(): void {
    const now = this.#clock.now();
    const second = Math.floor(now.getTime() / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#stamp = historyStamp(now, this.#timeZone);
    this.#given.clear();
  }
}
