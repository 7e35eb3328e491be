/** Takes content keys out of what recipients were sent: RSA with PKCS #1 v1.5 or OAEP (RFC 8017, RFC 4055). */
import { constants, privateDecrypt, type KeyObject } from "node:crypto";
import { dotted, type BerValue } from "./ber-reader.ts";
import type { Recipient } from "./recipients.ts";

const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const RSA_OAEP = "1.2.840.113549.1.1.7";
const SHA1 = "sha1";
const HASHES: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": SHA1,
  "2.16.840.1.101.3.4.2.4": "sha224",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

/** Undefined: it was encrypted to another key, or is not a key of `keyBytes`. */
export function unwrapKey(
  { algorithm, parameters, encryptedKey }: Recipient,
  key: KeyObject,
  keyBytes: number,
): Buffer | undefined {
  try {
    if (algorithm === RSA_ENCRYPTION) return unpadded(decryptPlain(encryptedKey, key), keyBytes);
    if (algorithm !== RSA_OAEP) return undefined;
    const found = decryptOaep(encryptedKey, key, parameters);
    return found?.length === keyBytes ? found : undefined;
  } catch {
    // OpenSSL says no more than that it does not fit: another length of key, another padding.
    return undefined;
  }
}

/**
 * Without padding, because Node either refuses PKCS #1 v1.5 (CVE-2023-46809) or, with a newer
 * OpenSSL, answers a wrong key with random bytes that look like a content key.
 */
function decryptPlain(encryptedKey: Buffer, key: KeyObject): Buffer {
  return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encryptedKey);
}

/**
 * `00 02`, bytes that are not zero, `00`, and exactly as many bytes as the cipher wants: another key
 * gives this once in 16 million times. The time it takes does not tell where it was wrong.
 */
function unpadded(block: Buffer, keyBytes: number): Buffer | undefined {
  const end = block.length - keyBytes - 1;
  if (end < 10) return undefined;
  let wrong = (block[0] ?? 1) | ((block[1] ?? 0) ^ 2) | (block[end] ?? 1);
  for (let i = 2; i < end; i++) wrong |= Number(block[i] === 0);
  return wrong === 0 ? block.subarray(end + 1) : undefined;
}

/** Node can't give MGF1 another hash than OAEP has; nobody does so. */
function decryptOaep(
  encryptedKey: Buffer,
  key: KeyObject,
  parameters: BerValue | undefined,
): Buffer | undefined {
  const tagged = (tag: number): BerValue | undefined =>
    parameters?.members.find((member) => member.tag === tag)?.members[0];
  const oaepHash = hashOf(tagged(0xa0));
  const isSame = hashOf(tagged(0xa1)?.members[1]) === oaepHash;
  if (oaepHash === undefined || !isSame || tagged(0xa2)) return undefined;
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return privateDecrypt({ key, padding, oaepHash }, encryptedKey);
}

function hashOf(algorithm: BerValue | undefined): string | undefined {
  if (!algorithm) return SHA1;
  return HASHES[dotted(algorithm.members[0]?.content ?? Buffer.alloc(0))];
}
