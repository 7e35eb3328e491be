/** Volumes that should be there and are not. */
import { InputError } from "../../core/errors.ts";
import { volumeName } from "../archive.ts";

const SHOWN = 10;

/** Ending of the names of encrypted volumes. */
const SUFFIX = ".smime";

export interface VolumePlace {
  readonly base: string;
  readonly isEncrypted: boolean;
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

/** Under which name a volume is looked for. */
export function expectedName({ base, isEncrypted, number, count }: VolumePlace): string {
  return `${volumeName(base, number, count)}${isEncrypted ? SUFFIX : ""}`;
}

/** The name without what encryption has added to it, for comparing. */
export function plainName(name: string): string {
  const folded = name.toLowerCase();
  return folded.endsWith(SUFFIX) ? folded.slice(0, -SUFFIX.length) : folded;
}

export function missingVolumes(base: string, names: readonly string[]): InputError {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  const what = names.length === 1 ? "a volume is" : "volumes are";
  const list = names.slice(0, SHOWN).join(", ");
  return new InputError("E010", `${what} missing of ${base}: ${list}${more}`, {
    hint: "Fetch all volumes into one folder and name any of them.",
    details: { missing: names },
  });
}
