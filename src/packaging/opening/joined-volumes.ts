/** The volumes of an archive as one run of bytes, to be read at any place. */
import { damaged } from "./faults.ts";

const CHUNK_BYTES = 262_144;

/** Content of a volume, not encrypted. */
export interface StoredVolume {
  readonly name: string;
  readonly sizeBytes: number;
  /** Reads into all of `target`, if the volume reaches that far; how many bytes it were. */
  read(target: Buffer, offset: number): Promise<number>;
}

export class JoinedVolumes {
  readonly #volumes: readonly StoredVolume[];
  /** Position of the first byte of each volume. */
  readonly #starts: readonly number[];
  readonly sizeBytes: number;

  constructor(volumes: readonly StoredVolume[]) {
    const starts: number[] = [];
    let sizeBytes = 0;
    for (const volume of volumes) {
      starts.push(sizeBytes);
      sizeBytes += volume.sizeBytes;
    }
    this.#volumes = volumes;
    this.#starts = starts;
    this.sizeBytes = sizeBytes;
  }

  /** Of an offset within a volume ("disk", from 0). @throws {InputError} E009 there is no such place */
  position(disk: number, offset: number): number {
    const start = this.#starts[disk];
    const volume = this.#volumes[disk];
    if (start === undefined || !volume || offset > volume.sizeBytes) {
      throw damaged(
        `the archive is damaged: it points at byte ${offset} of volume ${disk + 1}, which is not there`,
      );
    }
    return start + offset;
  }

  /** Exactly so many bytes, which the caller has bounded. @throws {InputError} E009 past the end */
  async bytes(position: number, length: number): Promise<Buffer> {
    const all = Buffer.alloc(length);
    for (let at = 0; at < length;) at += await this.#read(all.subarray(at), position + at);
    return all;
  }

  /** Chunks that are valid for as long as anybody holds them. @throws {InputError} E009 past the end */
  async *stream(position: number, length: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < length;) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, length - at));
      const read = await this.#read(chunk, position + at);
      yield chunk.subarray(0, read);
      at += read;
    }
  }

  /** One byte or more, of one volume. */
  async #read(target: Buffer, position: number): Promise<number> {
    const disk = this.#diskAt(position);
    const volume = this.#volumes[disk];
    if (!volume || position >= this.sizeBytes) {
      throw damaged(
        `the archive is cut off: it has ${this.sizeBytes} bytes, and more are expected`,
      );
    }
    const offset = position - (this.#starts[disk] ?? 0);
    const room = target.subarray(0, volume.sizeBytes - offset);
    const read = await volume.read(room, offset);
    if (read === 0) throw damaged(`${volume.name} became shorter while it was read`);
    return read;
  }

  /** The last volume that begins at the position or before it. */
  #diskAt(position: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return low;
  }
}
