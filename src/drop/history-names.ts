/** Gives names in History. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { historyStamp } from "../core/zone.ts";
import { doClash, historyName, rootOf, SIDECARS } from "../files/free-name.ts";
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
  /** By folder: the names of this second, by what they share with names that they could clash with. */
  readonly #given = new Map<string, Map<string, readonly string[]>>();

  constructor(clock: Clock, timeZone: string) {
    this.#clock = clock;
    this.#timeZone = timeZone;
  }

  /** The name that a file gets in History if its import starts now; no file there has it or will. */
  free(folder: DropFolder, file: string): string {
    this.#follow();
    const name = historyName(this.#stamp, file, (each) => this.#isTaken(folder, each));
    this.keep(folder, name);
    return name;
  }

  /** The name belongs to a run that is not archived yet. */
  keep(folder: DropFolder, name: string): void {
    this.#follow();
    if (!name.startsWith(this.#stamp)) return;
    const given = this.#givenIn(folder);
    given.set(rootOf(name), [...(given.get(rootOf(name)) ?? []), name]);
  }

  #isTaken(folder: DropFolder, name: string): boolean {
    const alike = this.#givenIn(folder).get(rootOf(name)) ?? [];
    if (alike.includes(name) || alike.some((each) => doClash(each, name))) return true;
    // What this process wrote it knows; of what others wrote, a further `.err` never stands alone.
    return ["", ...SIDECARS].some((end) => existsSync(join(folder.historyPath, name + end)));
  }

  #givenIn({ historyPath }: DropFolder): Map<string, readonly string[]> {
    const given = this.#given.get(historyPath) ?? new Map<string, readonly string[]>();
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
