/** Opens one artifact: complete -> check -> decrypt -> join -> unpack, each file against the manifest. */
import { checkSpace } from "./disk-space.ts";
import { checkNames } from "./entry-names.ts";
import { completeArtifact, type ArtifactFiles } from "./complete-artifact.ts";
import type { FoundArtifact } from "./find-artifacts.ts";
import { checkHash, checkSizes, sizeOf } from "./index-file.ts";
import { OpenedVolumes, prepareFolder, type OpenVolumesOptions } from "./open-volumes.ts";
import { TargetFolder } from "./target-folder.ts";
import { unpack, type Unpacked } from "./unpack.ts";
import { zipDirectory, type ZipEntry } from "./zip-directory.ts";

export interface OpeningProgress {
  readonly step: "checking" | "decrypting" | "unpacking";
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface OpenOptions extends Omit<OpenVolumesOptions, "onBytes"> {
  /** Undefined: everything is examined, and nothing is written. */
  readonly outPath: string | undefined;
  /** Replaces files that have a name of the archive. */
  readonly overwrite: boolean;
  readonly onProgress: (progress: OpeningProgress) => void;
}

/**
 * Problems of single files are in the answer; the other files are unpacked.
 * @throws {InputError} E008 to E011 nothing of the artifact can be used, and nothing was unpacked
 * @throws {UsageError} S010 a file exists already, or there is no key
 * @throws {OperatorError} S005 {TransientError} S004, S006, and the reason of `signal`
 */
export async function openArtifact(found: FoundArtifact, options: OpenOptions): Promise<Unpacked> {
  const { outPath, overwrite, signal, temporaryPath } = options;
  const artifact = await completeArtifact(found);
  const encryptedBytes = await checkFiles(artifact, options);
  const isEncrypted = artifact.volumes.some((volume) => volume.isEncrypted);
  if (isEncrypted) await prepareFolder(temporaryPath, encryptedBytes);
  const onBytes = counter(options, "decrypting", encryptedBytes);
  await using volumes = new OpenedVolumes({ ...options, onBytes });
  const { archive, end } = await volumes.open(artifact);
  const entries = await zipDirectory(archive, end);
  checkNames(entries);
  const totalBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const target = outPath === undefined ? undefined : new TargetFolder(outPath, overwrite);
  if (target) await prepareTarget(target, entries);
  if (outPath !== undefined) await checkSpace(outPath, totalBytes, "What is in the archive");
  const unpacking = { archive, target, signal, onBytes: counter(options, "unpacking", totalBytes) };
  return await unpack(unpacking, entries);
}

/** Sizes and hashes, where an index tells them; bytes of all encrypted volumes. */
async function checkFiles(
  { volumes, index }: ArtifactFiles,
  options: OpenOptions,
): Promise<number> {
  const encrypted = volumes.filter(({ isEncrypted }) => isEncrypted);
  if (index) await checkSizes(encrypted, index);
  const sizes = await Promise.all(encrypted.map(({ path }) => sizeOf(path)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (!index) return total;
  const onBytes = counter(options, "checking", total);
  for (const volume of encrypted) await checkHash(volume, index, onBytes, options.signal);
  return total;
}

/** Before the first file is written, so that a second try does not end half-way. */
async function prepareTarget(target: TargetFolder, entries: readonly ZipEntry[]): Promise<void> {
  await target.folder("");
  for (const { name } of entries) if (!name.endsWith("/")) await target.checkFree(name);
}

function counter(
  { onProgress }: OpenOptions,
  step: OpeningProgress["step"],
  totalBytes: number,
): (bytes: number) => void {
  let doneBytes = 0;
  return (bytes) => {
    doneBytes += bytes;
    onProgress({ step, doneBytes, totalBytes });
  };
}
