/**
 * The files of one folder that have come to rest and wait for their turn; a hundred thousand of them may.
 * Each costs its name and a few numbers, and the oldest are found without sorting. Holds no resource.
 */

/** What must be known of a file at rest to tell, at its turn, whether it has changed since. */
export interface RestingFile {
  readonly name: string;
  /** The file's own modification time. */
  readonly modifiedMs: number;
  readonly inode: number;
  readonly sizeBytes: number;
  /** When this daemon saw the file first. */
  readonly seenMs: number;
  /** When this daemon last saw it change; undefined: never. */
  readonly changedMs?: number;
  /** When all this was read last. */
  readonly observedMs: number;
}

/** Places of a file's numbers. */
const MODIFIED = 0;
const INODE = 1;
const SIZE = 2;
const SEEN = 3;
/** NaN: never. */
const CHANGED = 4;
const OBSERVED = 5;
const WIDTH = 6;
const FIRST_ROOM = 64 * WIDTH;

/**
 * A binary heap: no file is younger than the two below it (at 2n + 1 and 2n + 2). Names are in one
 * array, their numbers in another, which lies outside the heap that V8 collects.
 */
export class Backlog {
  readonly #names: string[] = [];
  #numbers = new Float64Array(FIRST_ROOM);
  readonly #places = new Map<string, number>();

  get size(): number {
    return this.#names.length;
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  get(name: string): RestingFile | undefined {
    const place = this.#places.get(name);
    return place === undefined ? undefined : this.#at(place);
  }

  /** Adds the file, or replaces what is known of it. */
  put({ name, modifiedMs, inode, sizeBytes, seenMs, changedMs, observedMs }: RestingFile): void {
    this.remove(name);
    const place = this.#names.push(name) - 1;
    this.#places.set(name, place);
    this.#makeRoom();
    const changed = changedMs ?? Number.NaN;
    const numbers = [modifiedMs, inode, sizeBytes, seenMs, changed, observedMs];
    this.#numbers.set(numbers, place * WIDTH);
    this.#rise(place);
  }

  remove(name: string): void {
    const place = this.#places.get(name);
    if (place === undefined) return;
    const last = this.#names.length - 1;
    this.#swap(place, last);
    this.#names.pop();
    this.#places.delete(name);
    if (last === 0) this.clear();
    else if (place < last) this.#sink(this.#rise(place));
  }

  /** Forgets all, and gives back the room that they took. */
  clear(): void {
    this.#names.length = 0;
    this.#places.clear();
    this.#numbers = new Float64Array(FIRST_ROOM);
  }

  /** The oldest files, at most `most`, oldest first; they stay. */
  oldest(most: number): readonly RestingFile[] {
    const found: RestingFile[] = [];
    // Places that may be next: those whose file above was found.
    const open = [0];
    while (found.length < Math.min(most, this.size)) {
      const next = open.reduce((a, b) => (this.#isBefore(b, a) ? b : a));
      found.push(this.#at(next));
      const below = [2 * next + 1, 2 * next + 2].filter((place) => place < this.size);
      open.splice(open.indexOf(next), 1, ...below);
    }
    return found;
  }

  /** A file that was seen first after `sinceMs`. */
  seenAfter(sinceMs: number): RestingFile | undefined {
    for (let place = 0; place < this.size; place++) {
      if (this.#number(place, SEEN) > sinceMs) return this.#at(place);
    }
    return undefined;
  }

  /** Removes the files that are not among `names`. */
  keepOnly(names: readonly string[]): void {
    const isKept = new Uint8Array(this.size);
    for (const name of names) {
      const place = this.#places.get(name);
      if (place !== undefined) isKept[place] = 1;
    }
    // Removing moves others to other places.
    const gone = this.#names.filter((_name, place) => isKept[place] === 0);
    for (const name of gone) this.remove(name);
  }

  #at(place: number): RestingFile {
    const changedMs = this.#number(place, CHANGED);
    return {
      name: this.#name(place),
      modifiedMs: this.#number(place, MODIFIED),
      inode: this.#number(place, INODE),
      sizeBytes: this.#number(place, SIZE),
      seenMs: this.#number(place, SEEN),
      ...(Number.isNaN(changedMs) ? {} : { changedMs }),
      observedMs: this.#number(place, OBSERVED),
    };
  }

  #name(place: number): string {
    return this.#names[place] ?? "";
  }

  #number(place: number, which: number): number {
    return this.#numbers[place * WIDTH + which] ?? Number.NaN;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#number(a, MODIFIED) - this.#number(b, MODIFIED);
    return difference === 0 ? this.#name(a) < this.#name(b) : difference < 0;
  }

  /** Towards the oldest; answers where the file is then. */
  #rise(from: number): number {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.#isBefore(place, above)) break;
      this.#swap(place, above);
      place = above;
    }
    return place;
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= this.size) return;
      const right = left + 1;
      const older = right < this.size && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(older, place)) return;
      this.#swap(place, older);
      place = older;
    }
  }

  #swap(a: number, b: number): void {
    if (a === b) return;
    const [nameA, nameB] = [this.#name(a), this.#name(b)];
    this.#names[a] = nameB;
    this.#names[b] = nameA;
    this.#places.set(nameA, b).set(nameB, a);
    for (let i = 0; i < WIDTH; i++) {
      const number = this.#number(a, i);
      this.#numbers[a * WIDTH + i] = this.#number(b, i);
      this.#numbers[b * WIDTH + i] = number;
    }
  }

  #makeRoom(): void {
    if (this.size * WIDTH <= this.#numbers.length) return;
    const larger = new Float64Array(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
