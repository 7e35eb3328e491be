/** Encrypted messages that are not opened: each with an error that says what is wrong. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { encrypt } from "../../../../src/packaging/envelope.ts";
import { decryptMessage } from "../../../../src/packaging/opening/decrypt-message.ts";
import { NULL, octetString, sequence, smallInteger } from "../../../../src/packaging/der.ts";
import {
  closed,
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

beforeAll(async () => {
  mine = await makePair("mine");
});

const TEXT = Buffer.from("PK\u0003\u0004 and what follows".repeat(100));

async function opened(bytes: Buffer): Promise<Buffer> {
  return await allOf(decryptMessage(once(bytes), "a.zip.smime", mine.opening, () => true));
}

const ENVELOPED = "1.2.840.113549.1.7.3";

/** A message to `mine`, with some parts replaced. */
function made(parts: Partial<Message> = {}): Buffer {
  const content = closed(0x80, encrypted(TEXT));
  return message({ recipients: [keyTransport(mine.certificate, KEY)], content, ...parts });
}

/** The same with a cipher of GCM. */
function madeGcm(nonceBytes: number, macBytes: number, parts: Partial<Message> = {}): Buffer {
  return made({
    type: "1.2.840.113549.1.9.16.1.23",
    cipher: "2.16.840.1.101.3.4.1.46",
    parameters: sequence(octetString(Buffer.alloc(nonceBytes)), smallInteger(macBytes)),
    ...parts,
  });
}

describe("a message is refused", () => {
  const content = (): Buffer => closed(0x80, encrypted(TEXT));
  const nested = (depth: number): Buffer =>
    Array.from({ length: depth }).reduce<Buffer>(
      (inner) => closed(0x24, inner),
      octetString(encrypted(TEXT)),
    );
  const huge = Buffer.from("3086ffffffffffff", "hex");
  const cases: readonly (readonly [string, () => Buffer, string])[] = [
    ["that is empty", () => Buffer.alloc(0), "is empty"],
    ["that is an archive", () => Buffer.from("PK\u0003\u0004x"), "is not encrypted"],
    ["that is any text", () => Buffer.from("Hello!\n\nHow are you?"), "neither"],
    ["that is any binary", () => Buffer.alloc(5_000, 0xc1), "head line"],
    [
      "with headers of another type",
      () => smime(made(), "\n", ["Content-Type: text/plain"]),
      "text/plain",
    ],
    ["with headers of no type", () => smime(made(), "\n", ["Subject: x"]), "no Content-Type"],
    [
      "with headers alone",
      () => Buffer.from("Content-Type: application/pkcs7-mime\n"),
      "ends in its headers",
    ],
    [
      "with too many headers",
      () => smime(made(), "\n", Array<string>(300).fill("X: y")),
      "too many",
    ],
    ["that is PEM of something else", () => pem(made(), "CERTIFICATE"), "holds a CERTIFICATE"],
    ["that is PEM without its end", () => pem(made()).subarray(0, -20), "no line -----END CMS"],
    [
      "that is PEM with another end",
      () => Buffer.from(pem(made()).toString().replace("END CMS", "END PKCS7")),
      "no line",
    ],
    ["that is signed", () => made({ type: "1.2.840.113549.1.7.2" }), "is signed, not encrypted"],
    ["of an unknown type", () => made({ type: "1.2.3.4" }), "something else (1.2.3.4)"],
    ["with an unknown cipher", () => made({ cipher: "1.2.3.4" }), "can't be opened here (1.2.3.4)"],
    [
      "with a short initial vector",
      () => made({ parameters: octetString(Buffer.alloc(8)) }),
      "cipher",
    ],
    [
      "with a GCM cipher in the wrong envelope",
      () => madeGcm(12, 16, { type: ENVELOPED }),
      "not fit",
    ],
    ["with a nonce out of bounds", () => madeGcm(500, 16), "can't be opened here"],
    ["with a short authentication code", () => madeGcm(12, 4), "can't be opened here"],
    [
      "with authenticated attributes",
      () => madeGcm(12, 16, { tail: [closed(0xa1, NULL), octetString(Buffer.alloc(16))] }),
      "attributes",
    ],
    ["without an authentication code", () => madeGcm(12, 16), "authentication code"],
    ["without its content", () => made({ content: Buffer.alloc(0) }), "does not hold"],
    [
      "with content of another kind",
      () => made({ content: closed(0x85, encrypted(TEXT)) }),
      "octet string",
    ],
    [
      "with parts of another kind",
      () => made({ content: open(0xa0, smallInteger(1)) }),
      "octet string",
    ],
    [
      "with content that is not whole blocks",
      () => made({ content: closed(0x80, encrypted(TEXT).subarray(1)) }),
      "padding",
    ],
    [
      "with wrong padding",
      () => made({ content: closed(0x80, encrypted(TEXT).subarray(0, 64)) }),
      "padding",
    ],
    ["with parts nested too deeply", () => made({ content: open(0xa0, nested(30)) }), "too deeply"],
    [
      "with a value longer than the one around it",
      () =>
        made({
          content: Buffer.concat([
            content().subarray(0, 2),
            Buffer.from([0x7f, 0xff]),
            encrypted(TEXT),
          ]),
        }),
      "longer than the one",
    ],
    [
      "with a length out of bounds",
      () => Buffer.from("3088ffffffffffffffff", "hex"),
      "out of all bounds",
    ],
    [
      "with a head out of bounds",
      () => Buffer.concat([huge, Buffer.from("3084ffffffff", "hex")]),
      "out of all bounds",
    ],
    ["with a tag of many bytes", () => Buffer.from("30803f", "hex"), "cut off"],
    ["with an unknown kind of tag", () => Buffer.from("30801f010000", "hex"), "unknown kind"],
    [
      "with a plain value of open length",
      () => Buffer.from("3080068000000000", "hex"),
      "no length",
    ],
    [
      "with something behind it",
      () => Buffer.concat([made(), Buffer.from([0])]),
      "more after its message",
    ],
    [
      "with something in it that does not belong there",
      () => made({ content: Buffer.concat([content(), NULL]) }),
      "more than it should",
    ],
  ];
  it.each(cases)("%s", async (_, bytes, text) => {
    const refused = opened(bytes());
    await expect(refused).rejects.toMatchObject({ code: "E009" });
    await expect(refused).rejects.toThrow(text);
  });

  it("when it ends too early, wherever that is", async () => {
    for (const bytes of [
      made(),
      made({ wrap: open, content: open(0xa0, octetString(encrypted(TEXT))) }),
    ]) {
      for (let length = 0; length < bytes.length; length += 7) {
        await expect(opened(bytes.subarray(0, length))).rejects.toMatchObject({ code: "E009" });
      }
    }
  });

  it("whatever bytes it is made of, with an error that says so", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        async (bytes, isSequence) => {
          const start = Buffer.from(isSequence ? [0x30, 0x80] : []);
          const refused = opened(Buffer.concat([start, Buffer.from(bytes)]));
          await expect(refused).rejects.toMatchObject({ code: "E009" });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("or opened, but never with a fault of ours, whichever bit is flipped", async () => {
    const bytes = made();
    const bits = fc.integer({ min: 0, max: bytes.length * 8 - 1 });
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const outcome = await opened(flipped).then(
          () => "opened",
          (error: unknown) => (error as { readonly code?: string }).code,
        );
        expect(["opened", "E008", "E009"]).toContain(outcome);
      }),
      { numRuns: 600 },
    );
  });

  it("by its authentication code, whichever bit of its content is flipped", async () => {
    const options = { recipients: [mine.certificate], encryption: "cms-aes256-gcm" } as const;
    const text = await allOf(encrypt(once(TEXT), options));
    const split = text.indexOf("\n\n") + 2;
    const body = Buffer.from(text.toString("latin1", split), "base64");
    const at = body.length - TEXT.length - 20;
    const bits = fc.integer({ min: at * 8, max: (body.length - 30) * 8 });
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        const flipped = Buffer.from(body);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await expect(opened(flipped)).rejects.toThrow("authentication code");
      }),
      { numRuns: 200 },
    );
  });
});
