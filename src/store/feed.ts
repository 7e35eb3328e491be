/**
 * What flows from the reading thread to the store while a file is imported: checked rows in
 * batches, over a MessagePort, against credits, so that neither side runs away from the other.
 */
import type { ErrorCode } from "../core/codes.ts";
import type { RowIssue } from "../core/issue.ts";
import type { PackedTable } from "./packed-rows.ts";

/** An entry of a grouped record: its row and its values in the order of `group.columns`. */
export interface FeedEntry {
  readonly row: number;
  readonly values: readonly FeedValue[];
}

/**
 * null: leave the value alone (on create: the default). CLEAR: clear it. Lists as string[], pairs
 * as [key, value][], both also JSON when they refer to nothing.
 */
export type FeedValue =
  | string
  | number
  | null
  | readonly string[]
  | readonly (readonly [string, string])[]
  | readonly FeedEntry[];

/** What is known of a row of a client's table that was rejected while it was checked. */
export interface WrongRow {
  readonly row: number;
  /** Of an updater's file: I, U or D; null when it could not be read. */
  readonly operation: FeedValue;
  /** The parts of the key in their order; null for one that could not be read. */
  readonly key: readonly FeedValue[];
}

export type FeedMessage =
  | {
      readonly kind: "start";
      readonly sha256: string;
      readonly bytes: number;
      readonly format: string;
      readonly notes: readonly string[];
    }
  | {
      /** A sheet begins; `columns` names the values of each row that follows. */
      readonly kind: "sheet";
      readonly sheet: string | undefined;
      readonly dataset: string;
      readonly columns: readonly string[];
      /** False for a record that stands in no row of its own (a flat campaign file). */
      readonly counted: boolean;
      /** The columns of the file in its order, where its records keep columns of their own. */
      readonly headings?: readonly string[];
      /** The sheet has the columns that a file of rejected rows has: its rows were mended. */
      readonly mended?: boolean;
    }
  | {
      readonly kind: "rows";
      /** Source row of each record; for a grouped record, of its first row. */
      readonly numbers: readonly number[];
      readonly values: readonly (readonly FeedValue[])[];
      readonly issues: readonly RowIssue[];
      /** Rows that are in the file but not among `numbers`. */
      readonly rejected: number;
      readonly skipped: number;
      /** The rejected rows, for a client's table. */
      readonly wrong?: readonly WrongRow[];
      /** Characters of the values; absent where they are few. */
      readonly chars?: number;
      /** Bytes of the file read so far. */
      readonly bytesRead: number;
    }
  | {
      /** New records as bytes (packed-rows.ts), of a sheet whose dataset the store has offered. */
      readonly kind: "packed";
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly marks: Uint32Array<ArrayBuffer>;
      readonly bytesRead: number;
    }
  | { readonly kind: "end" }
  | {
      /** The file as a whole is refused: nothing of it is applied. */
      readonly kind: "refused";
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint?: string;
    };

/**
 * Messages that travel together: the files of a group one after another, each from `start` to `end` or
 * `refused`. Small files share a parcel, FEED_BATCH rows fill one.
 */
export type FeedParcel = readonly FeedMessage[];

/**
 * From the store back to the reading thread: that many more parcels may come. The reading thread
 * begins with FEED_WINDOW credits; each parcel uses as many as it weighs.
 */
export interface FeedCredit {
  readonly credit: number;
  /** Datasets whose rows may come packed; said once, and no promise that the sender makes use of it. */
  readonly tables?: readonly PackedTable[];
  /** Buffers of packed rows that were used up, to be filled again. */
  readonly spent?: readonly ArrayBuffer[];
}

/** Credits in flight: what fits is applied in one short burst at its end. */
export const FEED_WINDOW = 32;
/** A parcel has no more characters than this, unless one row alone has. */
export const FEED_CHARS = 1024 * 1024;
/** What the heaviest parcel weighs. */
export const HEAVIEST_PARCEL = 8;

/** Credits that a parcel uses: one for ordinary rows, more where large texts would fill the memory. */
export function weightOf(parcel: FeedParcel): number {
  const chars = parcel.reduce((sum, one) => sum + (one.kind === "rows" ? (one.chars ?? 0) : 0), 0);
  return Math.min(1 + Math.floor(chars / FEED_CHARS), HEAVIEST_PARCEL);
}
/** Rows of one `rows` message, and of one parcel. */
export const FEED_BATCH = 500;
