/** Encrypted messages made value by value, so that every form of BER, and every fault, can be had. */
import { constants, createCipheriv, publicEncrypt } from "node:crypto";
import { issuerAndSerialNumber } from "../../../../src/certificates/certificate-fields.ts";
import type { Certificate } from "../../../../src/certificates/certificate.ts";
import {
  header,
  NULL,
  objectIdentifier,
  octetString,
  sequence,
  set,
  smallInteger,
} from "../../../../src/packaging/der.ts";

export const END = Buffer.from([0, 0]);
export const KEY = Buffer.alloc(32, 7);
const IV = Buffer.alloc(16, 9);

/** `[tag]` with an open end. */
export function open(tag: number, ...members: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([tag, 0x80]), ...members, END]);
}

export function closed(tag: number, ...members: readonly Buffer[]): Buffer {
  const content = Buffer.concat(members);
  return Buffer.concat([header(tag, content.length), content]);
}

export function encrypted(content: Buffer, key = KEY): Buffer {
  const cipher = createCipheriv("aes-256-cbc", key, IV);
  return Buffer.concat([cipher.update(content), cipher.final()]);
}

export function keyTransport(certificate: Certificate, key: Buffer): Buffer {
  const padding = constants.RSA_PKCS1_PADDING;
  return sequence(
    smallInteger(0),
    sequence(...issuerAndSerialNumber(certificate)),
    sequence(objectIdentifier("1.2.840.113549.1.1.1"), NULL),
    octetString(publicEncrypt({ key: certificate.pem, padding }, key)),
  );
}

export interface Message {
  readonly recipients: readonly Buffer[];
  /** The encrypted content with its tag. */
  readonly content: Buffer;
  readonly type?: string;
  readonly cipher?: string;
  readonly parameters?: Buffer;
  /** After the version. */
  readonly originator?: Buffer;
  /** After the encrypted content. */
  readonly tail?: readonly Buffer[];
  /** How sequences are written. */
  readonly wrap?: typeof open;
}

export function message(parts: Message): Buffer {
  const { recipients, content, type = "1.2.840.113549.1.7.3", wrap = closed } = parts;
  const { cipher = "2.16.840.1.101.3.4.1.42", parameters = octetString(IV) } = parts;
  const envelope = wrap(
    0x30,
    smallInteger(0),
    ...(parts.originator ? [parts.originator] : []),
    set(...recipients),
    wrap(
      0x30,
      objectIdentifier("1.2.840.113549.1.7.1"),
      wrap(0x30, objectIdentifier(cipher), parameters),
      content,
    ),
    ...(parts.tail ?? []),
  );
  return wrap(0x30, objectIdentifier(type), wrap(0xa0, envelope));
}

export function pem(bytes: Buffer, label = "CMS"): Buffer {
  const lines = bytes.toString("base64").replace(/.{64}/g, "$&\n");
  return Buffer.from(`-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`);
}

export function smime(
  bytes: Buffer,
  end = "\n",
  headers = ["Content-Type: application/pkcs7-mime"],
): Buffer {
  const lines = bytes.toString("base64").replace(/.{76}/g, `$&${end}`);
  return Buffer.from([...headers, "", lines, ""].join(end));
}

export async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const size of sizes) yield bytes.subarray(from, (from += size));
  yield bytes.subarray(from);
}
