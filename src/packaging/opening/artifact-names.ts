/** What the name of a file says of its place in an artifact: pure. */

/** Numbers of volumes go up to here; more than a million volumes of 64 KiB nobody makes. */
const MOST_VOLUMES = 65_536;
const VOLUME = /^(?<base>.+)\.(?:zip|z(?<number>\d{2,5}))(?<suffix>\.(?:smime|p7m|cms|pem|der))?$/i;
const ANY_SUFFIX = /\.(?:smime|p7m|cms|pem|der)$/i;
const INDEX = /^(?<base>.+)\.index\.json$/i;

export type ArtifactName =
  | { readonly kind: "index"; readonly base: string }
  | {
      readonly kind: "volume";
      readonly base: string;
      /** From 1; "last": the one that ends in .zip. */
      readonly number: number | "last";
      /** `.smime`; undefined: it is not encrypted any more. */
      readonly suffix: string | undefined;
    };

/** Undefined: it does not look like a file of an artifact. */
export function artifactName(name: string): ArtifactName | undefined {
  const index = INDEX.exec(name)?.groups;
  if (index) return { kind: "index", base: index["base"] ?? "" };
  const volume = VOLUME.exec(name)?.groups;
  if (!volume) return undefined;
  const { base = "", number, suffix } = volume;
  if (number === undefined) return { kind: "volume", base, number: "last", suffix };
  const value = Number(number);
  if (value < 1 || value >= MOST_VOLUMES) return undefined;
  return { kind: "volume", base, number: value, suffix };
}

/** A file that was named, whatever it is called, is taken for a whole encrypted artifact. */
export function anyArtifactName(name: string): ArtifactName {
  const known = artifactName(name);
  if (known) return known;
  const [suffix = ""] = ANY_SUFFIX.exec(name) ?? [];
  const base = name.slice(0, name.length - suffix.length);
  return { kind: "volume", base, number: "last", suffix };
}
