/** The certificates that owners use: one folder that commands change and that every run reads anew. */
import { join } from "node:path";
import { InputError, OperatorError } from "../core/errors.ts";
import type { OwnedCertificate } from "./certificate.ts";
import { checkCertificate } from "./check.ts";
import {
  certificatePaths,
  keepCertificate,
  namesIn,
  putAside,
  readCertificates,
  type DamagedCertificate,
  type FoundCertificates,
} from "./owner-folder.ts";
import { DEFAULT_OWNER, isOwnerName, ownerName } from "./owner.ts";
import { readCertificate } from "./read-certificate.ts";

/** Two during a rotation: the one in use and the next. */
const MOST_CURRENT = 2;

export interface CertificatesOptions {
  /** File of the settings that stands for the owner `default` while the folder has none. */
  readonly defaultPath?: string | undefined;
}

export interface SetOptions {
  readonly now: Date;
  /** true: beside the newest current one. false (default): in place of all current ones. */
  readonly add?: boolean;
  /** Of the file that was given, for messages. */
  readonly name?: string;
}

export interface CertificateList {
  /** By owner, the one added first at the head. */
  readonly certificates: readonly OwnedCertificate[];
  /** Files that should hold a certificate and do not. */
  readonly damaged: readonly DamagedCertificate[];
}

export interface Certificates {
  /**
   * Gives an owner a certificate. Those that leave are kept in `<owner>/former/`.
   * @throws {InputError} E002 to E006: it can't be used now; E007: it is no certificate.
   * @throws {UsageError} S010 {TransientError} S004, S006 {OperatorError} S005
   */
  set(owner: string, bytes: Buffer, options: SetOptions): Promise<OwnedCertificate>;
  /**
   * Current ones, the one added first at the head; none where the owner has none.
   * @throws {OperatorError} E007 when the owner has files, but none that can be read.
   * @throws {UsageError} S010
   */
  of(owner: string): Promise<readonly OwnedCertificate[]>;
  list(): Promise<CertificateList>;
}

/** `<folder>/<owner>/<fingerprint>.pem`; the folder is made when the first certificate is set. */
export function openCertificates(
  folderPath: string,
  options: CertificatesOptions = {},
): Certificates {
  const folder = { folderPath, defaultPath: options.defaultPath };
  return {
    set: async (owner, bytes, setOptions) =>
      await setCertificate(folder, ownerName(owner), bytes, setOptions),
    of: async (owner) => await certificatesOf(folder, ownerName(owner)),
    list: () => listCertificates(folder),
  };
}

interface Folder {
  readonly folderPath: string;
  readonly defaultPath: string | undefined;
}

async function current(folder: Folder, owner: string): Promise<FoundCertificates> {
  const paths = await certificatePaths(join(folder.folderPath, owner));
  const { defaultPath } = folder;
  const isInSettings = owner === DEFAULT_OWNER && paths.length === 0 && defaultPath !== undefined;
  return await readCertificates(isInSettings ? [defaultPath] : paths, owner);
}

async function certificatesOf(folder: Folder, owner: string): Promise<readonly OwnedCertificate[]> {
  const { found, damaged } = await current(folder, owner);
  const [first] = damaged;
  if (found.length === 0 && first) {
    throw new OperatorError("E007", first.message, {
      hint: `Give ${owner} a new one: quayside certificate set <file> --owner ${owner}`,
    });
  }
  return found.map(({ owned }) => owned);
}

async function listCertificates(folder: Folder): Promise<CertificateList> {
  const names = (await namesIn(folder.folderPath)).filter(isOwnerName);
  const lists: FoundCertificates[] = [];
  for (const owner of [...new Set([...names, DEFAULT_OWNER])].sort()) {
    lists.push(await current(folder, owner));
  }
  return {
    certificates: lists.flatMap(({ found }) => found.map(({ owned }) => owned)),
    damaged: lists.flatMap(({ damaged }) => damaged),
  };
}

/**
 * The new file stands before others leave: a crash between the two leaves one too many, never none.
 * Files that can't be read leave as well.
 */
async function setCertificate(
  folder: Folder,
  owner: string,
  bytes: Buffer,
  { now, add = false, name = "the file" }: SetOptions,
): Promise<OwnedCertificate> {
  const certificate = readCertificate(bytes, name);
  const [problem] = checkCertificate(certificate, now);
  if (problem) throw new InputError(problem.code, problem.message);
  const ownerPath = join(folder.folderPath, owner);
  const before = await current(folder, owner);
  const others = before.found.filter(
    ({ owned }) => owned.certificate.fingerprint !== certificate.fingerprint,
  );
  const staying = add ? others.slice(-(MOST_CURRENT - 1)) : [];
  const kept = new Set<string>();
  // Written anew, because the one that the settings name is not in the folder yet.
  for (const { owned } of staying) {
    kept.add(await keepCertificate(ownerPath, owned.certificate, owned.addedAt));
  }
  const addedAt = now.toISOString();
  kept.add(await keepCertificate(ownerPath, certificate, addedAt));
  const paths = await certificatePaths(ownerPath);
  await putAside(
    ownerPath,
    paths.filter((path) => !kept.has(path)),
  );
  return { owner, certificate, addedAt };
}
