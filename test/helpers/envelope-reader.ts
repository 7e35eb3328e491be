/** Opens an envelope with node:crypto alone, so that many can be tried quickly; openssl opens some in other tests. */
import { constants, createDecipheriv, privateDecrypt } from "node:crypto";

interface Value {
  readonly tag: number;
  readonly members: readonly Value[];
  readonly content: Buffer;
  readonly end: number;
}

/** The head lines of the message, and what is in it. */
export interface OpenedEnvelope {
  readonly headers: string;
  readonly body: string;
  readonly content: Buffer;
}

export function openEnvelope(message: Buffer, keyPem: string): OpenedEnvelope {
  const text = message.toString("latin1");
  const split = text.indexOf("\n\n");
  const body = text.slice(split + 2);
  const ber = Buffer.from(body, "base64");
  const outer = valueAt(ber, 0);
  if (outer.end !== ber.length) throw new Error("bytes behind the envelope");
  return { headers: text.slice(0, split), body, content: contentOf(outer, keyPem) };
}

function contentOf(outer: Value, keyPem: string): Buffer {
  const [, recipients, encrypted, mac] = member(member(outer, 1), 0).members;
  const algorithm = member(required(encrypted), 1);
  const parts = member(required(encrypted), 2).members.map(({ content }) => content);
  const key = contentKey(required(recipients), keyPem);
  if (!mac) {
    const decipher = createDecipheriv("aes-256-cbc", key, member(algorithm, 1).content);
    return Buffer.concat([decipher.update(Buffer.concat(parts)), decipher.final()]);
  }
  const nonce = member(member(algorithm, 1), 0).content;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAuthTag(mac.content);
  return Buffer.concat([decipher.update(Buffer.concat(parts)), decipher.final()]);
}

function contentKey(recipients: Value, keyPem: string): Buffer {
  // Node refuses PKCS #1 v1.5 here unless told otherwise, so the padding is taken off by hand.
  const padded = privateDecrypt(
    { key: keyPem, padding: constants.RSA_NO_PADDING },
    member(member(recipients, 0), 3).content,
  );
  return padded.subarray(-32);
}

function valueAt(ber: Buffer, start: number): Value {
  const tag = ber.readUInt8(start);
  const { length, from } = lengthAt(ber, start + 1);
  const isConstructed = (tag & 0x20) !== 0;
  if (!isConstructed) {
    const end = from + required(length);
    return { tag, members: [], content: ber.subarray(from, end), end };
  }
  const members: Value[] = [];
  let at = from;
  const isEnd = (): boolean =>
    length === undefined ? ber.readUInt16BE(at) === 0 : at >= from + length;
  while (!isEnd()) {
    const inner = valueAt(ber, at);
    members.push(inner);
    at = inner.end;
  }
  return { tag, members, content: Buffer.alloc(0), end: length === undefined ? at + 2 : at };
}

function lengthAt(ber: Buffer, at: number): { length: number | undefined; from: number } {
  const first = ber.readUInt8(at);
  if (first < 0x80) return { length: first, from: at + 1 };
  if (first === 0x80) return { length: undefined, from: at + 1 };
  const bytes = first & 0x7f;
  return { length: ber.readUIntBE(at + 1, bytes), from: at + 1 + bytes };
}

function member(value: Value, position: number): Value {
  return required(value.members[position]);
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the envelope is not as expected");
  return value;
}
