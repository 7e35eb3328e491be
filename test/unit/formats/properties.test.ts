/** No file may bring a reader down: whatever the bytes are, rows or one of our errors come out of them. */
import { rm, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { forbiddenCharacter } from "../../../src/formats/cell-text.ts";
import type { Row } from "../../../src/formats/rows.ts";
import { campaign, hostileFile, maySayReplacement } from "../../helpers/hostile-files.ts";
import { readAll, type ReadSettings } from "../../helpers/read-rows.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const LONGEST_MS = 60_000;

/** The rows of all sheets, or the code that the file was refused with. */
async function outcomeOf(
  path: string,
  settings: ReadSettings,
): Promise<readonly (readonly Row[])[] | string> {
  try {
    return (await readAll(path, settings)).sheets.map(({ rows }) => rows);
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
}

function checkRows(rows: readonly Row[], isStrict: boolean): void {
  let last = 0;
  for (const { number, cells, fault } of rows) {
    expect(number).toBeGreaterThan(last);
    last = number;
    if (fault !== undefined) continue;
    for (const cell of cells) {
      const text = cell === null ? "" : typeof cell === "string" ? cell : cell.text;
      expect(forbiddenCharacter(text)).toBeUndefined();
      if (isStrict) expect(text).not.toContain("\ufffd");
    }
  }
}

describe("any bytes", () => {
  it("give rows in order with sound texts, or an error with a code, in a bounded time", async () => {
    const fallbacks = fc.constantFrom("none" as const, "windows-1252" as const);
    await fc.assert(
      fc.asyncProperty(hostileFile, fallbacks, async (file, encodingFallback) => {
        const path = inFolder(`hostile${file.extension}`);
        await writeFile(path, file.bytes);
        const started = performance.now();
        const outcome = await outcomeOf(path, { encodingFallback });
        expect(performance.now() - started).toBeLessThan(LONGEST_MS);
        if (typeof outcome === "string") expect(outcome).toMatch(/^F\d{3}$/);
        else for (const rows of outcome) checkRows(rows, !maySayReplacement(file));
        await rm(path);
      }),
      campaign(1_000),
    );
  }, 3_600_000);
});
