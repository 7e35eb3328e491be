/** The CSV reader on files: quotes, line breaks, delimiters, and what breaks the rules. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAll, readBack, texts } from "../../helpers/read-rows.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

async function rowsOf(content: string | Buffer, name = "file.csv"): Promise<(string | null)[][]> {
  return texts((await readBack(inFolder(name), content)).rows);
}

describe("a CSV file", () => {
  it("gives its header and rows, empty cells as null", async () => {
    expect(await rowsOf("Id,Name\r\n1,Anna\r\n2,\r\n")).toEqual([
      ["Id", "Name"],
      ["1", "Anna"],
      ["2"],
    ]);
  });

  it("reads all three line breaks, also mixed in one file", async () => {
    expect(await rowsOf("a,b\r\n1,2\n3,4\r5,6")).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
      ["5", "6"],
    ]);
  });

  it("keeps delimiters, quotes and line breaks within quotes", async () => {
    expect(await rowsOf('a,b\n"x,y","say ""hi"""\n"two\r\nlines",z\n')).toEqual([
      ["a", "b"],
      ["x,y", 'say "hi"'],
      ["two\r\nlines", "z"],
    ]);
  });

  it("numbers rows as a spreadsheet program does, blank lines included", async () => {
    const { rows } = await readBack(inFolder("f.csv"), 'a,b\n\n1,"x\ny"\n,\n2,z\n');
    expect(rows.map((row) => row.number)).toEqual([1, 3, 5]);
  });

  it("skips blank lines before the header", async () => {
    const { rows } = await readBack(inFolder("f.csv"), "\n\na,b\n1,2\n");
    expect(rows.map((row) => row.number)).toEqual([3, 4]);
  });

  it("accepts empty cells beyond the header and refuses values there", async () => {
    expect(await rowsOf("a,b\n1,2,,\n1,2,,x\n")).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["1", "2", null, "x", "!R017"],
    ]);
  });

  it("names expected and found columns of a short row", async () => {
    const { rows } = await readBack(inFolder("f.csv"), "a,b,c\n1,2\n");
    expect(rows[1]?.fault).toEqual({ code: "R017", message: "expected 3 columns, found 2" });
  });

  it("refuses control characters in a row, and reads the next one", async () => {
    const rows = await rowsOf("a,b\n1,x\0y\n2,z\n3,\x0b\n4,\u0085\n");
    expect(rows.slice(1).map((row) => row.at(-1))).toEqual(["!R002", "z", "!R002", "\u0085"]);
  });
});

describe("a broken quote", () => {
  it("costs one row when it is never closed, and the row names its line", async () => {
    const good = Array.from({ length: 5000 }, (_, i) => `${i},row ${i}`).join("\n");
    const { rows } = await readBack(inFolder("f.csv"), `a,b\n1,ok\n2,"open\n${good}\n`);
    expect(rows).toHaveLength(5003);
    expect(rows[2]?.fault?.message).toContain("line 3: the quote that opens here is not closed");
    expect(rows.filter((row) => row.fault !== undefined)).toHaveLength(1);
    expect(rows.at(-1)?.cells).toEqual(["4999", "row 4999"]);
  });

  it("costs one row when the quotes of later rows close it", async () => {
    const lines = ["a,b", '1,"open', '2,"x"', '3,"y ""z"""', "4,plain", '5,"w"'];
    const { rows } = await readBack(inFolder("f.csv"), lines.join("\n"));
    expect(rows.map((row) => row.cells[0])).toEqual(["a", "1", "2", "3", "4", "5"]);
    expect(rows.filter((row) => row.fault !== undefined).map((row) => row.number)).toEqual([2]);
  });

  it("does not swallow rows when two broken quotes look like one long cell", async () => {
    const { rows } = await readBack(inFolder("f.csv"), 'a,b\n1,"open\n2,good\n3,x",y\n4,good\n');
    const bad = rows.filter((row) => row.fault !== undefined).map((row) => row.cells[0]);
    expect(bad).toEqual(["1", "3"]);
    expect(rows.map((row) => row.cells[0])).toEqual(["a", "1", "2", "3", "4"]);
  });

  it.each([
    ['1,"x"y', "text after a closing quote"],
    ['1,x"y', "a quote within a cell"],
    ['1,"', "a lone quote at the end of the file"],
  ])("%s is a fault (%s)", async (line) => {
    const rows = await rowsOf(`a,b\n0,fine\n${line}`);
    expect(rows[1]).toEqual(["0", "fine"]);
    expect(rows[2]?.at(-1)).toBe("!R017");
  });

  it("in the header rejects the file", async () => {
    await expect(rowsOf('a,"b\n1,2\n')).rejects.toMatchObject({ code: "F006" });
  });
});

describe("the delimiter", () => {
  it.each([",", ";", "\t", "|"])("%j is found from the header", async (delimiter) => {
    const content = ["Name", "Phone"].join(delimiter) + "\n" + ["A", "1"].join(delimiter);
    expect(await rowsOf(content)).toEqual([
      ["Name", "Phone"],
      ["A", "1"],
    ]);
  });

  it("is not taken from within quotes", async () => {
    expect(await rowsOf('"Name, first";Phone\nA;1\n')).toEqual([
      ["Name, first", "Phone"],
      ["A", "1"],
    ]);
  });

  it("is the one that fits the rows when the header holds two", async () => {
    expect(await rowsOf("Name, first;Phone\nA;1\nB;2\n")).toEqual([
      ["Name, first", "Phone"],
      ["A", "1"],
      ["B", "2"],
    ]);
  });

  it("that may be either of two is an error", async () => {
    await expect(rowsOf("a,b;c\n1,2;3\n")).rejects.toMatchObject({ code: "F005" });
  });

  it("is not needed in a file of one column", async () => {
    expect(await rowsOf('Number\n+358 1\n"+358;2"\n')).toEqual([
      ["Number"],
      ["+358 1"],
      ["+358;2"],
    ]);
  });

  it("is told by a first line sep=, which is no row", async () => {
    const { rows } = await readBack(inFolder("f.csv"), "sep=^\r\na^b\r\n1^2\r\n");
    expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
      [1, "a", "b"],
      [2, "1", "2"],
    ]);
  });

  it("is the tab in .txt when the header holds one, else what the header holds", async () => {
    expect((await rowsOf("a;x\tb\n1;2\t3\n", "f.txt"))[0]).toEqual(["a;x", "b"]);
    expect((await rowsOf("a;b\n1;2\n", "g.txt"))[0]).toEqual(["a", "b"]);
  });
});

describe("limits", () => {
  it.each([
    [{ rows: 2 }, "a\n1\n2\n3\n", "rows of 2"],
    [{ headerColumns: 2 }, "a,b,c\n", "headerColumns of 2"],
    [{ cellChars: 5 }, "a,b\n123456,1\n", "row 2, column A is over the limit cellChars of 5"],
  ])("%j stops the file", async (limits, content, message) => {
    const reading = readBack(inFolder("f.csv"), content, { limits });
    await expect(reading).rejects.toMatchObject({ code: "F009" });
    await expect(reading).rejects.toThrow(message);
  });

  it("stop a line without end before it fills the memory", async () => {
    const content = `a,b\n${"x".repeat(3_000_000)}`;
    await expect(rowsOf(content)).rejects.toMatchObject({ code: "F009" });
  });
});

describe("any text", () => {
  const character = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('"', ",", ";", "\n", "\r", "\t", " ", "|", "=") },
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  );
  const isText = (text: string): boolean =>
    !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]/.test(text);
  const cell = fc.string({ unit: character, maxLength: 12 }).filter(isText);
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }),
    );

  it("written as RFC 4180 reads back exactly", async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom("\r\n", "\n"),
        fc.boolean(),
        async (rows, eol, all) => {
          const header = (rows[0] ?? [""]).map((_, i) => `h${i}`);
          const quote = (text: string): string =>
            all || /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
          const content = [header, ...rows].map((row) => row.map(quote).join(",") + eol).join("");
          const { sheets } = await readWritten(content);
          const expected = rows
            .filter((row) => row.some((text) => text.trim() !== ""))
            .map((row) => row.map((text) => (text === "" ? null : text)));
          const found = (sheets[0]?.rows ?? []).slice(1);
          expect(found.filter((row) => row.fault !== undefined)).toEqual([]);
          const padded = found.map(({ cells }) => header.map((_, i) => cells[i] ?? null));
          expect(padded).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });

  async function readWritten(content: string): ReturnType<typeof readAll> {
    const path = inFolder("any.csv");
    await readBack(path, content);
    return await readAll(path);
  }
});
