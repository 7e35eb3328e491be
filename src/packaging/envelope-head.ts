/** The head of an envelope: who can open it and how the content is encrypted (RFC 5652, RFC 5083). */
import { constants, publicEncrypt } from "node:crypto";
import type { Certificate } from "../certificates/certificate.ts";
import { issuerAndSerialNumber } from "../certificates/certificate-fields.ts";
import { OperatorError } from "../core/errors.ts";
import {
  NULL,
  objectIdentifier,
  octetString,
  OPEN_SEQUENCE,
  OPEN_TAGGED,
  sequence,
  set,
  smallInteger,
} from "./der.ts";
import type { EnvelopeCipher } from "./envelope-cipher.ts";

/** PKCS #7 data: what the content is. */
const DATA = "1.2.840.113549.1.7.1";
const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";

/**
 * Everything up to the first byte of the content. Five values stay open: two of the message, one of
 * the envelope, two of the content.
 * @throws {OperatorError} E001 without recipients, E005 when a key can't take part.
 */
export function envelopeHead(
  cipher: EnvelopeCipher,
  key: Buffer,
  recipients: readonly Certificate[],
): Buffer {
  if (recipients.length === 0) {
    throw new OperatorError("E001", "there is no certificate to encrypt to", {
      hint: "Give one with `quayside certificate set <file>`.",
    });
  }
  return Buffer.concat([
    OPEN_SEQUENCE,
    objectIdentifier(cipher.contentType),
    OPEN_TAGGED,
    OPEN_SEQUENCE,
    smallInteger(0),
    set(...recipients.map((recipient) => keyTransport(recipient, key))),
    OPEN_SEQUENCE,
    objectIdentifier(DATA),
    sequence(objectIdentifier(cipher.algorithm), cipher.parameters),
    OPEN_TAGGED,
  ]);
}

/** KeyTransRecipientInfo with PKCS #1 v1.5, the one form that `openssl smime` opens (RFC 5652, 6.2.1). */
function keyTransport(recipient: Certificate, key: Buffer): Buffer {
  return sequence(
    smallInteger(0),
    sequence(...issuerAndSerialNumber(recipient)),
    sequence(objectIdentifier(RSA_ENCRYPTION), NULL),
    octetString(encryptedKey(recipient, key)),
  );
}

function encryptedKey({ pem, subject, keyType }: Certificate, key: Buffer): Buffer {
  try {
    return publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_PADDING }, key);
  } catch (cause) {
    throw new OperatorError("E005", `the key of ${subject} (${keyType}) can't encrypt`, {
      hint: "Use a certificate with an RSA key: `quayside certificate set <file>`.",
      cause,
    });
  }
}
