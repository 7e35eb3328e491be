/** Lays the pieces of an archive into volumes: into one, or into many that carry numbers. */
import { SplitNeeded } from "./archive.ts";
import { centralRecordAt, endRecords, SPLIT_SIGNATURE, type Place } from "./split-records.ts";
import type { Piece } from "./zip-writer.ts";

/** Bytes and the volume that they belong to, from 1. */
export interface Placed {
  readonly volume: number;
  readonly bytes: Buffer;
}

/** Says where a piece goes; called for each piece, in their order. */
export type Layout = (piece: Piece) => readonly Placed[];

/** One plain zip. @throws {SplitNeeded} when it grows over `splitSizeBytes` */
export function singleLayout(splitSizeBytes: number): Layout {
  let sizeBytes = 0;
  return ({ bytes }) => {
    sizeBytes += bytes.length;
    if (sizeBytes > splitSizeBytes) {
      throw new SplitNeeded(`the archive is larger than one volume of ${splitSizeBytes} bytes`);
    }
    return [{ volume: 1, bytes }];
  };
}

/**
 * Numbered volumes of at most `splitSizeBytes` (APPNOTE 6.3.10, 8.5). No record crosses from one
 * to the next: a volume is shorter where a record would not fit. There are always two or more.
 */
export function splitLayout(splitSizeBytes: number): Layout {
  const volumes = new SplitVolumes(splitSizeBytes);
  return (piece) => volumes.place(piece);
}

class SplitVolumes {
  readonly #sizeBytes: number;
  #disk = 0;
  #offset = 0;
  /** Where the local headers of the files are, in their order. */
  readonly #locals: Place[] = [];
  #directory: Place | undefined;
  #directoryBytes = 0;
  #entries = 0;
  /** Entries of the directory on the volume that it has reached. */
  #entriesHere = 0;

  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
  }

  place(piece: Piece): readonly Placed[] {
    const signature = this.#disk + this.#offset === 0 ? [this.#take(SPLIT_SIGNATURE)] : [];
    return [...signature, ...this.#placeOf(piece)];
  }

  #placeOf({ kind, bytes }: Piece): readonly Placed[] {
    switch (kind) {
      case "data":
        return this.#fill(bytes);
      case "local": {
        const placed = this.#whole(bytes);
        this.#locals.push({ disk: this.#disk, offset: this.#offset - bytes.length });
        return [placed];
      }
      case "descriptor":
        return [this.#whole(bytes)];
      case "central":
        return [this.#central(bytes)];
      case "end":
        return [this.#end()];
    }
  }

  #central(plain: Buffer): Placed {
    const start = this.#locals[this.#entries];
    if (!start) throw new Error("the directory has more entries than the archive has files");
    const record = centralRecordAt(plain, start);
    const placed = this.#whole(record);
    this.#directory ??= { disk: this.#disk, offset: this.#offset - record.length };
    this.#directoryBytes += record.length;
    this.#entries += 1;
    this.#entriesHere += 1;
    return placed;
  }

  /** The first volume has said that there are more, so the end is never in it. */
  #end(): Placed {
    const records = this.#endRecords();
    if (this.#disk > 0 && this.#fits(records)) return this.#take(records);
    this.#nextVolume();
    return this.#take(this.#endRecords());
  }

  #endRecords(): Buffer {
    const end = { disk: this.#disk, offset: this.#offset };
    return endRecords({
      start: this.#directory ?? end,
      sizeBytes: this.#directoryBytes,
      entries: this.#entries,
      entriesOnLastDisk: this.#entriesHere,
      end,
    });
  }

  #fill(bytes: Buffer): readonly Placed[] {
    const placed: Placed[] = [];
    for (let from = 0; from < bytes.length;) {
      if (this.#offset === this.#sizeBytes) this.#nextVolume();
      const part = bytes.subarray(from, from + this.#sizeBytes - this.#offset);
      placed.push(this.#take(part));
      from += part.length;
    }
    return placed;
  }

  #whole(record: Buffer): Placed {
    if (!this.#fits(record)) this.#nextVolume();
    if (!this.#fits(record)) {
      throw new Error(`a record of ${record.length} bytes is larger than a volume`);
    }
    return this.#take(record);
  }

  #fits(record: Buffer): boolean {
    return this.#offset + record.length <= this.#sizeBytes;
  }

  #take(bytes: Buffer): Placed {
    this.#offset += bytes.length;
    return { volume: this.#disk + 1, bytes };
  }

  #nextVolume(): void {
    this.#disk += 1;
    this.#offset = 0;
    this.#entriesHere = 0;
  }
}
