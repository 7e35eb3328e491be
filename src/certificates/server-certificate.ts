/** The certificate that this server shows to those who connect, and its key: whether they go together. */
import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { createSecureContext } from "node:tls";
import { ConfigError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import type { Certificate } from "./certificate.ts";
import { readCertificate } from "./read-certificate.ts";

export interface ServerCertificate {
  /** PEM: the server's own first, its issuers behind it. */
  readonly chain: string;
  /** PEM. */
  readonly key: Secret;
  /** The server's own. */
  readonly own: Certificate;
}

/** Where the texts come from, for messages. */
export interface CertificatePlaces {
  readonly certificatePath: string;
  readonly keyPath: string;
}

/** @throws {ConfigError} C003 one of the texts is not what it should be, or the key is that of another certificate. */
export function serverCertificate(
  chain: string,
  key: Secret,
  { certificatePath, keyPath }: CertificatePlaces,
): ServerCertificate {
  const parsed = parse(chain, certificatePath);
  const keyObject = privateKey(key, keyPath);
  if (!parsed.checkPrivateKey(keyObject)) {
    throw wrong(`console.key: ${keyPath} is not the key of the certificate in ${certificatePath}`, {
      hint: "The certificate of the server stands first in its file; those of issuers follow.",
    });
  }
  try {
    createSecureContext({ cert: chain, key: key.reveal() });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw wrong(`console.certificate: ${certificatePath} can't be used: ${reason}`, { cause });
  }
  return { chain, key, own: readCertificate(parsed.raw, certificatePath) };
}

function parse(chain: string, path: string): X509Certificate {
  try {
    return new X509Certificate(chain);
  } catch (cause) {
    throw wrong(`console.certificate: ${path} does not begin with a certificate (PEM)`, { cause });
  }
}

function privateKey(key: Secret, path: string): KeyObject {
  try {
    return createPrivateKey(key.reveal());
  } catch (cause) {
    throw wrong(`console.key: ${path} holds no private key (PEM) without a passphrase`, {
      hint: "Take off a passphrase with `openssl pkey -in <key> -out <new key>`.",
      cause,
    });
  }
}

function wrong(message: string, more: { hint?: string; cause?: unknown }): ConfigError {
  return new ConfigError("C003", message, more);
}
