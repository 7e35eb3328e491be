/** What a probe of `quayside doctor` has found. */
export interface Finding {
  readonly probe: string;
  readonly state: "good" | "note" | "bad";
  readonly detail: string;
  readonly remedy?: string;
}
