/** What the check of a file needs to know beside its rows. */
import type { ReadLimits } from "../formats/rows.ts";
import type { PackedTable } from "../store/packed-rows.ts";

export interface DatasetLimits {
  /** Rows of a sheet that is arranged as a whole before it is stored. */
  readonly setRows: number;
  /** Columns of a file that become attributes of a customer, and the characters of each. */
  readonly freeColumns: number;
  readonly freeChars: number;
}

export const DATASET_LIMITS: DatasetLimits = {
  setRows: 100_000,
  freeColumns: 50,
  freeChars: 512,
};

export interface CheckContext {
  /** Zone of date-times without offset. */
  readonly timeZone: string;
  /** Zones by the folded name of a campaign, for rows that name one and have no zone of their own. */
  readonly campaignZones?: Readonly<Record<string, string>>;
  /** ISO 3166 alpha-2, for phone numbers without country code. */
  readonly defaultCountry: string | undefined;
  readonly now: Date;
  /** Name of the dropped file. */
  readonly fileName: string;
  /** Those of a dataset may be left out. */
  readonly limits: ReadLimits & Partial<DatasetLimits>;
  /** What the store has offered so far: how records of a dataset may come packed. */
  readonly packedTable?: (dataset: string) => PackedTable | undefined;
  /** A buffer of packed rows that came back. */
  readonly spareBuffer?: () => ArrayBuffer | undefined;
}
