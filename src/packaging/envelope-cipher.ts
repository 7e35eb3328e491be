/** The two ciphers of an envelope, with their object identifiers and parameters. */
import { createCipheriv, randomBytes } from "node:crypto";
import { octetString, sequence, smallInteger } from "./der.ts";

/**
 * smime-aes256-cbc: `openssl smime` and `openssl cms` open it; nothing in it proves that it is whole.
 * cms-aes256-gcm: only `openssl cms` opens it, and refuses one that was changed.
 */
export type EnvelopeForm = "smime-aes256-cbc" | "cms-aes256-gcm";

export interface EnvelopeCipher {
  /** `enveloped-data`: the smime-type of the headers (RFC 8551, 3.2.2). */
  readonly smimeType: string;
  /** Object identifier of the message. */
  readonly contentType: string;
  readonly algorithm: string;
  readonly parameters: Buffer;
  update(bytes: Buffer): Buffer;
  /** The last bytes; once. */
  final(): Buffer;
  /** What authenticates the content, after `final`; empty where there is no such thing. */
  mac(): Buffer;
}

const KEY_BYTES = 32;
const CBC_IV_BYTES = 16;
const GCM_NONCE_BYTES = 12;
const GCM_MAC_BYTES = 16;

/** A new key; to be overwritten once it is encrypted and the cipher has it. */
export function contentKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

export function envelopeCipher(form: EnvelopeForm, key: Buffer): EnvelopeCipher {
  switch (form) {
    case "smime-aes256-cbc":
      return cbc(key);
    case "cms-aes256-gcm":
      return gcm(key);
  }
}

/** EnvelopedData of RFC 5652 with the cipher of RFC 3565; padded to 16 bytes. */
function cbc(key: Buffer): EnvelopeCipher {
  const iv = randomBytes(CBC_IV_BYTES);
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  return {
    smimeType: "enveloped-data",
    contentType: "1.2.840.113549.1.7.3",
    algorithm: "2.16.840.1.101.3.4.1.42",
    parameters: octetString(iv),
    update: (bytes) => cipher.update(bytes),
    final: () => cipher.final(),
    mac: () => Buffer.alloc(0),
  };
}

/** AuthEnvelopedData of RFC 5083 with the cipher of RFC 5084; the nonce is new like the key. */
function gcm(key: Buffer): EnvelopeCipher {
  const nonce = randomBytes(GCM_NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: GCM_MAC_BYTES });
  return {
    smimeType: "authEnveloped-data",
    contentType: "1.2.840.113549.1.9.16.1.23",
    algorithm: "2.16.840.1.101.3.4.1.46",
    parameters: sequence(octetString(nonce), smallInteger(GCM_MAC_BYTES)),
    update: (bytes) => cipher.update(bytes),
    final: () => cipher.final(),
    mac: () => octetString(cipher.getAuthTag()),
  };
}
