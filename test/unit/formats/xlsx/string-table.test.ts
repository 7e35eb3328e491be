/** The table of shared strings: what goes to the disk comes back, and the file goes away. */
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { StringTable } from "../../../../src/formats/xlsx/string-table.ts";

const spills = async (): Promise<number> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith("quayside-strings-")).length;

it("gives back every text, from memory and from the disk, in any order", async () => {
  const before = await spills();
  const textAt = (i: number): string => `${i} ${"ä".repeat(i % 300)} 😀`;
  const count = 250_000;
  {
    using table = new StringTable(1000);
    for (let i = 0; i < count; i++) table.push(textAt(i));
    expect(await spills()).toBe(before + 1);
    for (let i = 0; i < count; i += 997) expect(table.at(i)).toBe(textAt(i));
    for (let i = count - 1; i > 0; i -= 9973) expect(table.at(i)).toBe(textAt(i));
    expect(table.at(count)).toBeUndefined();
    expect(table.at(-1)).toBeUndefined();
    expect(table.at(Number.NaN)).toBeUndefined();
  }
  expect(await spills()).toBe(before);
});
