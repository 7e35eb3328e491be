/** Encodings: what is read, what is refused and where the first wrong byte is. */
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { openWith, readAll, readBack, texts } from "../../helpers/read-rows.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const TEXT = "Nimi;Maa\nÄiti € 😀;日本\n";
const ROWS = [
  ["Nimi", "Maa"],
  ["Äiti € 😀", "日本"],
];

function utf16be(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

describe("the encoding of a text file", () => {
  it.each([
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${TEXT}`)],
    ["UTF-16LE with a mark", Buffer.from(`\ufeff${TEXT}`, "utf16le")],
    ["UTF-16BE with a mark", utf16be(`\ufeff${TEXT}`)],
  ])("is %s", async (_, content) => {
    expect(texts((await readBack(inFolder("f.csv"), content)).rows)).toEqual(ROWS);
  });

  it("keeps letters of several bytes that the edge of a chunk cuts", async () => {
    const names = Array.from({ length: 60_000 }, (_, i) => `${"x".repeat(i % 7)}ä€😀`);
    for (const content of [
      Buffer.from(`n\n${names.join("\n")}`),
      Buffer.from(`\ufeffn\n${names.join("\n")}`, "utf16le"),
    ]) {
      const { rows } = await readBack(inFolder("f.csv"), content);
      expect(rows.slice(1).map((row) => row.cells[0])).toEqual(names);
    }
  });

  it("names line and byte of the first byte that is not UTF-8", async () => {
    const content = Buffer.concat([Buffer.from("a,b\n1,ä\n2,"), Buffer.from([0xe4, 0x69])]);
    const reading = readBack(inFolder("f.csv"), content);
    await expect(reading).rejects.toMatchObject({ code: "F004", details: { line: 3, byte: 12 } });
  });

  it.each([
    ["a letter cut off by the end of the file", Buffer.from([0x61, 0x0a, 0xe2, 0x82]), 3],
    ["an overlong form", Buffer.from([0x61, 0x0a, 0xc0, 0x80, 0x0a]), 3],
    ["a surrogate", Buffer.from([0x61, 0x0a, 0x62, 0xed, 0xa0, 0x80]), 4],
  ])("refuses %s", async (_, content, byte) => {
    const reading = readBack(inFolder("f.csv"), content);
    await expect(reading).rejects.toMatchObject({ code: "F004", details: { byte } });
  });

  it("names the first wrong byte far into the file", async () => {
    const head = "a,b\n".repeat(200_000);
    const content = Buffer.concat([
      Buffer.from(head),
      Buffer.from([0x31, 0xff]),
      Buffer.from("\n"),
    ]);
    const reading = readBack(inFolder("f.csv"), content);
    const details = { line: 200_001, byte: head.length + 2 };
    await expect(reading).rejects.toMatchObject({ code: "F004", details });
  });

  it("is windows-1252 where that is the fallback, with a note", async () => {
    const path = inFolder("f.csv");
    await writeFile(path, Buffer.from([0x61, 0x3b, 0x62, 0x0a, 0xc4, 0x80, 0x3b, 0x93, 0x94]));
    const { sheets, notes } = await readAll(path, { encodingFallback: "windows-1252" });
    expect(texts(sheets[0]?.rows ?? [])[1]).toEqual(["Ä€", "“”"]);
    expect(notes.join()).toContain("windows-1252");
  });

  it("stays UTF-8 with the fallback where all bytes are valid", async () => {
    const sheet = await readBack(inFolder("f.csv"), TEXT, { encodingFallback: "windows-1252" });
    expect(texts(sheet.rows)).toEqual(ROWS);
  });

  it("says so when the file is UTF-16 without a mark", async () => {
    const reading = readBack(inFolder("f.csv"), Buffer.from("Name,Phone\n", "utf16le"));
    await expect(reading).rejects.toMatchObject({ code: "F004" });
    await expect(reading).rejects.toThrow("UTF-16 without a byte order mark");
  });

  it.each([
    ["half a pair", "a\n\ud83dx", 7],
    ["the second half alone", "a\n\ude00x", 7],
  ])("refuses UTF-16 with %s", async (_, text, byte) => {
    const reading = readBack(inFolder("f.csv"), Buffer.from(`\ufeff${text}`, "utf16le"));
    await expect(reading).rejects.toMatchObject({ code: "F004", details: { line: 2, byte } });
  });

  it("refuses UTF-16 that ends within a letter", async () => {
    const content = Buffer.from("\ufeffa\nb", "utf16le").subarray(0, 7);
    await expect(readBack(inFolder("f.csv"), content)).rejects.toMatchObject({ code: "F004" });
  });
});

describe("an empty file", () => {
  it.each([
    ["of no bytes", ""],
    ["of a mark alone", "\ufeff"],
    ["of blanks", " \r\n\t\n"],
  ])("%s is F002", async (_, content) => {
    for (const name of ["f.csv", "f.xml", "f.json", "f.jsonl"]) {
      await expect(readBack(inFolder(name), content)).rejects.toMatchObject({ code: "F002" });
    }
  });

  it("of NUL bytes was never written", async () => {
    const reading = readBack(inFolder("f.csv"), Buffer.alloc(4096));
    await expect(reading).rejects.toMatchObject({ code: "F010" });
  });
});

describe("the fingerprint", () => {
  it("is that of the whole file, with its size", async () => {
    const content = Buffer.from(`\ufeffa,b\n${"1,2\n".repeat(100_000)}`);
    await writeFile(inFolder("f.csv"), content);
    await using source = await openWith(inFolder("f.csv"));
    expect(source.sha256).toBe(createHash("sha256").update(content).digest("hex"));
    expect(source.bytes).toBe(content.length);
  });
});
