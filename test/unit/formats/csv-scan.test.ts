/** The fast path against csv-parse, and chunks that cut records anywhere. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { csvRows } from "../../../src/formats/csv-rows.ts";
import { RecordScanner } from "../../../src/formats/csv-scan.ts";
import { judgeRecord } from "../../../src/formats/csv.ts";
import { DEFAULT_LIMITS, type Row } from "../../../src/formats/rows.ts";

const piece = fc.constantFrom('"', '"', ",", ";", "\n", "\r", "\r\n", "a", "é", "日", " ", '""');

it("takes a record only where csv-parse reads the same cells", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const bytes = Buffer.from(pieces.join(""));
      const scanner = new RecordScanner(",");
      if (bytes.length === 0 || scanner.scan(bytes, 0, true) !== "record") return;
      const line = bytes.subarray(0, scanner.next);
      expect(judgeRecord(line, ",")).toEqual({ cells: scanner.cells() });
    }),
    { numRuns: 3000 },
  );
});

async function rowsOf(content: Buffer, chunkBytes: number): Promise<Row[]> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < content.length; at += chunkBytes) {
      yield Buffer.from(content.subarray(at, at + chunkBytes));
    }
  }
  const rows: Row[] = [];
  const options = { delimiter: ",", skippedLines: 0, limits: DEFAULT_LIMITS };
  for await (const batch of csvRows(chunks(), options)) rows.push(...batch);
  return rows;
}

it("gives the same rows however the file is cut into chunks", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      async (pieces, chunkBytes) => {
        const content = Buffer.from(`a,b\r\n${pieces.join("")}`);
        expect(await rowsOf(content, chunkBytes)).toEqual(await rowsOf(content, content.length));
      },
    ),
    { numRuns: 300 },
  );
});

it("loses no line behind a quote that may or may not be closed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      const tail = "\nlast,row\n";
      const rows = await rowsOf(Buffer.from(`a,b\n1,2\n"${pieces.join("")}${tail}`), 1 << 16);
      const read = JSON.stringify(rows.map((row) => row.cells));
      expect(read).toContain("last");
    }),
    { numRuns: 300 },
  );
});
