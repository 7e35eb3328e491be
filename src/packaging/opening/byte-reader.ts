/** Takes bytes from a stream as they are asked for: a few at a time, whole lines, or all that follow. */
import { damaged } from "./faults.ts";

const LINE_FEED = 0x0a;

export class ByteReader implements AsyncDisposable {
  /** Of the file, for messages. */
  readonly name: string;
  readonly #source: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Bytes of the chunks before this one. */
  #before = 0;

  constructor(source: AsyncIterable<Buffer>, name: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.name = name;
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#before + this.#at;
  }

  /** false: the stream has ended. */
  async #fill(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#before += this.#chunk.length;
      this.#chunk = next.value;
      this.#at = 0;
    }
    return true;
  }

  async isAtEnd(): Promise<boolean> {
    return !(await this.#fill());
  }

  /** The next byte, which stays. @throws {InputError} E009 at the end */
  async peek(): Promise<number> {
    if (!(await this.#fill())) {
      throw damaged(`${this.name} is cut off: it ends after ${this.position} bytes of its message`);
    }
    return this.#chunk[this.#at] ?? 0;
  }

  /** @throws {InputError} E009 at the end */
  async byte(): Promise<number> {
    const value = await this.peek();
    this.#at += 1;
    return value;
  }

  /** One byte or more, at most `most`: a view that is valid until the next call. @throws {InputError} E009 */
  async some(most: number): Promise<Buffer> {
    await this.peek();
    const bytes = this.#chunk.subarray(this.#at, this.#at + most);
    this.#at += bytes.length;
    return bytes;
  }

  /** A copy of exactly `length` bytes, which the caller has bounded. @throws {InputError} E009 */
  async take(length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length;) at += (await this.some(length - at)).copy(bytes, at);
    return bytes;
  }

  /**
   * The next line without its end (LF or CR LF); undefined at the end of the stream.
   * @throws {InputError} E009 over `mostBytes`
   */
  async line(mostBytes: number): Promise<string | undefined> {
    if (await this.isAtEnd()) return undefined;
    let text = "";
    while (await this.#fill()) {
      const end = this.#chunk.indexOf(LINE_FEED, this.#at);
      const to = end === -1 ? this.#chunk.length : end;
      if (text.length + to - this.#at > mostBytes) {
        throw damaged(`${this.name} has a head line of more than ${mostBytes} bytes`);
      }
      text += this.#chunk.toString("latin1", this.#at, to);
      this.#at = end === -1 ? to : to + 1;
      if (end !== -1) break;
    }
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  }

  /** All that follows. */
  async *rest(): AsyncGenerator<Buffer> {
    while (await this.#fill()) yield await this.some(Infinity);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return?.();
  }
}
