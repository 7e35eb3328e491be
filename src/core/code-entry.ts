/** An entry of the registry of codes. */

export interface CodeEntry {
  /** What happened, as a sentence for an operator. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}
