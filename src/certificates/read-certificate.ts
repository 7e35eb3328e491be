/** Reads a certificate file: one X.509 certificate, PEM or DER, or says what is in it instead. */
import { X509Certificate, type KeyObject } from "node:crypto";
import { InputError } from "../core/errors.ts";
import { certificateFields } from "./certificate-fields.ts";
import type { Certificate } from "./certificate.ts";
import { derContent, pemContent } from "./foreign-content.ts";
import { pemBlocks } from "./forge.ts";

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

/**
 * @param name of the file, for messages.
 * @throws {InputError} E007 with what the file holds, when it is not exactly one certificate.
 */
export function readCertificate(bytes: Buffer, name: string): Certificate {
  const der = derOf(bytes, name);
  const fields = certificateFields(der);
  const parsed = fields && parse(der);
  if (!parsed) throw unreadable(name, `it holds ${derContent(der)}`);
  return {
    fingerprint: parsed.fingerprint256.replaceAll(":", ""),
    subject: nameOf(parsed.subject),
    issuer: nameOf(parsed.issuer),
    serialNumber: parsed.serialNumber,
    notBefore: new Date(parsed.validFrom).toISOString(),
    notAfter: new Date(parsed.validTo).toISOString(),
    ...keyOf(parsed),
    allowsKeyEncipherment: fields.allowsKeyEncipherment,
    pem: parsed.toString(),
  };
}

function derOf(bytes: Buffer, name: string): Buffer {
  if (bytes.length === 0) throw unreadable(name, "it is empty");
  const isMarked = bytes.subarray(0, 3).equals(UTF8_MARK);
  const text = bytes.toString("latin1", isMarked ? 3 : 0);
  if (!text.includes("-----BEGIN ")) return bytes;
  const blocks = pemBlocks(text);
  const [block] = blocks;
  if (!block) throw unreadable(name, "its PEM is cut off or damaged");
  if (blocks.length > 1 || block.label !== "CERTIFICATE") {
    throw unreadable(name, `it holds ${pemContent(blocks.map(({ label }) => label))}`);
  }
  return block.der;
}

/** Undefined: openssl does not take it, or takes only a part of these bytes. */
function parse(der: Buffer): X509Certificate | undefined {
  try {
    const parsed = new X509Certificate(der);
    return parsed.raw.equals(der) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(name: string, why: string): InputError {
  return new InputError("E007", `${name} is not a certificate that can be used: ${why}`, {
    hint: "Give one X.509 certificate as PEM or DER, without its private key.",
  });
}

/** Node gives a line for each part, most general first; RFC 4514 wants them in one, most special first. */
function nameOf(lines: string | undefined): string {
  return (lines ?? "").split("\n").reverse().join(",");
}

function keyOf(certificate: X509Certificate): Pick<Certificate, "keyType" | "keyBits"> {
  let key: KeyObject;
  try {
    key = certificate.publicKey;
  } catch {
    // An algorithm that this OpenSSL does not know; the check refuses it like all but RSA.
    return { keyType: "unknown", keyBits: 0 };
  }
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return {
    keyType: key.asymmetricKeyType ?? "unknown",
    keyBits: modulusLength ?? CURVE_BITS[namedCurve ?? ""] ?? 0,
  };
}
