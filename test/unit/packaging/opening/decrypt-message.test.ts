/** Encrypted messages: every form that is allowed is opened, everything else is refused by name. */
import { randomBytes, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { encrypt } from "../../../../src/packaging/envelope.ts";
import {
  decryptMessage,
  type OpeningKey,
} from "../../../../src/packaging/opening/decrypt-message.ts";
import { certificateId } from "../../../../src/packaging/opening/recipients.ts";
import {
  NULL,
  objectIdentifier,
  octetString,
  sequence,
  smallInteger,
} from "../../../../src/packaging/der.ts";
import {
  closed,
  cut,
  encrypted,
  KEY,
  keyTransport,
  message,
  open,
  pem,
  smime,
  type Message,
} from "./hand-made-message.ts";
import { allOf, makePair, once, type Pair } from "./made-artifacts.ts";

let mine: Pair;
let other: Pair;

beforeAll(async () => {
  mine = await makePair("mine");
  other = await makePair("other");
});

const TEXT = Buffer.from("PK\u0003\u0004 and what follows".repeat(100));

async function opened(
  bytes: Buffer | AsyncIterable<Buffer>,
  key: OpeningKey = mine.opening,
  isRight: (sample: Buffer) => boolean = () => true,
): Promise<Buffer> {
  const source = Buffer.isBuffer(bytes) ? once(bytes) : bytes;
  return await allOf(decryptMessage(source, "a.zip.smime", key, isRight));
}

/** A message to `mine`, with some parts replaced. */
function made(parts: Partial<Message> = {}): Buffer {
  const content = closed(0x80, encrypted(TEXT));
  return message({ recipients: [keyTransport(mine.certificate, KEY)], content, ...parts });
}

describe("a message that Quayside made", () => {
  it("gives back content of any size in any form, however it was cut", async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 10 });
    const length = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 400_000 }));
    const forms = fc.constantFrom("smime-aes256-cbc" as const, "cms-aes256-gcm" as const);
    await fc.assert(
      fc.asyncProperty(
        length,
        forms,
        sizes,
        fc.boolean(),
        async (bytes, encryption, cuts, isCrLf) => {
          const content = randomBytes(bytes);
          const recipients = [other.certificate, mine.certificate];
          const made = await allOf(encrypt(once(content), { recipients, encryption }));
          const text = made.toString("latin1");
          const sent = isCrLf ? Buffer.from(text.replaceAll("\n", "\r\n"), "latin1") : made;
          expect((await opened(cut(sent, cuts))).equals(content)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a message", () => {
  const octets = (from: number, to: number): Buffer =>
    octetString(encrypted(TEXT).subarray(from, to));
  const forms: readonly (readonly [string, () => Partial<Message>])[] = [
    ["one plain string", () => ({})],
    [
      "open ends everywhere",
      () => ({ wrap: open, content: open(0xa0, octets(0, 500), octets(500, 9_999)) }),
    ],
    [
      "a closed string of parts",
      () => ({ content: closed(0xa0, octets(0, 17), octets(17, 18), octets(18, 9_999)) }),
    ],
    [
      "parts within parts",
      () => ({
        content: open(0xa0, octets(0, 3), open(0x24, octets(3, 9), closed(0x24, octets(9, 9_999)))),
      }),
    ],
    [
      "parts without content",
      () => ({ content: open(0xa0, octets(0, 0), octets(0, 9_999), octets(0, 0)) }),
    ],
    [
      "something about its sender",
      () => ({ originator: closed(0xa0, closed(0xa0, Buffer.alloc(0))) }),
    ],
    [
      "attributes behind it",
      () => ({ tail: [closed(0xa1, sequence(objectIdentifier("1.2.3"), NULL))] }),
    ],
  ];
  it.each(forms)("in the form of %s is opened", async (_, parts) => {
    expect((await opened(made(parts()))).equals(TEXT)).toBe(true);
  });

  it.each([
    ["binary", (bytes: Buffer) => bytes],
    ["PEM of cms", (bytes: Buffer) => pem(bytes)],
    ["PEM of smime", (bytes: Buffer) => pem(bytes, "PKCS7")],
    ["S/MIME with LF", (bytes: Buffer) => smime(bytes)],
    ["S/MIME with CR LF", (bytes: Buffer) => smime(bytes, "\r\n")],
    [
      "S/MIME with folded headers",
      (bytes: Buffer) =>
        smime(bytes, "\n", [
          "Subject: x",
          "content-type: application/x-pkcs7-mime;",
          "\tsmime-type=enveloped-data",
        ]),
    ],
    [
      "S/MIME that is binary",
      (bytes: Buffer) =>
        Buffer.concat([
          Buffer.from(
            "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n",
          ),
          bytes,
        ]),
    ],
  ])("as %s is opened, also byte by byte", async (_, carried) => {
    const bytes = carried(made());
    expect((await opened(bytes)).equals(TEXT)).toBe(true);
    expect((await opened(cut(bytes, Array<number>(bytes.length).fill(1)))).equals(TEXT)).toBe(true);
  });

  it("in base64 lines of 1,000 characters, or in one line, is opened", async () => {
    const head = "Content-Type: application/pkcs7-mime\n\n";
    const text = made().toString("base64");
    for (const body of [text, text.replace(/.{998}/g, "$&\r\n")]) {
      expect((await opened(Buffer.from(head + body))).equals(TEXT)).toBe(true);
    }
  });
});

describe("the key", () => {
  it("is tried on each recipient", async () => {
    const recipients = [other, mine, other].map(({ certificate }) =>
      keyTransport(certificate, KEY),
    );
    expect((await opened(made({ recipients }))).equals(TEXT)).toBe(true);
    expect((await opened(made({ recipients }), other.opening)).equals(TEXT)).toBe(true);
  });

  it("of somebody else is refused with the serial numbers of the recipients", async () => {
    const refused = opened(made(), other.opening);
    await expect(refused).rejects.toMatchObject({ code: "E008" });
    await expect(refused).rejects.toThrow("a.zip.smime can't be opened with the key other.key");
    const hint = expect.stringContaining(mine.certificate.serialNumber) as string;
    await expect(refused).rejects.toMatchObject({ hint });
  });

  it("that fits a recipient by chance is not taken for the right one", async () => {
    const wrong = keyTransport(mine.certificate, Buffer.alloc(32, 8));
    const right = keyTransport(mine.certificate, KEY);
    const isZip = (sample: Buffer): boolean => sample.toString("latin1", 0, 4) === "PK\u0003\u0004";
    for (const recipients of [
      [wrong, right],
      [right, wrong],
    ]) {
      const bytes = made({ recipients });
      expect((await opened(bytes, mine.opening, isZip)).equals(TEXT)).toBe(true);
    }
  });

  it("of another length than the cipher wants is no key", async () => {
    const recipients = [keyTransport(mine.certificate, Buffer.alloc(16))];
    await expect(opened(made({ recipients }))).rejects.toMatchObject({ code: "E008" });
  });

  it("opens with its certificate only what is encrypted to that", async () => {
    const certificate = await certificateId(new X509Certificate(mine.certificatePem));
    expect((await opened(made(), { ...mine.opening, certificate })).equals(TEXT)).toBe(true);
    const elsewhere = {
      ...mine.opening,
      certificate: await certificateId(new X509Certificate(other.certificatePem)),
    };
    await expect(opened(made(), elsewhere)).rejects.toMatchObject({ code: "E008" });
    await expect(opened(made(), elsewhere)).rejects.toThrow("not encrypted to the certificate");
  });

  it("is of no use where nobody has an RSA key", async () => {
    for (const recipients of [[], [closed(0xa1, smallInteger(3))]]) {
      await expect(opened(made({ recipients }))).rejects.toThrow("not encrypted to any RSA key");
    }
  });
});
