/** Reads what a recipient opens artifacts with: the private key, its passphrase, the certificate. */
import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { open } from "node:fs/promises";
import { readSmallFile } from "../../certificates/certificate-file.ts";
import { readCertificate } from "../../certificates/read-certificate.ts";
import { fromSystem, systemCode, UsageError } from "../../core/errors.ts";
import type { OpeningKey } from "./decrypt-message.ts";
import { certificateId } from "./recipients.ts";

const LARGEST_BYTES = 1_048_576;
const ENCRYPTED = /ENCRYPTED/;
const PASSPHRASE_HINT = "Give its passphrase in a file: --passphrase-file <file>";

export interface KeyFiles {
  /** PEM or DER, PKCS #8 or PKCS #1, encrypted or not. */
  readonly keyPath: string;
  /** Its first line is the passphrase. */
  readonly passphrasePath?: string | undefined;
  /** The certificate of the key. */
  readonly certificatePath?: string | undefined;
}

/**
 * @throws {UsageError} E008 no RSA key, wrong passphrase, or key and certificate are no pair; S009 no
 *   such file. @throws {InputError} E007 the certificate. @throws {OperatorError} S005
 */
export async function readOpeningKey(files: KeyFiles): Promise<OpeningKey> {
  const { keyPath, passphrasePath, certificatePath } = files;
  const bytes = await readKeyFile(keyPath);
  const passphrase =
    passphrasePath === undefined ? undefined : await readPassphrase(passphrasePath);
  const key = privateKey(bytes, passphrase, keyPath);
  if (key.asymmetricKeyType !== "rsa") {
    throw new UsageError("E008", `${keyPath} holds a key of type ${key.asymmetricKeyType ?? "?"}`, {
      hint: "Artifacts are encrypted to RSA keys: give the one of the certificate.",
    });
  }
  if (certificatePath === undefined) return { key, name: keyPath };
  const certificate = await readX509(certificatePath);
  if (!certificate.checkPrivateKey(key)) {
    throw new UsageError(
      "E008",
      `${keyPath} is not the key of the certificate ${certificatePath}`,
      {
        hint: "Give the pair, or leave out --cert.",
      },
    );
  }
  return { key, name: keyPath, certificate: await certificateId(certificate) };
}

async function readX509(path: string): Promise<X509Certificate> {
  const { bytes } = await readSmallFile(path);
  return new X509Certificate(readCertificate(bytes, path).pem);
}

function privateKey(bytes: Buffer, passphrase: string | undefined, path: string): KeyObject {
  const isText = bytes.includes("-----BEGIN ");
  const forms = isText
    ? [{ format: "pem" } as const]
    : [{ format: "der", type: "pkcs8" } as const, { format: "der", type: "pkcs1" } as const];
  let lacksPassphrase = isText && ENCRYPTED.test(bytes.toString("latin1"));
  for (const form of forms) {
    try {
      return createPrivateKey({ key: bytes, ...form, ...(passphrase ? { passphrase } : {}) });
    } catch (error) {
      const code = systemCode(error);
      lacksPassphrase ||= code === "ERR_MISSING_PASSPHRASE" || code === "ERR_OSSL_BAD_DECRYPT";
    }
  }
  if (lacksPassphrase && passphrase === undefined) {
    throw new UsageError("E008", `the key ${path} needs a passphrase`, { hint: PASSPHRASE_HINT });
  }
  if (lacksPassphrase) {
    throw new UsageError("E008", `the passphrase does not open the key ${path}`, {
      hint: "It is the first line of the file that --passphrase-file names.",
    });
  }
  throw new UsageError("E008", `${path} holds no private key`, {
    hint: "Give a private key as PEM or DER: the one of the certificate that was encrypted to.",
  });
}

async function readPassphrase(path: string): Promise<string> {
  const [first = ""] = (await readKeyFile(path)).toString("utf8").split(/\r?\n/, 1);
  if (first !== "") return first;
  throw new UsageError("S010", `${path} holds no passphrase: its first line is empty`);
}

async function readKeyFile(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    if (size > LARGEST_BYTES) throw new UsageError("S010", `${path} is over 1 MiB: it is no key`);
    return await file.readFile();
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") throw new UsageError("S009", `there is no file ${path}`);
    if (code === "EISDIR") throw new UsageError("S010", `${path} is a folder, not a key`);
    throw fromSystem(error, `Reading ${path}`);
  }
}
