/** Which files are refused before any row is read, and with which advice. */
import { mkdir, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { openWith, readBack } from "../../helpers/read-rows.ts";
import { workbookOf, zipOf } from "../../helpers/ooxml.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const CFB = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600)]);

it.each([
  ["an old workbook", "f.xls", CFB, "F003", ".xls files are not read"],
  ["a binary workbook", "f.xlsb", zipOf({ a: "b" }), "F003", ".xlsb files are not read"],
  ["a password-protected workbook", "f.xlsx", CFB, "F003", "protected by a password"],
  ["a workbook named .csv", "f.csv", workbookOf({ sheets: { A: "" } }), "F003", "a workbook"],
  ["an old workbook named .csv", "f.csv", CFB, "F003", "an old Excel workbook"],
  ["a zip file named .xlsx", "f.xlsx", zipOf({ "a.txt": "b" }), "F003", "no Excel workbook"],
  ["a text named .xlsx", "f.xlsx", Buffer.from("a,b\n1,2\n"), "F010", "no workbook"],
  ["a picture", "f.png", Buffer.from("x"), "F003", ".png files are not read"],
  ["a file without extension", "file", Buffer.from("x"), "F003", "no extension"],
  ["a gzip file named .json", "f.json", Buffer.from("1f8b0800", "hex"), "F003", "gzip"],
])("refuses %s", async (_, name, content, code, message) => {
  const opening = readBack(inFolder(name), content);
  await expect(opening).rejects.toMatchObject({ code });
  await expect(opening).rejects.toThrow(message);
});

it("takes the extension in any case", async () => {
  expect((await readBack(inFolder("F.CSV"), "a,b\n1,2\n")).rows).toHaveLength(2);
});

it("refuses a file over the limit of bytes", async () => {
  const opening = readBack(inFolder("f.csv"), "a,b\n1,2\n", { limits: { fileBytes: 4 } });
  await expect(opening).rejects.toMatchObject({ code: "F009", details: { limit: "fileBytes" } });
});

it("says that a file is not there, or is a folder", async () => {
  await expect(openWith(inFolder("gone.csv"))).rejects.toMatchObject({ code: "F001" });
  await mkdir(inFolder("folder.csv"));
  await expect(openWith(inFolder("folder.csv"))).rejects.toMatchObject({ code: "F001" });
});

it("calls a workbook that was cut off corrupt", async () => {
  const whole = workbookOf({ sheets: { A: "<sheetData/>" } });
  await writeFile(inFolder("f.xlsx"), whole.subarray(0, whole.length - 30));
  await expect(openWith(inFolder("f.xlsx"))).rejects.toMatchObject({ code: "F010" });
});
