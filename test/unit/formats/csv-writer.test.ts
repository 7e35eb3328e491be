import { readFile, readdir, rm } from "node:fs/promises";
import { Writable } from "node:stream";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine, CsvWriter } from "../../../src/formats/csv-writer.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

describe("csvLine", () => {
  test.each([
    [["a", "b"], ",", "a,b\r\n"],
    [["a", null, ""], ",", "a,,\r\n"],
    [["a,b", 'say "hi"', "two\nlines"], ",", '"a,b","say ""hi""","two\nlines"\r\n'],
    [["a,b", "c;d"], ";", 'a,b;"c;d"\r\n'],
    [["00123", "+358401234567", "=1+1"], ",", "00123,+358401234567,=1+1\r\n"],
    [[" a", "b "], ",", '" a","b "\r\n'],
    [[""], ",", '""\r\n'],
  ])("writes %j with %j as %j", (cells, delimiter, line) => {
    expect(csvLine(cells, delimiter)).toBe(line);
  });

  test("is read back exactly, whatever the texts", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[",;\t| \r\na']{0,8}$/),
    );
    const table = fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { minLength: 1 });
    fc.assert(
      fc.property(table, fc.constantFrom(",", ";", "\t", "|"), (rows, delimiter) => {
        const written = rows.map((row) => csvLine(row, delimiter)).join("");
        expect(parse(written, { delimiter, record_delimiter: "\r\n" })).toEqual(rows);
      }),
    );
  });
});

describe("CsvWriter", () => {
  test("begins the file with a byte order mark unless told otherwise", async () => {
    for (const [name, byteOrderMark] of [
      ["with", true],
      ["without", false],
    ] as const) {
      await using csv = new CsvWriter(inFolder(name), { byteOrderMark });
      await csv.write(["Grüße"]);
      await csv.finish();
    }
    expect(await readFile(inFolder("with"), "utf8")).toBe("\ufeffGrüße\r\n");
    expect(await readFile(inFolder("without"), "utf8")).toBe("Grüße\r\n");
  });

  test("waits for a slow reader, and leaves a stream that is not its own open", async () => {
    let pending = 0;
    let most = 0;
    let bytes = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        pending++;
        most = Math.max(most, pending);
        bytes += chunk.length;
        setImmediate(() => {
          pending--;
          done();
        });
      },
    });
    const csv = new CsvWriter(slow, { byteOrderMark: false });
    for (let i = 0; i < 5_000; i++) await csv.write(["x".repeat(98)]);
    await csv.finish();
    expect(bytes).toBe(5_000 * 100);
    expect(most).toBe(1);
    expect(slow.writableLength).toBe(0);
    expect(slow.writable).toBe(true);
  });

  test("reports a full disk instead of ending the process", async () => {
    const writing = (async () => {
      await using csv = new CsvWriter("/dev/full");
      for (let i = 0; i < 5_000; i++) await csv.write(["x".repeat(98)]);
      await csv.finish();
    })();
    await expect(writing).rejects.toMatchObject({ code: "ENOSPC" });
  });

  test("closes its file when it is given up", async () => {
    {
      await using csv = new CsvWriter(inFolder("a.csv"));
      await csv.write(["a"]);
    }
    await rm(inFolder("a.csv"), { force: true });
    expect(await readdir(inFolder())).toEqual([]);
  });
});
