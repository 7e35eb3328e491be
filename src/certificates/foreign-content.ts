/** Tells what a file is that was given for a certificate and is none: people pick the wrong one of three. */
import { dottedOf, readAsn1, type Asn1 } from "./forge.ts";

const KEY = "a private key, which must stay with the client; delete this copy";
const REQUEST = "a certificate request, not the certificate that answers it";
const PUBLIC_KEY = "a public key without a certificate";

const PKCS7_SIGNED = "1.2.840.113549.1.7.2";

/** What a PEM file with these labels holds: `a private key, ...`. */
export function pemContent(labels: readonly string[]): string {
  if (labels.some((label) => label.endsWith("PRIVATE KEY"))) return KEY;
  if (labels.length > 1) {
    const isBundle = labels.every((label) => label === "CERTIFICATE");
    return isBundle ? `a bundle of ${labels.length} certificates` : labels.join(", ");
  }
  const [label = ""] = labels;
  if (label.endsWith("CERTIFICATE REQUEST")) return REQUEST;
  if (label.endsWith("PUBLIC KEY")) return PUBLIC_KEY;
  if (label === "PKCS7" || label === "CMS") return "a bundle (PKCS #7)";
  return `${/^[AEIOUX]/.test(label) ? "an" : "a"} ${label}`;
}

/** What a file that is no PEM holds, by the shape of its outermost values. */
export function derContent(der: Buffer): string {
  if (/^(ssh-|ecdsa-)/.test(der.toString("latin1", 0, 8))) return "an OpenSSH public key";
  const [first, second, third] = readAsn1(der)?.members ?? [];
  if (!first) return "neither PEM nor DER";
  const isInteger = first.tag === 0x02;
  // PFX: version 3, then contents (RFC 7292, 4); keys: version 0 or 1 (RFC 8017, RFC 5958, RFC 5915).
  if (isInteger && first.content[0] === 3) return "a PKCS #12 bundle with a private key";
  if (isInteger) return KEY;
  if (first.tag === 0x06) return contentInfo(first);
  if (first.tag === 0x30 && second?.tag === 0x04) return KEY;
  if (first.tag === 0x30 && second?.tag === 0x03) return PUBLIC_KEY;
  const isSigned = second?.tag === 0x30 && third?.tag === 0x03;
  // A request begins with its version 0 where a certificate has [0] or its serial number.
  const isRequest = isSigned && first.members[1]?.members[0]?.tag === 0x31;
  return isRequest ? REQUEST : "something that is not a certificate, or a damaged one";
}

function contentInfo(type: Asn1): string {
  return dottedOf(type) === PKCS7_SIGNED
    ? "a bundle (PKCS #7)"
    : "a message, not a certificate (PKCS #7)";
}
