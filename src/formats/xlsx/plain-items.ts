/**
 * The fast path through a large part: elements that stand by the thousand (`<row>`, `<si>`) and are
 * written as every program writes them are taken from the text by hand. saxes is the judge of all
 * else: of what stands around them, and of every one that is not plain.
 *
 * The parser sees the part without the elements that were taken, which changes nothing for the rest:
 * each of them is whole, and is taken only where the parser stands between two of them. That is
 * sure when the last character it was given closed one of them, or opened what holds them all.
 */
import { openXml, type Attributes, type XmlParser, type XmlSink } from "../sax.ts";

/** What XML does not allow in a text, and a CR, which it would change. */
const ODD = /[\0-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|\]\]>/u;
/** An element that is longer than this is left to the parser, so that no more is kept waiting. */
const MOST_CHARS = 1024 * 1024;

export interface ItemSink extends XmlSink {
  /** Takes a whole element; false, and nothing done, when it is not plain. */
  takeItem(text: string): boolean;
  /** Whether no element is open that an item must not stand in. */
  readonly isBetweenItems: boolean;
}

export interface ItemNames {
  /** `sheetData` */
  readonly parent: string;
  /** `row` */
  readonly item: string;
}

type PartParser = Pick<XmlParser, "write" | "end">;

/** @param what see `openXml`. */
export function openItems(what: string, names: ItemNames, sink: ItemSink): PartParser {
  return new PlainItems(what, names, sink);
}

class PlainItems implements PartParser {
  readonly #sink: ItemSink;
  readonly #parser: XmlParser;
  readonly #start: string;
  readonly #end: string;
  #text = "";
  /** Whether the parser stands where the next item may begin. */
  #isBetween = false;
  /** Whether the last character made an event after which an item may come. */
  #isAtEdge = false;

  constructor(what: string, { parent, item }: ItemNames, sink: ItemSink) {
    this.#sink = sink;
    this.#start = `<${item}`;
    this.#end = `</${item}>`;
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

  write(piece: string): void {
    const text = this.#text + piece;
    let at = 0;
    for (;;) {
      const next = this.#isBetween ? this.#take(text, at) : this.#judge(text, at);
      if (next === undefined) break;
      at = next;
    }
    this.#text = text.slice(at);
    if (this.#text.length > MOST_CHARS) this.#giveUp();
  }

  end(): void {
    this.#giveUp();
    this.#parser.end();
  }

  /** All that waits goes to the parser; it tells when an item may begin again. */
  #giveUp(): void {
    this.#isBetween = false;
    if (this.#text !== "") this.#parser.write(this.#text);
    this.#text = "";
  }

  /** Takes the item at `at`, or leaves it to the parser; undefined when more text is needed. */
  #take(text: string, at: number): number | undefined {
    let from = at;
    for (let code = text.charCodeAt(from); code === 32 || code === 10 || code === 9;) {
      code = text.charCodeAt(++from);
    }
    if (text.length - from <= this.#start.length) return undefined;
    if (!text.startsWith(this.#start, from)) {
      this.#isBetween = false;
      return at;
    }
    const end = text.indexOf(this.#end, from);
    if (end < 0) return undefined;
    const next = end + this.#end.length;
    const item = text.slice(from, next);
    if (!ODD.test(item) && this.#sink.takeItem(item)) this.#parser.leaveOut();
    else this.#give(text, at, next);
    return next;
  }

  /** Gives the parser the text up to where an item may begin or may have ended. */
  #judge(text: string, at: number): number | undefined {
    const end = text.indexOf(this.#end, at);
    const start = text.indexOf(this.#start, at);
    let next = end < 0 ? -1 : end + this.#end.length;
    if (start >= 0 && (end < 0 || start < end)) {
      // Before the first item stands what holds them all.
      const edge = text.lastIndexOf(">", start) + 1;
      if (edge > at) next = edge;
    }
    if (next >= 0) {
      this.#give(text, at, next);
      return next;
    }
    // The end may be the beginning of a name that is looked for.
    const most = Math.max(at, text.length - this.#end.length);
    if (most === at) return undefined;
    this.#parser.write(text.slice(at, most));
    return most;
  }

  /** Gives the last character by itself: what it makes happen tells where the parser stands. */
  #give(text: string, from: number, to: number): void {
    if (to - from > 1) this.#parser.write(text.slice(from, to - 1));
    this.#isAtEdge = false;
    this.#parser.write(text.slice(to - 1, to));
    this.#isBetween = this.#wasEdge() && this.#sink.isBetweenItems;
  }

  #wasEdge(): boolean {
    return this.#isAtEdge;
  }
}
