/** A certificate in a file: PEM, after a line that tells when it was added. */
import { open } from "node:fs/promises";
import { fromSystem, InputError, systemCode } from "../core/errors.ts";
import type { Certificate, OwnedCertificate } from "./certificate.ts";
import { readCertificate } from "./read-certificate.ts";

/** Certificates have a few kilobytes; what is larger is another kind of file. */
const LARGEST_BYTES = 1_048_576;
const ADDED = /^Added: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/m;

/** openssl and whatever else reads PEM skip what stands before it (RFC 7468, 2). */
export function certificateText({ pem }: Certificate, addedAt: string): string {
  return `Added: ${addedAt}\n${pem}`;
}

/**
 * One that somebody put there by hand was added when the file was last changed.
 * @throws {InputError} E007 {OperatorError} S005 {TransientError} S006
 */
export async function readCertificateFile(path: string, owner: string): Promise<OwnedCertificate> {
  const { bytes, changedAt } = await readSmallFile(path);
  const certificate = readCertificate(bytes, path);
  const [, added] = ADDED.exec(bytes.toString("latin1")) ?? [];
  return { owner, certificate, addedAt: added ?? changedAt.toISOString() };
}

/**
 * Content of a file that may be a certificate.
 * @throws {InputError} E007 {OperatorError} S005 {TransientError} S006
 */
export async function readSmallFile(
  path: string,
): Promise<{ readonly bytes: Buffer; readonly changedAt: Date }> {
  try {
    await using file = await open(path, "r");
    const { size, mtime } = await file.stat();
    if (size > LARGEST_BYTES) throw notOne(path, "it is over 1 MiB");
    return { bytes: await file.readFile(), changedAt: mtime };
  } catch (error) {
    if (systemCode(error) === "ENOENT") throw notOne(path, "there is no such file");
    if (systemCode(error) === "EISDIR") throw notOne(path, "it is a folder");
    throw fromSystem(error, `Reading ${path}`);
  }
}

function notOne(path: string, why: string): InputError {
  return new InputError("E007", `${path} can't be read as a certificate: ${why}`, {
    hint: "Name a file with one X.509 certificate as PEM or DER.",
  });
}
