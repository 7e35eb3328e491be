/** Fields of a certificate that Node does not give: read from its ASN.1 (RFC 5280, 4.1). */
import type { Certificate } from "./certificate.ts";
import { dottedOf, pemBlocks, readAsn1, type Asn1 } from "./forge.ts";

const KEY_USAGE = "2.5.29.15";
/** Bit 2 of KeyUsage (RFC 5280, 4.2.1.3). */
const KEY_ENCIPHERMENT = 0x20;
const TAG = { integer: 0x02, octetString: 0x04, objectIdentifier: 0x06, sequence: 0x30 } as const;
/** `[0]` before the version, `[3]` before the extensions. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;

export interface CertificateFields {
  /** DER, the bytes of the certificate itself. */
  readonly serialNumber: Buffer;
  readonly issuer: Buffer;
  /** Undefined: it says nothing of key usage. */
  readonly allowsKeyEncipherment: boolean | undefined;
}

/** Undefined: these bytes are no certificate. */
export function certificateFields(der: Buffer): CertificateFields | undefined {
  const toBeSigned = readAsn1(der)?.members[0]?.members.filter(({ tag }) => tag !== VERSION);
  const [serialNumber, algorithm, issuer] = toBeSigned ?? [];
  if (serialNumber?.tag !== TAG.integer || algorithm?.tag !== TAG.sequence) return undefined;
  if (issuer?.tag !== TAG.sequence) return undefined;
  const extensions = toBeSigned?.find(({ tag }) => tag === EXTENSIONS)?.members[0]?.members ?? [];
  return {
    serialNumber: serialNumber.der(),
    issuer: issuer.der(),
    allowsKeyEncipherment: keyEncipherment(extensions),
  };
}

/**
 * Issuer and serial number by which an envelope names its recipient (RFC 5652, 10.2.4): both as
 * they stand in the certificate, since a reader compares bytes.
 */
export function issuerAndSerialNumber({ pem }: Certificate): readonly [Buffer, Buffer] {
  const [block] = pemBlocks(pem);
  const fields = block && certificateFields(block.der);
  if (!fields) throw new TypeError("the PEM of a certificate that was read holds none");
  return [fields.issuer, fields.serialNumber];
}

function keyEncipherment(extensions: readonly Asn1[]): boolean | undefined {
  const extension = extensions.find(({ members: [id] }) => id && isKeyUsage(id));
  const value = extension?.members.find(({ tag }) => tag === TAG.octetString);
  if (!value) return undefined;
  // A BIT STRING: its first byte tells how many bits at the end do not count.
  const bits = readAsn1(value.content)?.content[1] ?? 0;
  return (bits & KEY_ENCIPHERMENT) !== 0;
}

function isKeyUsage(id: Asn1): boolean {
  return id.tag === TAG.objectIdentifier && dottedOf(id) === KEY_USAGE;
}
