/**
 * Reads BER (X.690) from a stream: definite and indefinite lengths, small values as a tree, octet
 * strings of any size in pieces. Nothing it reads is trusted: lengths and nesting are bounded.
 */
import type { ByteReader } from "./byte-reader.ts";
import { damaged } from "./faults.ts";

const CONSTRUCTED = 0x20;
const TAG_NUMBER = 0x1f;
const LENGTH_BYTES = 6;
const DEEPEST = 20;

export interface BerValue {
  readonly tag: number;
  /** Of a primitive value. */
  readonly content: Buffer;
  /** Of a constructed one. */
  readonly members: readonly BerValue[];
  /** All of it, as it stands in the message. */
  readonly bytes: Buffer;
}

interface Header {
  readonly tag: number;
  /** Undefined: the value ends with two zeros. */
  readonly length: number | undefined;
  readonly bytes: Buffer;
}

export class BerReader {
  readonly #bytes: ByteReader;
  /** Where the values end that are open, the innermost last; undefined: with two zeros. */
  readonly #ends: (number | undefined)[] = [];

  constructor(bytes: ByteReader) {
    this.#bytes = bytes;
  }

  /** Of the file, for messages. */
  get name(): string {
    return this.#bytes.name;
  }

  #fault(what: string): Error {
    return damaged(
      `${this.name} is damaged: ${what} (byte ${this.#bytes.position} of its message)`,
    );
  }

  async #header(): Promise<Header> {
    const tag = await this.#bytes.byte();
    const first = await this.#bytes.byte();
    if ((tag & TAG_NUMBER) === TAG_NUMBER) throw this.#fault("a value has an unknown kind of tag");
    if (first === 0x80) {
      if ((tag & CONSTRUCTED) === 0) throw this.#fault("a plain value has no length");
      return { tag, length: undefined, bytes: Buffer.from([tag, first]) };
    }
    if (first < 0x80) return this.#bounded(tag, first, Buffer.from([tag, first]));
    const count = first & 0x7f;
    if (count > LENGTH_BYTES) throw this.#fault("a length is out of all bounds");
    const rest = await this.#bytes.take(count);
    return this.#bounded(tag, rest.readUIntBE(0, count), Buffer.from([tag, first, ...rest]));
  }

  /** No value reaches beyond the one that it is in. */
  #bounded(tag: number, length: number, bytes: Buffer): Header {
    const limit = this.#ends.findLast((end) => end !== undefined) ?? Infinity;
    if (this.#bytes.position + length > limit) {
      throw this.#fault("a value is longer than the one that it is in");
    }
    return { tag, length, bytes };
  }

  #enter(length: number | undefined): void {
    if (this.#ends.length >= DEEPEST) throw this.#fault("values are nested too deeply");
    this.#ends.push(length === undefined ? undefined : this.#bytes.position + length);
  }

  /** Goes into a constructed value of this tag. @throws {InputError} E009 */
  async open(tag: number, what: string): Promise<void> {
    const header = await this.#header();
    if (header.tag !== tag) throw this.#fault(`${what} is expected`);
    this.#enter(header.length);
  }

  /** Whether the value that was opened last has another member. */
  async hasMore(): Promise<boolean> {
    const end = this.#ends.at(-1);
    return end === undefined ? (await this.#bytes.peek()) !== 0 : this.#bytes.position < end;
  }

  /** Leaves the value that was opened last. @throws {InputError} E009 when there is more in it. */
  async close(): Promise<void> {
    if (await this.hasMore()) throw this.#fault("a value holds more than it should");
    const isIndefinite = this.#ends.pop() === undefined;
    if (isIndefinite && (await this.#bytes.take(2)).readUInt16BE() !== 0) {
      throw this.#fault("the end of a value is expected");
    }
  }

  async peekTag(): Promise<number> {
    return await this.#bytes.peek();
  }

  /** A whole value with all that is in it, at most `mostBytes`. @throws {InputError} E009 */
  async value(mostBytes: number): Promise<BerValue> {
    const header = await this.#header();
    const { tag, length } = header;
    const room = mostBytes - header.bytes.length;
    if ((length ?? 0) > room) throw this.#fault("a value is out of all bounds");
    if ((tag & CONSTRUCTED) === 0) {
      const content = await this.#bytes.take(length ?? 0);
      return { tag, content, members: [], bytes: Buffer.concat([header.bytes, content]) };
    }
    this.#enter(length);
    const members: BerValue[] = [];
    let taken = 0;
    while (await this.hasMore()) {
      const member = await this.value(room - taken);
      taken += member.bytes.length;
      members.push(member);
    }
    await this.close();
    const end = Buffer.alloc(length === undefined ? 2 : 0);
    const bytes = Buffer.concat([header.bytes, ...members.map((member) => member.bytes), end]);
    return { tag, content: Buffer.alloc(0), members, bytes };
  }

  /**
   * The octets of a string whose tag in its plain form is `tag`: of the string itself, or of the parts
   * that it is made of. Pieces are valid until the next is asked for. @throws {InputError} E009
   */
  async *octets(tag: number): AsyncGenerator<Buffer> {
    const { length, tag: found } = await this.#header();
    if (found === tag) {
      yield* this.#raw(length ?? 0);
      return;
    }
    if (found !== (tag | CONSTRUCTED)) throw this.#fault("an octet string is expected");
    this.#enter(length);
    while (await this.hasMore()) yield* this.octets(0x04);
    await this.close();
  }

  async *#raw(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      const bytes = await this.#bytes.some(left);
      left -= bytes.length;
      yield bytes;
    }
  }
}

/** `1.2.840.113549.1.7.3`, of the content of an OBJECT IDENTIFIER (X.690, 8.19). */
export function dotted(content: Buffer): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const [head = 0, ...others] = numbers;
  const first = Math.min(2, Math.floor(head / 40));
  return [first, head - first * 40, ...others].join(".");
}
