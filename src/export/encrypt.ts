/** Fourth step of an export: each volume becomes an encrypted file in the work folder. */
import { createHash } from "node:crypto";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "../certificates/certificate.ts";
import { effect } from "../core/effect.ts";
import { syncFolder } from "../files/sync.ts";
import type { Encryption } from "../jobs/job.ts";
import { volumeName, type Volume } from "../packaging/archive.ts";
import { encrypt } from "../packaging/envelope.ts";
import type { ExportFile } from "../store/export-run.ts";

export interface Encrypting {
  /** The run's own work folder. */
  readonly workPath: string;
  /** `export-<run>` */
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
  const parts: Part[] = [];
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

interface Part {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

async function encryptVolume(volume: Volume, encrypting: Encrypting): Promise<Part> {
  const { workPath, recipients, encryption, onBytes } = encrypting;
  const path = join(workPath, `part-${volume.number}`);
  return await effect("export.file", async () => {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    await using file = await open(path, "w", 0o600);
    for await (const chunk of encrypt(volume.content, { recipients, encryption })) {
      hash.update(chunk);
      await file.writeFile(chunk);
      sizeBytes += chunk.length;
      onBytes(chunk.length);
    }
    await file.sync();
    return { path, sizeBytes, sha256: hash.digest("hex") };
  });
}
