import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Certificate } from "../../../src/certificates/certificate.ts";
import { createSelfSigned } from "../../../src/certificates/forge.ts";
import { readCertificate } from "../../../src/certificates/read-certificate.ts";
import type { EnvelopeForm } from "../../../src/packaging/envelope-cipher.ts";
import { encrypt } from "../../../src/packaging/envelope.ts";
import { openEnvelope } from "../../helpers/envelope-reader.ts";

const FORMS: readonly EnvelopeForm[] = ["smime-aes256-cbc", "cms-aes256-gcm"];

let certificate: Certificate;
let keyPem: string;

beforeAll(async () => {
  const made = await createSelfSigned({ commonName: "a", days: 30, now: new Date() });
  certificate = readCertificate(Buffer.from(made.certificatePem), "made");
  keyPem = made.keyPem;
});

async function* cut(content: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const size of sizes) {
    yield content.subarray(from, from + size);
    from += size;
  }
  yield content.subarray(from);
}

/** Bytes that differ from their neighbours, so that none can be lost or doubled unseen. */
function sample(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 167 + (i >> 8)) & 0xff;
  return bytes;
}

async function sealed(
  content: AsyncIterable<Buffer>,
  encryption: EnvelopeForm = "smime-aes256-cbc",
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of encrypt(content, { recipients: [certificate], encryption })) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe("an envelope", () => {
  it("gives back content of any length, however it was cut", async () => {
    const length = fc.oneof(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 65_500, max: 65_600 }),
      fc.integer({ min: 262_100, max: 262_200 }),
      fc.integer({ min: 0, max: 700_000 }),
    );
    const sizes = fc.array(
      fc.oneof(fc.constantFrom(0, 1, 15, 16, 17, 47, 48, 49), fc.integer({ min: 0, max: 300_000 })),
      { maxLength: 40 },
    );
    const form = fc.constantFrom(...FORMS);
    await fc.assert(
      fc.asyncProperty(length, sizes, form, async (bytes, cuts, encryption) => {
        const content = sample(bytes);
        const opened = openEnvelope(await sealed(cut(content, cuts), encryption), keyPem);
        expect(opened.content.equals(content)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it("has lines of 64 characters, the last one shorter, and headers of at most 76", async () => {
    const { headers, body } = openEnvelope(await sealed(cut(sample(300_000), [])), keyPem);
    const lines = body.split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.slice(0, -1).every((line) => line.length === 64)).toBe(true);
    expect(lines.at(-1)).toMatch(/^[A-Za-z0-9+/]{1,64}={0,2}$/);
    expect(Math.max(...headers.split("\n").map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(headers).toMatchInlineSnapshot(`
      "MIME-Version: 1.0
      Content-Disposition: attachment; filename="smime.p7m"
      Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data;
       name="smime.p7m"
      Content-Transfer-Encoding: base64"
    `);
  });

  it("is never the same twice, even of the same content", async () => {
    const [one, other] = [await sealed(cut(sample(64), [])), await sealed(cut(sample(64), []))];
    expect(one.subarray(-200).equals(other.subarray(-200))).toBe(false);
  });

  it("that was changed in one bit is refused where it is authenticated", async () => {
    const message = (await sealed(cut(sample(5_000), []), "cms-aes256-gcm")).toString("latin1");
    // Within a line: that a break is missing is no change of content.
    const at = message.lastIndexOf("\n", message.length - 3_000) - 10;
    const swapped = message[at] === "A" ? "B" : "A";
    const changed = Buffer.from(message.slice(0, at) + swapped + message.slice(at + 1), "latin1");
    expect(() => openEnvelope(changed, keyPem)).toThrow("unable to authenticate");
  });
});

describe("encrypt", () => {
  it("passes on what the content throws", async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield sample(400_000);
      throw new Error("the disk is gone");
    }
    await expect(sealed(broken())).rejects.toThrow("the disk is gone");
  });

  it("closes the content when its reader stops early", async () => {
    let isClosed = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield sample(300_000);
      } finally {
        isClosed = true;
      }
    }
    const options = { recipients: [certificate], encryption: "smime-aes256-cbc" } as const;
    let chunks = 0;
    for await (const chunk of encrypt(endless(), options)) {
      expect(chunk.length).toBeGreaterThan(0);
      if (++chunks === 5) break;
    }
    expect(isClosed).toBe(true);
  });

  it("needs recipients, and reads nothing without them", async () => {
    let isRead = false;
    async function* content(): AsyncGenerator<Buffer> {
      isRead = true;
      yield sample(1);
    }
    const options = { recipients: [], encryption: "smime-aes256-cbc" } as const;
    await expect(encrypt(content(), options).next()).rejects.toMatchObject({
      name: "OperatorError",
      code: "E001",
    });
    expect(isRead).toBe(false);
  });
});
