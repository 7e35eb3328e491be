import { constants, crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packer, type Tally } from "../../../src/packaging/deflate.ts";
import { inChunks, jsonLines, MIB, noise } from "./sample-content.ts";

type Content = AsyncIterable<Buffer> | Iterable<Buffer>;

async function packed(content: Content, level = 6, pack = packer(level)) {
  const tally: Tally = { crc32: 0, sizeBytes: 0 };
  const chunks: Buffer[] = [];
  for await (const chunk of pack(content, tally)) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), tally };
}

describe("packing in blocks", () => {
  it.each([0, 1, MIB - 1, MIB, MIB + 1, 7 * MIB + 5])(
    "makes one deflate stream of %i bytes, with their CRC and number",
    async (size) => {
      const content = jsonLines(size);
      const { bytes, tally } = await packed(inChunks(content, 100_000));
      const { buffer, engine } = inflateRawSync(bytes, { info: true }) as unknown as {
        buffer: Buffer;
        engine: { bytesWritten: number };
      };
      expect(buffer.equals(content)).toBe(true);
      expect(engine.bytesWritten).toBe(bytes.length);
      expect(tally).toEqual({ crc32: crc32(content), sizeBytes: size });
    },
  );

  it("ends the stream, so that readers need no sizes", async () => {
    const { bytes } = await packed([jsonLines(MIB)]);
    const unfinished = bytes.subarray(0, -2);
    expect(() => inflateRawSync(unfinished)).toThrow("unexpected end of file");
    expect(inflateRawSync(bytes, { finishFlush: constants.Z_FINISH })).toHaveLength(MIB);
  });

  it("packs about as well as a stream without blocks, because each knows what came before it", async () => {
    const content = jsonLines(8 * MIB);
    const { bytes } = await packed([content]);
    expect(bytes.length).toBeLessThan(deflateRawSync(content, { level: 6 }).length * 1.005);
  });

  it("does not depend on the sizes of the chunks", async () => {
    const content = jsonLines(3 * MIB);
    const whole = await packed([content]);
    const parts = await packed(inChunks(content, 4097));
    expect(parts.bytes.equals(whole.bytes)).toBe(true);
  });

  it.each([0, 6])("lets the source use its memory again at once, level %i", async (level) => {
    const content = noise(9 * MIB);
    function* overwriting(): Generator<Buffer> {
      const chunk = Buffer.alloc(700_000);
      for (const part of inChunks(content, chunk.length)) {
        part.copy(chunk);
        yield chunk.subarray(0, part.length);
        chunk.fill(0);
      }
    }
    const held: Buffer[] = [];
    for await (const bytes of packer(level)(overwriting(), { crc32: 0, sizeBytes: 0 })) {
      held.push(bytes);
    }
    const bytes = Buffer.concat(held);
    expect((level === 0 ? bytes : inflateRawSync(bytes)).equals(content)).toBe(true);
  });

  it("starts each file anew", async () => {
    const pack = packer(6);
    const first = await packed([jsonLines(2 * MIB)], 6, pack);
    const second = await packed([jsonLines(2 * MIB)], 6, pack);
    expect(second.bytes.equals(first.bytes)).toBe(true);
  });

  it("fails with what the source throws, also while blocks are being deflated", async () => {
    const fault = new Error("the source has gone");
    async function* failing(): AsyncGenerator<Buffer> {
      yield noise(2 * MIB);
      throw fault;
    }
    await expect(packed(failing())).rejects.toBe(fault);
  });

  it("is never more than some blocks ahead of the reader", async () => {
    let handedOver = 0;
    function* counting(): Generator<Buffer> {
      for (; handedOver < 100; handedOver += 1) yield noise(MIB, handedOver);
    }
    const stream = packer(1)(counting(), { crc32: 0, sizeBytes: 0 });
    await stream.next();
    expect(handedOver).toBeLessThanOrEqual(4);
    await stream.return(undefined);
    expect(handedOver).toBeLessThanOrEqual(4);
  });
});
