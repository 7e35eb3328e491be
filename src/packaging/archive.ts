/** What goes into an archive, and what comes out of packing: a zip in one or in many volumes. */

/** A file of the archive; its content is read once, after that of the file before it. */
export interface ArchiveFile {
  /** Path in the archive, with `/`. */
  readonly name: string;
  /** Stored in UTC, to the second. */
  readonly modifiedAt: Date;
  /**
   * Chunks of any size; large ones (128 KiB and more) are fastest. They are copied: the memory of a
   * chunk is free again when the next one is asked for. What it throws is what packing throws.
   */
  readonly content: AsyncIterable<Buffer> | Iterable<Buffer>;
}

export interface PackOptions {
  /** Deflate level, 0 (stored) to 9. */
  readonly level: number;
  /** Most bytes of one volume, 64 KiB to 1 GiB. */
  readonly splitSizeBytes: number;
  /**
   * auto: one volume is assumed unless the share that `progress` tells lets expect more than
   * `splitSizeBytes`; when that was wrong, packing fails with SplitNeeded and is begun again as "split".
   * In both forms an archive that is small enough to be held back whole becomes one plain zip.
   */
  readonly form: "auto" | "split";
  /** How much of all content has been handed over by now: 0 to 1, when known. Asked at most once. */
  readonly progress?: () => number | undefined;
}

/** One volume, to be read to its end before the next is asked for. Names: `volumeName`. */
export interface Volume {
  /** From 1. */
  readonly number: number;
  readonly content: AsyncIterable<Buffer>;
}

/** The archive turned out larger than one volume, and its first bytes (which say so) are gone already. */
export class SplitNeeded extends Error {
  override readonly name = "SplitNeeded";
}

/**
 * Name of a volume: the last is `<base>.zip`, those before it `.z01` ... `.z99`, `.z100` ...
 * (APPNOTE 6.3.10, section 8.3.4).
 */
export function volumeName(base: string, number: number, count: number): string {
  return number === count ? `${base}.zip` : `${base}.z${String(number).padStart(2, "0")}`;
}
