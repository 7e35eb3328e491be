/** The adapter of node-forge: PEM, ASN.1, and the making of certificates. Needs 1.4.3 or newer (CVE-2026-85393). */
import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";

const DAY_MS = 86_400_000;
const KEY_BITS = 2_048;
const SERIAL_BYTES = 16;

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, ... */
  readonly label: string;
  readonly der: Buffer;
}

/** The blocks between `-----BEGIN` and `-----END` lines; none where there are none, or one is not whole. */
export function pemBlocks(text: string): readonly PemBlock[] {
  try {
    return forge.pem
      .decode(text)
      .map(({ type, body }) => ({ label: type, der: Buffer.from(body, "latin1") }));
  } catch {
    // forge tells "no block" and "broken block" by texts only; both mean that nothing can be read.
    return [];
  }
}

/** One value of ASN.1: its tag (`0x30`: a sequence), and what is in it. */
export interface Asn1 {
  readonly tag: number;
  readonly members: readonly Asn1[];
  /** Of a value that has no members. */
  readonly content: Buffer;
  /** The whole of it, as it stood. */
  readonly der: () => Buffer;
}

/** The package's types know only one of the two forms of its second parameter. */
const fromDer = forge.asn1.fromDer as unknown as (
  bytes: string,
  options: { readonly strict: boolean; readonly decodeBitStrings: boolean },
) => forge.asn1.Asn1;

/** Undefined: these bytes are not exactly one value in DER. */
export function readAsn1(der: Buffer): Asn1 | undefined {
  try {
    return asn1(fromDer(der.toString("latin1"), { strict: true, decodeBitStrings: false }));
  } catch {
    // A plain Error of forge's, whatever is wrong with the bytes.
    return undefined;
  }
}

function asn1(value: forge.asn1.Asn1): Asn1 {
  const inner = value.value;
  return {
    tag: value.tagClass | (value.constructed ? 0x20 : 0) | value.type,
    members: typeof inner === "string" ? [] : inner.map(asn1),
    content: Buffer.from(typeof inner === "string" ? inner : "", "latin1"),
    der: () => Buffer.from(forge.asn1.toDer(value).getBytes(), "latin1"),
  };
}

/** `2.5.29.15`, of a value with tag 6. */
export function dottedOf({ content }: Asn1): string {
  return forge.asn1.derToOid(content.toString("latin1"));
}

/** The package's types take the tag of a string for the class of a tag. */
const UTF8 = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class;

export interface SelfSigned {
  readonly certificatePem: string;
  /** PKCS #8, not encrypted. */
  readonly keyPem: string;
}

/**
 * A new RSA key of 2048 bits with a certificate that allows to encrypt to it, valid from `now`:
 * for the demo and for tests. Clients make their own.
 */
export async function createSelfSigned(options: {
  readonly commonName: string;
  readonly days: number;
  readonly now: Date;
}): Promise<SelfSigned> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = positiveSerial();
  certificate.validity.notBefore = options.now;
  certificate.validity.notAfter = new Date(options.now.getTime() + options.days * DAY_MS);
  const name = [{ shortName: "CN", value: options.commonName, valueTagClass: UTF8 }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", keyEncipherment: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { certificatePem: forge.pki.certificateToPem(certificate), keyPem: privateKey };
}

/** Hex; the first bit is 0, because serial numbers are not negative (RFC 5280, 4.1.2.2), the second is 1. */
function positiveSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString("hex");
}
