/** Finds the artifacts that arguments mean: volumes in any order, an index, folders of them. */
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fromSystem, systemCode, UsageError } from "../../core/errors.ts";
import { anyArtifactName, artifactName, type ArtifactName } from "./artifact-names.ts";

export interface VolumeFile {
  readonly path: string;
  readonly name: string;
  readonly isEncrypted: boolean;
}

/** The number of a volume, or "last" for `<base>.zip`. */
export type VolumeNumber = number | "last";

/** Files of one artifact by their place in it. */
export interface FoundArtifact {
  /** `export-<run>` */
  readonly base: string;
  readonly volumes: ReadonlyMap<VolumeNumber, VolumeFile>;
  readonly indexPath: string | undefined;
}

interface Candidate extends VolumeFile {
  /** By an argument, or by the folder that is one. */
  readonly isNamed: boolean;
}

interface Gathered {
  readonly base: string;
  readonly volumes: Map<VolumeNumber, Candidate>;
  indexPath: string | undefined;
  /** Only decrypted volumes were named: the encrypted ones beside them are not meant. */
  isPlain: boolean;
}

/**
 * To name one file of an artifact is to name all: the others are looked for beside it.
 * @throws {UsageError} S009 nothing there, S010 two files for one place. @throws {OperatorError} S005
 */
export async function findArtifacts(paths: readonly string[]): Promise<readonly FoundArtifact[]> {
  const all = new Map<string, Gathered>();
  const folders = new Map<string, Set<string> | undefined>();
  for (const path of paths.map((one) => resolve(one))) {
    if (await isFolder(path)) {
      if ((await gatherFolder(all, path, undefined)) === 0) {
        throw new UsageError("S009", `there is no artifact in the folder ${path}`, {
          hint: "Its files are called export-<run>.zip.smime, .z01.smime and so on.",
        });
      }
      continue;
    }
    const name = anyArtifactName(basename(path));
    gather(all, path, name, true);
    const bases = folders.get(dirname(path)) ?? new Set();
    folders.set(dirname(path), bases.add(name.base));
  }
  for (const [folder, bases] of folders) await gatherFolder(all, folder, bases);
  return [...all.values()];
}

/** @param bases only files of these; undefined: all. */
async function gatherFolder(
  all: Map<string, Gathered>,
  folder: string,
  bases: ReadonlySet<string> | undefined,
): Promise<number> {
  let found = 0;
  for (const entry of await entriesOf(folder)) {
    const name = artifactName(entry);
    if (!name || (bases && !bases.has(name.base))) continue;
    gather(all, join(folder, entry), name, bases === undefined);
    found += 1;
  }
  return found;
}

function gather(
  all: Map<string, Gathered>,
  path: string,
  name: ArtifactName,
  isNamed: boolean,
): void {
  const { base } = name;
  const fresh = { base, volumes: new Map(), indexPath: undefined, isPlain: true };
  const gathered: Gathered = all.get(base) ?? fresh;
  all.set(base, gathered);
  const isEncrypted = name.kind === "index" || name.suffix !== undefined;
  if (isNamed && isEncrypted) gathered.isPlain = false;
  if (name.kind === "index") {
    gathered.indexPath ??= path;
    return;
  }
  const candidate = { path, name: basename(path), isEncrypted, isNamed };
  const chosen = better(gathered, gathered.volumes.get(name.number), candidate);
  gathered.volumes.set(name.number, chosen);
}

/** Of two files for one place: what was named counts more, then what is of the kind that was named. */
function better({ isPlain }: Gathered, there: Candidate | undefined, other: Candidate): Candidate {
  if (!there) return other;
  if (there.path === other.path) return there;
  const rank = ({ isNamed, isEncrypted }: Candidate): number =>
    2 * Number(isNamed) + Number(isEncrypted !== isPlain);
  if (rank(there) === rank(other) && other.isNamed) {
    throw new UsageError("S010", `${there.path} and ${other.path} are the same volume`, {
      hint: "Name one of the two, or keep each artifact in a folder of its own.",
    });
  }
  return rank(other) > rank(there) ? other : there;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (systemCode(error) === "ENOENT") throw new UsageError("S009", `there is no file ${path}`);
    throw fromSystem(error, `Looking at ${path}`);
  }
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    throw fromSystem(error, `Reading the folder ${folder}`);
  }
}
