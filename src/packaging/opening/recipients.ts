/** To whom a message is encrypted: its RecipientInfos (RFC 5652, 6.2), and by what a certificate is found among them. */
import type { X509Certificate } from "node:crypto";
import { BerReader, dotted, type BerValue } from "./ber-reader.ts";
import { ByteReader } from "./byte-reader.ts";

const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
const INTEGER = 0x02;
/** `[0]`, of a subject key identifier or of the version of a certificate. */
const TAGGED_0 = 0x80;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

/** What names a certificate in a message: issuer and serial number, or the identifier of its key. */
export interface RecipientId {
  /** Both as they stand in the certificate. */
  readonly issuer?: Buffer | undefined;
  readonly serialNumber?: Buffer | undefined;
  readonly keyIdentifier?: Buffer | undefined;
}

/** One that holds the content key encrypted to an RSA key. */
export interface Recipient {
  readonly id: RecipientId;
  readonly algorithm: string;
  readonly parameters: BerValue | undefined;
  readonly encryptedKey: Buffer;
}

/** Those with an RSA key, of the members of the SET; the rest (key agreement, passwords) is left out. */
export function keyTransports(set: BerValue): readonly Recipient[] {
  return set.members.flatMap((member) => (member.tag === SEQUENCE ? keyTransport(member) : []));
}

function keyTransport({ members }: BerValue): readonly Recipient[] {
  const [, rid, algorithm, encryptedKey] = members;
  const [id, parameters] = algorithm?.members ?? [];
  if (!rid || !id || !encryptedKey) return [];
  return [
    {
      id: recipientId(rid),
      algorithm: dotted(id.content),
      parameters,
      encryptedKey: octetsOf(encryptedKey),
    },
  ];
}

function recipientId(rid: BerValue): RecipientId {
  if (rid.tag === TAGGED_0) return { keyIdentifier: rid.content };
  const [issuer, serialNumber] = rid.members;
  return { issuer: issuer?.bytes, serialNumber: serialNumber?.content };
}

/** Of a small octet string, which may come in parts. */
export function octetsOf({ content, members }: BerValue): Buffer {
  return Buffer.concat([content, ...members.map((part) => part.content)]);
}

/** Whether a recipient that is named `named` is the one with this certificate. */
export function isNamedBy(named: RecipientId, certificate: RecipientId): boolean {
  const { issuer, serialNumber, keyIdentifier } = named;
  if (keyIdentifier) return certificate.keyIdentifier?.equals(keyIdentifier) ?? false;
  if (!issuer || !serialNumber) return false;
  const isSameIssuer = certificate.issuer?.equals(issuer) ?? false;
  return isSameIssuer && (certificate.serialNumber?.equals(serialNumber) ?? false);
}

/** For people: `serial number 2382ECF2...`. */
export function recipientText({ serialNumber, keyIdentifier }: RecipientId): string {
  if (keyIdentifier) return `key identifier ${keyIdentifier.toString("hex").toUpperCase()}`;
  const digits = serialNumber?.toString("hex").toUpperCase().replace(/^00/, "");
  return `serial number ${digits ?? "unknown"}`;
}

/** What names this certificate (RFC 5280, 4.1); `certificate` is one that was read already. */
export async function certificateId(certificate: X509Certificate): Promise<RecipientId> {
  const { raw } = certificate;
  await using bytes = new ByteReader(once(raw), "the certificate");
  const [toBeSigned] = (await new BerReader(bytes).value(raw.length)).members;
  const fields = (toBeSigned?.members ?? []).filter(({ tag }) => tag !== VERSION);
  const [serialNumber, , issuer] = fields;
  const extensions = fields.find(({ tag }) => tag === EXTENSIONS)?.members[0]?.members ?? [];
  return {
    issuer: issuer?.bytes,
    serialNumber: serialNumber?.tag === INTEGER ? serialNumber.content : undefined,
    keyIdentifier: keyIdentifierIn(extensions),
  };
}

/** The value of the extension is an octet string in an octet string, both of fewer than 128 bytes. */
function keyIdentifierIn(extensions: readonly BerValue[]): Buffer | undefined {
  const isIt = ({ members: [id] }: BerValue): boolean =>
    id !== undefined && dotted(id.content) === SUBJECT_KEY_IDENTIFIER;
  const value = extensions.find(isIt)?.members.find(({ tag }) => tag === OCTET_STRING)?.content;
  return value?.[0] === OCTET_STRING ? value.subarray(2) : undefined;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
