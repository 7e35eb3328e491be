/** Base64 as it is read from files of any origin. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64Bytes } from "../../../../src/packaging/opening/base64-bytes.ts";
import { allOf } from "./made-artifacts.ts";

async function decoded(text: string, sizes: readonly number[] = []): Promise<Buffer> {
  const bytes = Buffer.from(text, "latin1");
  async function* cut(): AsyncGenerator<Buffer> {
    let from = 0;
    for (const size of sizes) yield bytes.subarray(from, (from += size));
    yield bytes.subarray(from);
  }
  return await allOf(base64Bytes(cut(), "a.smime"));
}

describe("base64", () => {
  it("gives back any bytes, in lines of any length and end, however it was cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.constantFrom("\n", "\r\n", "\n\n", " \t\r\n"),
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 20 }),
        async (bytes, lineLength, end, sizes) => {
          const text = Buffer.from(bytes).toString("base64");
          const lines = text.match(new RegExp(`.{1,${lineLength}}`, "g")) ?? [];
          const found = await decoded(lines.map((line) => line + end).join(""), sizes);
          expect(found.equals(Buffer.from(bytes))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ["a letter that is none", "QUJ*RA=="],
    ["a control character", "QUJD\u0000QUJD"],
    ["a letter over 127", "QUJD\u00e9UJD"],
    ["padding in the middle", "QQ==QUJD"],
    ["padding at the beginning of a group", "QUJD===="],
    ["padding after one letter", "QUJDQ==="],
    ["a letter after padding", "QUJDQQ=Q"],
  ])("with %s is damaged", async (_, text) => {
    await expect(decoded(text)).rejects.toMatchObject({ code: "E009" });
  });

  it.each(["Q", "QU", "QUJ", "QUJDQQ="])("that ends as %s is cut off", async (text) => {
    await expect(decoded(text)).rejects.toThrow("a.smime is cut off");
  });
});
