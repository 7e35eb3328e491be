/** Puts the files of an artifact in order and sees that none is missing. */
import type { FoundArtifact, VolumeFile } from "./find-artifacts.ts";
import { readIndex, type IndexEntry } from "./index-file.ts";
import { expectedName, missingVolumes, plainName } from "./missing-volumes.ts";

export interface ArtifactFiles {
  /** `export-<run>` */
  readonly base: string;
  /** In their order; the last one is `<base>.zip`. */
  readonly volumes: readonly VolumeFile[];
  /** Of its index, where that lies beside. */
  readonly index: readonly IndexEntry[] | undefined;
}

/**
 * Without an index a volume behind the last that is there shows only when the archive is read.
 * @throws {InputError} E010 when volumes are missing, E009 when the index can't be read
 */
export async function completeArtifact(found: FoundArtifact): Promise<ArtifactFiles> {
  const { base, volumes, indexPath } = found;
  const index = indexPath === undefined ? undefined : await readIndex(indexPath);
  if (index) {
    const there = new Set([...volumes.values()].map(({ name }) => plainName(name)));
    const names = index.map(({ name }) => name);
    const missing = names.filter((name) => !there.has(plainName(name)));
    if (missing.length > 0) throw missingVolumes(base, missing);
  }
  return { base, volumes: inOrder(found), index };
}

/** @throws {InputError} E010 where there is a gap */
function inOrder({ base, volumes }: FoundArtifact): readonly VolumeFile[] {
  const numbers = [...volumes.keys()].filter((number) => number !== "last");
  const count = Math.max(0, ...numbers) + 1;
  const isEncrypted = [...volumes.values()].some((volume) => volume.isEncrypted);
  const ordered: VolumeFile[] = [];
  const missing: string[] = [];
  for (let number = 1; number <= count; number++) {
    const volume = volumes.get(number === count ? "last" : number);
    if (volume) ordered.push(volume);
    else missing.push(expectedName({ base, isEncrypted, number, count }));
  }
  if (missing.length > 0) throw missingVolumes(base, missing);
  return ordered;
}
