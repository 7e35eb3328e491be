/** Encodings and values that could be read in two ways: exact, or refused; never guessed. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/formats/rows.ts";
import { type Importer, openImporter } from "../helpers/importing.ts";
import { workbookOf } from "../helpers/ooxml.ts";
import { refused, unusable, useStores } from "../helpers/outcomes.ts";
import { typeOf } from "../helpers/rejecting.ts";

const tell = useStores()();

/** A store of its own, for tests that look at what is in it. */
let folder = "";
let importer: Importer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-test-"));
});
afterEach(async () => {
  await importer?.[Symbol.asyncDispose]();
  importer = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function imported(
  type: string,
  name: string,
  content: string | Buffer,
  encodingFallback: "none" | "windows-1252" = "none",
) {
  const reading = { limits: DEFAULT_LIMITS, encodingFallback };
  importer ??= await openImporter(join(folder, "work"), { reading });
  await writeFile(join(folder, name), content);
  return (await importer.importFile(typeOf(type), join(folder, name), name)).verdict;
}

async function values(dataset: string, column: string): Promise<unknown[]> {
  return ((await importer?.records(dataset)) ?? []).map((record) => record[column]);
}

describe("the encoding", () => {
  const TEXT = "Name\r\nJärvi €\r\n日本 😀\r\n";
  const WANTED = ["Järvi €", "日本 😀"];
  const big = Buffer.from(`\ufeff${TEXT}`, "utf16le").swap16();

  it.each([
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${TEXT}`)],
    ["UTF-16LE with a mark", Buffer.from(`\ufeff${TEXT}`, "utf16le")],
    ["UTF-16BE with a mark", big],
  ])("X5: %s - exact texts", async (_, content) => {
    await imported("Skills", "s.csv", content);
    expect(await values("Skills", "Name")).toEqual(WANTED);
  });

  const euro = Buffer.from("Name\nJ\xe4rvi \x80\n", "latin1");
  const faults: readonly (readonly [string, Buffer])[] = [
    ["Windows-1252", euro],
    [
      "UTF-8 with one line of Windows-1252",
      Buffer.concat([Buffer.from("Name\nÄ\n"), Buffer.from("\xe4\n", "latin1")]),
    ],
    ["an overlong form", Buffer.concat([Buffer.from("Name\n"), Buffer.from([0xc0, 0xaf, 10])])],
    [
      "a surrogate written as UTF-8",
      Buffer.concat([Buffer.from("Name\n"), Buffer.from([0xed, 0xa0, 0x80, 10])]),
    ],
    [
      "a code point beyond Unicode",
      Buffer.concat([Buffer.from("Name\n"), Buffer.from([0xf4, 0x90, 0x80, 0x80, 10])]),
    ],
    ["a letter that the end cuts off", Buffer.from("Name\nä").subarray(0, -1)],
    ["UTF-16LE with a lone surrogate", Buffer.from("\ufeffName\n\ud800x\n", "utf16le")],
    [
      "UTF-16LE that ends within a letter",
      Buffer.from("\ufeffName\nA\n", "utf16le").subarray(0, -1),
    ],
    ["UTF-16LE without a mark", Buffer.from("Name\nA\n", "utf16le")],
  ];
  it.each(faults)("X5: %s - refused with F004", async (_, content) => {
    expect((await tell("Skills", "s.csv", content)).outcome).toEqual(refused("F004"));
  });

  it("X5: Windows-1252 where that is the fallback - exact texts", async () => {
    await imported("Skills", "s.csv", euro, "windows-1252");
    expect(await values("Skills", "Name")).toEqual(["Järvi €"]);
  });

  it("X5: U+FFFD that stands in the file is kept, as it is no guess", async () => {
    await imported("Skills", "s.csv", "Name\n\ufffd\n");
    expect(await values("Skills", "Name")).toEqual(["\ufffd"]);
  });

  const CHUNK = 256 * 1024;
  it.each(["ä", "€", "😀"])(
    "X5: %s cut by every byte of a chunk's edge - exact texts, or F004 where it is cut off",
    async (letter) => {
      const bytes = Buffer.byteLength(letter);
      for (let before = 0; before <= bytes; before++) {
        const head = "Name\n";
        const filler = "\n".repeat(CHUNK - head.length - before);
        const whole = Buffer.from(`${head}${filler}${letter}${before}\n`);
        expect((await imported("Skills", "s.csv", whole)).status).toBe("Succeeded");
        const cut = Buffer.concat([
          whole.subarray(0, CHUNK - before + bytes - 1),
          Buffer.from("\nX\n"),
        ]);
        expect((await tell("Skills", "s.csv", cut)).outcome).toEqual(refused("F004"));
      }
      expect(await values("Skills", "Name")).toEqual(
        Array.from({ length: bytes + 1 }, (_, i) => `${letter}${i}`),
      );
    },
  );
});

describe("values that depend on the country", () => {
  it.each([
    [
      "a number 1.234,56",
      "Queues",
      'Name,Channel,Address,Priority\nQ,Phone,71,"1.234,56"\n',
      "R002",
    ],
    ["a number 1,234", "Queues", 'Name,Channel,Address,Priority\nQ,Phone,71,"1,234"\n', "R002"],
    [
      "a number 1.234 that may be 1234",
      "Queues",
      "Name,Channel,Address,Priority\nQ,Phone,71,1.234\n",
      "R002",
    ],
    [
      "a date 03/04/2026",
      "BlockedNumbers",
      "Number,ValidUntil\n+358401234567,03/04/2026\n",
      "R007",
    ],
    ["a date 3.4.26", "BlockedNumbers", "Number,ValidUntil\n+358401234567,3.4.26\n", "R007"],
    [
      "a date 13/04/2026, where only one order is possible",
      "BlockedNumbers",
      "Number,ValidUntil\n+358401234567,13/04/2026\n",
      "R007",
    ],
    [
      "a phone number 4.41E+11",
      "Directory",
      "ExternalId,LastName,PhoneWork\n1,A,4.41E+11\n",
      "R006",
    ],
    [
      "a phone number 3,58E+11",
      "Directory",
      'ExternalId,LastName,PhoneWork\n1,A,"3,58E+11"\n',
      "R006",
    ],
  ])("X6: %s in %s - rejected", async (_, type, content, code) => {
    expect((await tell(type, "f.csv", content)).outcome).toEqual(unusable(code));
  });

  it("X6: leading zeros in a CSV file - kept", async () => {
    const row = "1,A,+358401234567,00100";
    await imported("Directory", "p.csv", `ExternalId,LastName,PhoneWork,PostalCode\n${row}\n`);
    expect(await values("Directory", "PostalCode")).toEqual(["00100"]);
  });

  it("X6: ids of 20 digits in CSV and JSON - exact", async () => {
    const ids = ["12345678901234567890", "00000000000000000001"];
    await imported(
      "Directory",
      "p.csv",
      `ExternalId,LastName,PhoneWork\n${ids.map((id) => `${id},A,+358401234567`).join("\n")}`,
    );
    await imported(
      "Directory",
      "p.json",
      '[{"ExternalId":98765432109876543210,"LastName":"A","PhoneWork":"+358401234567"}]',
    );
    expect(await values("Directory", "ExternalId")).toEqual([...ids, "98765432109876543210"]);
  });

  const numbered = (inside: string, properties = "", styles = ""): Buffer =>
    workbookOf({
      sheets: {
        Data: `<sheetData><row>${["ExternalId", "LastName", "PhoneWork", "PostalCode"].map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`).join("")}</row><row>${inside}</row></sheetData>`,
      },
      properties,
      styles,
    });
  const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;

  it("X6: an id of 20 digits in a numeric cell - rejected with R006, its digits are lost", async () => {
    const content = numbered(
      `<c><v>1.2345678901234567E+19</v></c>${text("A")}${text("+358401234567")}`,
    );
    expect((await tell("Directory", "p.xlsx", content)).outcome).toEqual(unusable("R006"));
  });

  it("X6: leading zeros of a number format - kept", async () => {
    const styles =
      '<numFmts><numFmt numFmtId="200" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs>';
    const content = numbered(
      `${text("1")}${text("A")}${text("+358401234567")}<c s="1"><v>100</v></c>`,
      "",
      styles,
    );
    await imported("Directory", "p.xlsx", content);
    expect(await values("Directory", "PostalCode")).toEqual(["00100"]);
  });

  it.each([
    ["1900", "", "2030-01-01"],
    ["1904", '<workbookPr date1904="1"/>', "2034-01-02"],
  ])(
    "X6: a date of the %s system - the day that the workbook shows",
    async (_, properties, day) => {
      const content = workbookOf({
        sheets: {
          Data: `<sheetData><row>${text("Number")}${text("ValidUntil")}</row><row>${text("+358401234567")}<c s="1"><v>47484</v></c></row></sheetData>`,
        },
        properties,
        styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
      });
      await imported("BlockedNumbers", "b.xlsx", content);
      expect(await values("BlockedNumbers", "ValidUntil")).toEqual([`${day}T21:59:59.999Z`]);
    },
  );
});
