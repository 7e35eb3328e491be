/** The folder of one owner: `<fingerprint>.pem` for each current certificate, `former/` for the record. */
import { mkdir, readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError, fromSystem, systemCode } from "../core/errors.ts";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { syncFolder } from "../files/sync.ts";
import { certificateText, readCertificateFile } from "./certificate-file.ts";
import type { Certificate, OwnedCertificate } from "./certificate.ts";

const SUFFIX = ".pem";
const FORMER = "former";

export interface FoundCertificate {
  readonly path: string;
  readonly owned: OwnedCertificate;
}

export interface DamagedCertificate {
  readonly owner: string;
  readonly path: string;
  readonly message: string;
}

export interface FoundCertificates {
  /** The one added first at the head. */
  readonly found: readonly FoundCertificate[];
  readonly damaged: readonly DamagedCertificate[];
}

/** Files of current certificates, by name; hidden ones are the remains of a write. */
export async function certificatePaths(ownerPath: string): Promise<readonly string[]> {
  const names = await namesIn(ownerPath);
  return names
    .filter((name) => name.endsWith(SUFFIX) && !name.startsWith("."))
    .sort()
    .map((name) => join(ownerPath, name));
}

/** Names in a folder; none when it is not there. */
export async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw fromSystem(error, `Reading ${path}`);
  }
}

/** A file that can't be read is told, and does not keep the others from being read. */
export async function readCertificates(
  paths: readonly string[],
  owner: string,
): Promise<FoundCertificates> {
  const found: FoundCertificate[] = [];
  const damaged: DamagedCertificate[] = [];
  for (const path of paths) {
    try {
      found.push({ path, owned: await readCertificateFile(path, owner) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      damaged.push({ owner, path, message: error.message });
    }
  }
  found.sort((a, b) => Date.parse(a.owned.addedAt) - Date.parse(b.owned.addedAt));
  return { found, damaged };
}

/** Makes the folder, which only its user may read, and writes the file; gives its path. */
export async function keepCertificate(
  ownerPath: string,
  certificate: Certificate,
  addedAt: string,
): Promise<string> {
  const path = join(ownerPath, `${certificate.fingerprint}${SUFFIX}`);
  try {
    // The folder above all owners may be there or not; what is above that is not only ours.
    await mkdir(dirname(dirname(ownerPath)), { recursive: true });
    await mkdir(join(ownerPath, FORMER), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fromSystem(error, `Making ${ownerPath}`);
  }
  await writeFileAtomic(path, certificateText(certificate, addedAt));
  return path;
}

/** Moves files of current certificates to `former/`, where one of the same name gives way. */
export async function putAside(ownerPath: string, paths: readonly string[]): Promise<void> {
  const formerPath = join(ownerPath, FORMER);
  for (const path of paths) {
    try {
      await rename(path, join(formerPath, basename(path)));
    } catch (error) {
      throw fromSystem(error, `Moving ${path} to ${formerPath}`);
    }
  }
  await syncFolder(formerPath);
  await syncFolder(ownerPath);
}
