/** Opens one encrypted file: EnvelopedData of RFC 5652, AuthEnvelopedData of RFC 5083; in constant memory. */
import type { KeyObject } from "node:crypto";
import { InputError } from "../../core/errors.ts";
import { envelopePieces } from "../envelope-pieces.ts";
import { BerReader, dotted, type BerValue } from "./ber-reader.ts";
import { ByteReader } from "./byte-reader.ts";
import {
  contentAlgorithm,
  contentDecipher,
  sampleOf,
  type ContentAlgorithm,
  type ContentDecipher,
} from "./content-cipher.ts";
import { damaged, unsupported } from "./faults.ts";
import { messageBytes } from "./message-bytes.ts";
import {
  isNamedBy,
  keyTransports,
  recipientText,
  type Recipient,
  type RecipientId,
} from "./recipients.ts";
import { unwrapKey } from "./unwrap-key.ts";

/** What a recipient opens messages with. */
export interface OpeningKey {
  readonly key: KeyObject;
  /** Of the file, for messages. */
  readonly name: string;
  /** With it, only what was encrypted to this certificate is opened. */
  readonly certificate?: RecipientId;
}

const ENVELOPED = "1.2.840.113549.1.7.3";
const AUTH_ENVELOPED = "1.2.840.113549.1.9.16.1.23";
const OTHER_MESSAGES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.7.1": "holds plain data",
  "1.2.840.113549.1.7.2": "is signed, not encrypted",
  "1.2.840.113549.1.7.6": "is encrypted with a password, not to a certificate",
  "1.2.840.113549.1.9.16.1.9": "is compressed, not encrypted",
};
const SEQUENCE = 0x30;
const TAGGED_0 = 0xa0;
/** `[0]`, of the encrypted content in its plain form. */
const OCTETS = 0x80;
const AUTHENTICATED_ATTRIBUTES = 0xa1;
const OCTET_STRING = 0x04;
const HEAD_BYTES = 1_048_576;

/**
 * The content of the file `name`. It is authentic, and known to be whole, only when it has ended.
 * @param isRight tells by the first bytes whether it may be what is expected; asked where several
 *   keys fit by chance.
 * @throws {InputError} E008 not encrypted to this key, E009 damaged or not such a message
 */
export async function* decryptMessage(
  file: AsyncIterable<Buffer>,
  name: string,
  opening: OpeningKey,
  isRight: (sample: Buffer) => boolean,
): AsyncGenerator<Buffer> {
  await using carrier = new ByteReader(file, name);
  await using bytes = new ByteReader(messageBytes(carrier), name);
  const ber = new BerReader(bytes);
  const { isAuthenticated, recipients, algorithm } = await readHead(ber);
  const candidates = contentKeys(recipients, opening, algorithm, name);
  let decipher: ContentDecipher | undefined;
  for await (const piece of envelopePieces(ber.octets(OCTETS))) {
    decipher ??= contentDecipher(algorithm, chosen(candidates, algorithm, piece, isRight));
    yield decipher.update(piece);
  }
  const mac = await readTail(ber, isAuthenticated);
  if (!(await bytes.isAtEnd()))
    throw damaged(`${name} is damaged: there is more after its message`);
  try {
    if (decipher) yield decipher.final(mac);
  } catch (cause) {
    const what = isAuthenticated ? "its authentication code does not fit" : "its padding is wrong";
    throw damaged(`${name} is damaged, or was changed: ${what}`, cause);
  }
}

interface Head {
  readonly isAuthenticated: boolean;
  readonly recipients: BerValue;
  readonly algorithm: ContentAlgorithm;
}

/** Everything up to the content; message, envelope and content stay open. */
async function readHead(ber: BerReader): Promise<Head> {
  await ber.open(SEQUENCE, "a message");
  const type = dotted((await ber.value(HEAD_BYTES)).content);
  const isAuthenticated = type === AUTH_ENVELOPED;
  if (!isAuthenticated && type !== ENVELOPED) {
    throw damaged(`${ber.name} ${OTHER_MESSAGES[type] ?? `holds something else (${type})`}`);
  }
  await ber.open(TAGGED_0, "the content of the message");
  await ber.open(SEQUENCE, "an envelope");
  await ber.value(HEAD_BYTES); // version
  if ((await ber.peekTag()) === TAGGED_0) await ber.value(HEAD_BYTES); // about its sender
  const recipients = await ber.value(HEAD_BYTES);
  await ber.open(SEQUENCE, "the encrypted content");
  await ber.value(HEAD_BYTES); // its type
  const algorithm = contentAlgorithm(await ber.value(HEAD_BYTES), ber.name);
  if ((algorithm.macBytes !== undefined) !== isAuthenticated) {
    throw damaged(`${ber.name} is damaged: its cipher ${algorithm.name} does not fit its envelope`);
  }
  if (!(await ber.hasMore())) throw damaged(`${ber.name} does not hold the encrypted content`);
  return { isAuthenticated, recipients, algorithm };
}

/** Everything after the content, to the end of the message; the authentication code, if there is one. */
async function readTail(ber: BerReader, isAuthenticated: boolean): Promise<Buffer> {
  await ber.close();
  let mac: Buffer = Buffer.alloc(0);
  while (await ber.hasMore()) {
    const value = await ber.value(HEAD_BYTES);
    if (!isAuthenticated) continue;
    if (value.tag === OCTET_STRING) mac = value.content;
    if (value.tag === AUTHENTICATED_ATTRIBUTES) {
      throw unsupported(
        `${ber.name} has authenticated attributes, which can't be checked here`,
        "Open it with `openssl cms -decrypt`.",
      );
    }
  }
  for (let open = 0; open < 3; open++) await ber.close();
  return mac;
}

/** One or, by a rare chance, more keys that the content may be encrypted with. @throws {InputError} E008 */
function contentKeys(
  set: BerValue,
  opening: OpeningKey,
  { keyBytes }: ContentAlgorithm,
  name: string,
): readonly Buffer[] {
  const all = keyTransports(set);
  const { certificate } = opening;
  const mine = certificate ? all.filter(({ id }) => isNamedBy(id, certificate)) : all;
  if (certificate && mine.length === 0) {
    throw notForKey(`${name} is not encrypted to the certificate that was given`, all);
  }
  const keys = mine.flatMap((recipient) => unwrapKey(recipient, opening.key, keyBytes) ?? []);
  if (keys.length > 0) return keys;
  if (all.length === 0) throw notForKey(`${name} is not encrypted to any RSA key`, all);
  throw notForKey(`${name} can't be opened with the key ${opening.name}`, all);
}

function chosen(
  candidates: readonly Buffer[],
  algorithm: ContentAlgorithm,
  encrypted: Buffer,
  isRight: (sample: Buffer) => boolean,
): Buffer {
  const right = candidates.find((key) => isRight(sampleOf(algorithm, key, encrypted)));
  return right ?? candidates[0] ?? Buffer.alloc(0);
}

function notForKey(message: string, recipients: readonly Recipient[]): InputError {
  const texts = recipients.slice(0, 5).map(({ id }) => recipientText(id));
  const whose = texts.length === 0 ? "nobody with an RSA key" : texts.join(", ");
  return new InputError("E008", message, {
    hint: `It is encrypted to: ${whose}. Use the private key of that certificate.`,
    details: { recipients: texts },
  });
}
