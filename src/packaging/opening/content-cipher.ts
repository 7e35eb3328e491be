/** The ciphers that the content of a message may have, by their object identifiers. */
import { createDecipheriv, type CipherGCMTypes, type DecipherGCM } from "node:crypto";
import { dotted, type BerValue } from "./ber-reader.ts";
import { unsupported } from "./faults.ts";

interface CipherKind {
  readonly name: string;
  readonly keyBytes: number;
  /** Of the initial vector; undefined: GCM, whose nonce may have any length. */
  readonly ivBytes?: number;
}

const KINDS: Readonly<Record<string, CipherKind>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyBytes: 16, ivBytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyBytes: 24, ivBytes: 16 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", keyBytes: 32, ivBytes: 16 },
  "2.16.840.1.101.3.4.1.6": { name: "aes-128-gcm", keyBytes: 16 },
  "2.16.840.1.101.3.4.1.26": { name: "aes-192-gcm", keyBytes: 24 },
  "2.16.840.1.101.3.4.1.46": { name: "aes-256-gcm", keyBytes: 32 },
  // What openssl takes when no cipher is named.
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", keyBytes: 24, ivBytes: 8 },
};

/** RFC 5084, 3.2: 12 to 16 bytes, 12 where nothing is said. */
const DEFAULT_MAC_BYTES = 12;
const LEAST_MAC_BYTES = 12;
const MOST_MAC_BYTES = 16;
/** OpenSSL takes no longer one. */
const MOST_NONCE_BYTES = 128;
/** Enough of the content to see what it is. */
const SAMPLE_BYTES = 16;

/** How the content is encrypted, without the key. */
export interface ContentAlgorithm {
  readonly name: string;
  readonly keyBytes: number;
  readonly iv: Buffer;
  /** Length of the authentication code; undefined: CBC, which has none. */
  readonly macBytes?: number;
}

export interface ContentDecipher {
  update(bytes: Buffer): Buffer;
  /** The last bytes. @throws {Error} when padding or authentication code are wrong. */
  final(mac: Buffer): Buffer;
}

/** @throws {InputError} E009 when the cipher is not one of the table, or its parameters are wrong. */
export function contentAlgorithm({ members }: BerValue, fileName: string): ContentAlgorithm {
  const [id, parameters] = members;
  const oid = dotted(id?.content ?? Buffer.alloc(0));
  const kind = KINDS[oid];
  const isGcm = kind?.ivBytes === undefined;
  const iv = isGcm ? parameters?.members[0]?.content : parameters?.content;
  const macBytes = parameters?.members[1]?.content[0] ?? DEFAULT_MAC_BYTES;
  const isFitting = isGcm
    ? isBetween(iv?.length ?? 0, 1, MOST_NONCE_BYTES) &&
      isBetween(macBytes, LEAST_MAC_BYTES, MOST_MAC_BYTES)
    : iv?.length === kind.ivBytes;
  if (!kind || !iv || !isFitting) {
    throw unsupported(
      `${fileName} is encrypted with a cipher that can't be opened here (${oid})`,
      "Take aes-256-cbc, or open it with `openssl cms -decrypt`.",
    );
  }
  const { name, keyBytes } = kind;
  return { name, keyBytes, iv, ...(isGcm ? { macBytes } : {}) };
}

export function contentDecipher(algorithm: ContentAlgorithm, key: Buffer): ContentDecipher {
  const { name, iv, macBytes } = algorithm;
  if (macBytes === undefined) {
    const decipher = createDecipheriv(name, key, iv);
    return { update: (bytes) => decipher.update(bytes), final: () => decipher.final() };
  }
  const decipher = gcm(algorithm, key);
  return {
    update: (bytes) => decipher.update(bytes),
    final: (mac) => decipher.setAuthTag(mac).final(),
  };
}

/** The first bytes of the content, of the first of what is encrypted; may be fewer than a block. */
export function sampleOf(algorithm: ContentAlgorithm, key: Buffer, encrypted: Buffer): Buffer {
  const { name, iv, macBytes } = algorithm;
  const bytes = encrypted.subarray(0, SAMPLE_BYTES);
  if (macBytes !== undefined) return gcm(algorithm, key).update(bytes);
  return createDecipheriv(name, key, iv).setAutoPadding(false).update(bytes);
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function gcm({ name, iv, macBytes }: ContentAlgorithm, key: Buffer): DecipherGCM {
  return createDecipheriv(name as CipherGCMTypes, key, iv, { authTagLength: macBytes });
}
