/** Fourth step of an export: each volume becomes an encrypted file in the work folder. */
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "../certificates/certificate.ts";
import { syncFolder } from "../files/sync.ts";
import type { Encryption } from "../jobs/job.ts";
import { volumeName, type Volume } from "../packaging/archive.ts";
import { encrypt } from "../packaging/envelope.ts";
import type { ExportFile } from "../store/export-run.ts";
import { keepFile, type KeptFile } from "./keep-file.ts";

export interface Encrypting {
  /** The run's own work folder. */
  readonly workPath: string;
  /** `export-<run>`, or the job's own. */
  readonly baseName: string;
  readonly recipients: readonly Certificate[];
  readonly encryption: Encryption;
  readonly onBytes: (bytes: number) => void;
}

/** Ending of an encrypted volume. */
export const SMIME_SUFFIX = ".smime";

/**
 * Reads the volumes to their end and gives the files in the order of the volumes, under their final
 * names and synced. While their number is not known they are called `part-<n>`.
 */
export async function encryptVolumes(
  volumes: AsyncIterable<Volume>,
  encrypting: Encrypting,
): Promise<readonly ExportFile[]> {
  const parts: KeptFile[] = [];
  for await (const volume of volumes) parts.push(await encryptVolume(volume, encrypting));
  const files: ExportFile[] = [];
  for (const [position, { path, sizeBytes, sha256 }] of parts.entries()) {
    const volume = volumeName(encrypting.baseName, position + 1, parts.length);
    const name = `${volume}${SMIME_SUFFIX}`;
    await rename(path, join(encrypting.workPath, name));
    files.push({ name, sizeBytes, sha256 });
  }
  await syncFolder(encrypting.workPath);
  return files;
}

async function encryptVolume(volume: Volume, encrypting: Encrypting): Promise<KeptFile> {
  const { workPath, recipients, encryption, onBytes } = encrypting;
  const content = encrypt(volume.content, { recipients, encryption });
  return await keepFile(join(workPath, `part-${volume.number}`), content, onBytes);
}
