/**
 * The fast path through a large part: elements that stand by the thousand (`<row>`, `<si>`) and are
 * written as every program writes them are taken from the bytes by hand. saxes is the judge of all
 * else: of what stands around them, and of every one that is not plain.
 *
 * The parser sees the part without the elements that were taken, which changes nothing for the rest:
 * each of them is whole, and is taken only where the parser stands between two of them. That is
 * sure when the last character it was given closed one of them, or opened what holds them all.
 */
import { isAscii, isUtf8 } from "node:buffer";
import { corrupt } from "../faults.ts";
import { openXml, type Attributes, type XmlParser, type XmlSink } from "../sax.ts";

/** What XML does not allow in a text, and a CR, which it would change. */
const ODD = /[\0-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|\]\]>/u;
/** An element that is longer than this is left to the parser, so that no more is kept waiting. */
const MOST_BYTES = 1024 * 1024;
const NOTHING = Buffer.alloc(0);
const GREATER = 62;

export interface ItemSink extends XmlSink {
  /**
   * Takes the element that begins at `at`, where its name stands already; the offset behind it, or
   * 0, and nothing done, when it is not whole or not of the plainest kind.
   */
  takeBytes(bytes: Buffer, at: number): number;
  /** Takes a whole element; false, and nothing done, when it is not plain. */
  takeItem(text: string): boolean;
  /** Whether no element is open that an item must not stand in. */
  readonly isBetweenItems: boolean;
  /** Whether what was taken is to be fetched before more comes. */
  readonly isFull: boolean;
}

export interface ItemNames {
  /** `sheetData` */
  readonly parent: string;
  /** `row` */
  readonly item: string;
}

/** @param what see `openXml`. */
export function openItems(what: string, names: ItemNames, sink: ItemSink): PlainItems {
  return new PlainItems(what, names, sink);
}

export class PlainItems {
  readonly #what: string;
  readonly #sink: ItemSink;
  readonly #parser: XmlParser;
  readonly #start: Buffer;
  readonly #end: Buffer;
  /** What waits: chunks in one, without what was done. */
  #bytes: Buffer = NOTHING;
  #at = 0;
  /** Whether the parser stands where the next item may begin. */
  #isBetween = false;
  /** Whether the last character made an event after which an item may come. */
  #isAtEdge = false;

  constructor(what: string, { parent, item }: ItemNames, sink: ItemSink) {
    this.#what = what;
    this.#sink = sink;
    this.#start = Buffer.from(`<${item}`);
    this.#end = Buffer.from(`</${item}>`);
    this.#parser = openXml(what, {
      open: (name: string, attributes: Attributes) => {
        this.#isAtEdge = name === parent;
        sink.open(name, attributes);
      },
      close: (name: string) => {
        this.#isAtEdge = name === item;
        sink.close(name);
      },
      text: (text: string) => {
        sink.text(text);
      },
    });
  }

  /** Takes UTF-8 in; true: the sink is full, and the rest waits for the next call. */
  write(chunk: Buffer = NOTHING): boolean {
    const rest = this.#bytes.subarray(this.#at);
    const bytes =
      rest.length === 0 ? chunk : chunk.length === 0 ? rest : Buffer.concat([rest, chunk]);
    this.#bytes = bytes;
    this.#at = 0;
    for (;;) {
      if (this.#sink.isFull) return true;
      const next = this.#isBetween ? this.#take(bytes, this.#at) : this.#judge(bytes, this.#at);
      if (next === undefined) break;
      this.#at = next;
    }
    if (bytes.length - this.#at > MOST_BYTES) this.#giveUp(bytes, wholeEnd(bytes));
    // The chunk may be used again for the next one.
    this.#bytes = Buffer.from(bytes.subarray(this.#at));
    this.#at = 0;
    return false;
  }

  end(): void {
    this.#giveUp(this.#bytes, this.#bytes.length);
    this.#parser.end();
  }

  /** All that waits goes to the parser; it tells when an item may begin again. */
  #giveUp(bytes: Buffer, end: number): void {
    this.#isBetween = false;
    this.#parse(bytes, this.#at, end);
    this.#at = Math.max(this.#at, end);
  }

  /** Takes the item at `at`, or leaves it to the parser; undefined when more bytes are needed. */
  #take(bytes: Buffer, at: number): number | undefined {
    let from = at;
    for (let byte = bytes[from]; byte === 32 || byte === 10 || byte === 9;) byte = bytes[++from];
    const start = this.#start;
    if (bytes.length - from <= start.length) return undefined;
    for (let i = 0; i < start.length; i++) {
      if (bytes[from + i] === start[i]) continue;
      this.#isBetween = false;
      return at;
    }
    const taken = this.#sink.takeBytes(bytes, from);
    if (taken > 0) {
      this.#parser.leaveOut();
      return taken;
    }
    const end = bytes.indexOf(this.#end, from);
    if (end < 0) return undefined;
    const next = end + this.#end.length;
    const item = this.#text(bytes, from, next);
    if (!ODD.test(item) && this.#sink.takeItem(item)) this.#parser.leaveOut();
    else this.#give(bytes, at, next);
    return next;
  }

  /** Gives the parser what comes before the place where an item may begin or may have ended. */
  #judge(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf(this.#end, at);
    const start = bytes.indexOf(this.#start, at);
    let next = end < 0 ? -1 : end + this.#end.length;
    if (start >= 0 && (end < 0 || start < end)) {
      // Before the first item stands what holds them all.
      const edge = bytes.lastIndexOf(GREATER, start) + 1;
      if (edge > at) next = edge;
    }
    if (next >= 0) {
      this.#give(bytes, at, next);
      return next;
    }
    // The end may be the beginning of a name that is looked for.
    const most = wholeEnd(bytes.subarray(0, Math.max(at, bytes.length - this.#end.length)));
    if (most <= at) return undefined;
    this.#parse(bytes, at, most);
    return most;
  }

  /** Gives the last character by itself: what it makes happen tells where the parser stands. */
  #give(bytes: Buffer, from: number, to: number): void {
    this.#parse(bytes, from, to - 1);
    this.#isAtEdge = false;
    this.#parse(bytes, to - 1, to);
    this.#isBetween = this.#wasEdge() && this.#sink.isBetweenItems;
  }

  #parse(bytes: Buffer, from: number, to: number): void {
    if (to > from) this.#parser.write(this.#text(bytes, from, to));
  }

  /** @throws {InputError} F010 */
  #text(bytes: Buffer, from: number, to: number): string {
    const piece = bytes.subarray(from, to);
    // Plain ASCII stays one byte a letter.
    if (isAscii(piece)) return piece.toString("latin1");
    if (!isUtf8(piece)) throw corrupt(`the part ${this.#what} is not valid UTF-8`);
    return piece.toString("utf8");
  }

  #wasEdge(): boolean {
    return this.#isAtEdge;
  }
}

/** The end without the beginning of a character that is not whole. */
function wholeEnd(bytes: Buffer): number {
  const { length } = bytes;
  for (let at = length - 1; at >= Math.max(0, length - 4); at--) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length - at < needed ? at : length;
  }
  return length;
}
