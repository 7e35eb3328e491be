/** Encrypts a file to its recipients as S/MIME text that their openssl opens, in constant memory. */
import type { Certificate } from "../certificates/certificate.ts";
import { base64Lines } from "./base64-lines.ts";
import { END, header } from "./der.ts";
import {
  contentKey,
  envelopeCipher,
  type EnvelopeCipher,
  type EnvelopeForm,
} from "./envelope-cipher.ts";
import { envelopeHead } from "./envelope-head.ts";
import { envelopePieces } from "./envelope-pieces.ts";

export interface EnvelopeOptions {
  /** Who can open it, each with a key of their own; RSA. */
  readonly recipients: readonly Certificate[];
  readonly encryption: EnvelopeForm;
}

const OCTET_STRING = 0x04;

/**
 * The envelope of `content`, as it goes into a file:
 * `openssl smime -decrypt -binary -inkey client.key -in f.smime -out f` opens it (RFC 8551). About
 * 1.36 bytes for each byte, in chunks of up to 350 kB. Each call draws a new key, which is overwritten
 * in memory as soon as it is in the head and the cipher. What `content` throws is passed on, and
 * who stops reading early closes it.
 * @throws {OperatorError} E001 without recipients, E005 when a recipient's key is not RSA.
 */
export async function* encrypt(
  content: AsyncIterable<Buffer>,
  options: EnvelopeOptions,
): AsyncGenerator<Buffer> {
  const { head, cipher } = sealed(options);
  yield mimeHeaders(cipher.smimeType);
  yield* base64Lines(message(head, cipher, content));
}

function sealed({ recipients, encryption }: EnvelopeOptions): {
  readonly head: Buffer;
  readonly cipher: EnvelopeCipher;
} {
  const key = contentKey();
  try {
    const cipher = envelopeCipher(encryption, key);
    return { head: envelopeHead(cipher, key, recipients), cipher };
  } finally {
    key.fill(0);
  }
}

/**
 * The message in BER. Its length is not known beforehand, so the outer values have open ends and
 * the content is an octet string in parts.
 */
async function* message(
  head: Buffer,
  cipher: EnvelopeCipher,
  content: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  yield head;
  for await (const piece of envelopePieces(content)) yield* octets(cipher.update(piece));
  yield* octets(cipher.final());
  yield Buffer.concat([END, END, cipher.mac(), END, END, END]);
}

function* octets(bytes: Buffer): Generator<Buffer> {
  if (bytes.length === 0) return;
  yield header(OCTET_STRING, bytes.length);
  yield bytes;
}

/** Lines end in a line feed, as openssl writes them; the long one is folded to stay under 76 characters. */
function mimeHeaders(smimeType: string): Buffer {
  const lines = [
    "MIME-Version: 1.0",
    'Content-Disposition: attachment; filename="smime.p7m"',
    `Content-Type: application/x-pkcs7-mime; smime-type=${smimeType};`,
    ' name="smime.p7m"',
    "Content-Transfer-Encoding: base64",
  ];
  return Buffer.from(`${lines.join("\n")}\n\n`, "latin1");
}
