import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64Lines } from "../../../src/packaging/base64-lines.ts";
import {
  header,
  objectIdentifier,
  octetString,
  sequence,
  set,
  smallInteger,
} from "../../../src/packaging/der.ts";
import { envelopePieces } from "../../../src/packaging/envelope-pieces.ts";

async function* from(chunks: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

const chunks = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.integer({ min: 0, max: 300_000 }).map((length) => new Uint8Array(length).fill(length)),
  ),
  { maxLength: 12 },
);

describe("base64Lines", () => {
  it("encodes as Node does, 64 characters to a line, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(chunks, async (parts) => {
        const encoded: Buffer[] = [];
        for await (const lines of base64Lines(from(parts))) {
          expect(lines.at(-1)).toBe(10);
          encoded.push(lines);
        }
        const plain = Buffer.concat(parts).toString("base64");
        expect(Buffer.concat(encoded).toString("latin1")).toBe(plain.replace(/.{1,64}/g, "$&\n"));
      }),
      { numRuns: 100 },
    );
  });
});

describe("envelopePieces", () => {
  it("gives the same bytes in pieces of 64 to 256 KiB, and a last one of what is left", async () => {
    await fc.assert(
      fc.asyncProperty(chunks, async (parts) => {
        const sizes: number[] = [];
        const bytes: Buffer[] = [];
        for await (const piece of envelopePieces(from(parts))) {
          sizes.push(piece.length);
          bytes.push(Buffer.from(piece));
        }
        expect(Buffer.concat(bytes).equals(Buffer.concat(parts))).toBe(true);
        expect(sizes.slice(0, -1).every((size) => size >= 65_536 && size <= 262_144)).toBe(true);
        expect(sizes.every((size) => size > 0 && size <= 262_144)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("DER", () => {
  const hex = (bytes: Buffer): string => bytes.toString("hex");

  it.each([
    [0, "0400"],
    [127, "047f"],
    [128, "048180"],
    [255, "0481ff"],
    [256, "04820100"],
    [65_536, "0483010000"],
    [16_777_216, "048401000000"],
  ])("has the length %d in as few bytes as can be", (length, expected) => {
    expect(hex(header(0x04, length))).toBe(expected);
  });

  it.each([
    ["1.2.840.113549.1.7.3", "06092a864886f70d010703"],
    ["2.16.840.1.101.3.4.1.42", "060960864801650304012a"],
    ["1.2.840.113549.1.9.16.1.23", "060b2a864886f70d0109100117"],
    ["2.5.29.15", "0603551d0f"],
  ])("writes the object identifier %s", (dotted, expected) => {
    expect(hex(objectIdentifier(dotted))).toBe(expected);
  });

  it("orders the members of a set, and not those of a sequence", () => {
    const [two, one] = [smallInteger(2), smallInteger(1)];
    expect(hex(set(two, one))).toBe("3106020101020102");
    expect(hex(sequence(two, one))).toBe("3006020102020101");
    expect(hex(octetString(Buffer.from("ab")))).toBe("04026162");
  });
});
