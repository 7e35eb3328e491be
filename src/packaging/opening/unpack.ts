/** Unpacks or only examines the files of an archive, each against its CRC-32 and against the manifest. */
import { createHash } from "node:crypto";
import { InputError } from "../../core/errors.ts";
import type { JoinedVolumes } from "./joined-volumes.ts";
import { damaged } from "./faults.ts";
import { isUnlistedByRule, manifestEntry, readManifest, type Manifest } from "./manifest.ts";
import { recordCounter } from "./record-counter.ts";
import type { TargetFolder } from "./target-folder.ts";
import { zipContent } from "./zip-content.ts";
import type { ZipEntry } from "./zip-directory.ts";

/** A file that came out right. */
export interface OpenedFile {
  /** Path in the archive. */
  readonly name: string;
  /** Where it lies; undefined: it was only examined. */
  readonly path: string | undefined;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Undefined: the manifest does not list it. */
  readonly records: number | undefined;
}

/** A file that did not; nothing was left of it. */
export interface OpenedProblem {
  readonly code: string;
  /** Path in the archive. */
  readonly file: string;
  readonly message: string;
}

export interface Unpacked {
  readonly manifest: Manifest | undefined;
  readonly files: readonly OpenedFile[];
  readonly problems: readonly OpenedProblem[];
}

export interface Unpacking {
  readonly archive: JoinedVolumes;
  /** Undefined: nothing is written. */
  readonly target: TargetFolder | undefined;
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * All files, also after one that is wrong: what can be saved is saved.
 * @throws {OperatorError} S005 {TransientError} S004, S006
 */
export async function unpack(
  unpacking: Unpacking,
  entries: readonly ZipEntry[],
): Promise<Unpacked> {
  const files: OpenedFile[] = [];
  const problems: OpenedProblem[] = [];
  const manifest = await manifestIn(unpacking.archive, entries);
  for (const entry of entries) {
    try {
      if (entry.name.endsWith("/")) await unpacking.target?.folder(entry.name);
      else files.push(await unpackFile(unpacking, entry, manifest));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push({ code: error.code, file: entry.name, message: error.message });
    }
  }
  const there = new Set(entries.map(({ name }) => name));
  for (const name of manifest?.files.keys() ?? []) {
    if (there.has(name)) continue;
    const message = `${name} is missing: the manifest lists it, and the archive does not hold it`;
    problems.push({ code: "E009", file: name, message });
  }
  await unpacking.target?.sync();
  return { manifest, files, problems };
}

/** Undefined: there is none, or it can't be read; the latter is found again when it is unpacked. */
async function manifestIn(
  archive: JoinedVolumes,
  entries: readonly ZipEntry[],
): Promise<Manifest | undefined> {
  const entry = manifestEntry(entries);
  if (!entry) return undefined;
  const chunks: Buffer[] = [];
  try {
    for await (const bytes of zipContent(archive, entry)) chunks.push(bytes);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
  return readManifest(entry.name, Buffer.concat(chunks));
}

async function unpackFile(
  { archive, target, onBytes, signal }: Unpacking,
  entry: ZipEntry,
  manifest: Manifest | undefined,
): Promise<OpenedFile> {
  const { name } = entry;
  const hash = createHash("sha256");
  const counter = recordCounter(name);
  let found: Omit<OpenedFile, "path"> | undefined;
  async function* examined(): AsyncGenerator<Buffer> {
    for await (const bytes of zipContent(archive, entry)) {
      signal.throwIfAborted();
      hash.update(bytes);
      counter.add(bytes);
      onBytes(bytes.length);
      yield bytes;
    }
    const sums = { bytes: entry.sizeBytes, sha256: hash.digest("hex"), records: counter.count() };
    found = { name, ...sums, records: checked(name, sums, manifest) };
  }
  let path: string | undefined;
  if (target) path = await target.write(name, examined());
  else await drain(examined());
  if (!found) throw new TypeError(`${name} was not read to its end`);
  return { ...found, path };
}

async function drain(content: AsyncGenerator<Buffer>): Promise<void> {
  while (!(await content.next()).done);
}

interface Sums {
  readonly bytes: number;
  readonly sha256: string;
  readonly records: number;
}

/** The number of records, of a file that the manifest lists. @throws {InputError} E009 */
function checked(name: string, sums: Sums, manifest: Manifest | undefined): number | undefined {
  if (!manifest) return undefined;
  const listed = manifest.files.get(name);
  if (!listed) {
    if (isUnlistedByRule(manifest, name)) return undefined;
    throw damaged(`${name} does not belong to the archive: its manifest does not list it`);
  }
  for (const key of ["bytes", "sha256", "records"] as const) {
    if (sums[key] === listed[key]) continue;
    const what = key === "sha256" ? "its SHA-256 is" : `its number of ${key} is`;
    throw damaged(`${name} differs: ${what} ${sums[key]}, but ${listed[key]} by the manifest`);
  }
  return sums.records;
}
