/** A configuration goes from one store into another and comes back as it was. */
import fc from "fast-check";
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { cellsOf, makeWorkbook, openConfigured } from "../helpers/configuration-bench.ts";
import { randomConfiguration } from "../helpers/random-configuration.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

test("any configuration that a store can hold goes round cell for cell", async () => {
  await fc.assert(
    fc.asyncProperty(randomConfiguration, async (configuration) => {
      await makeWorkbook(inFolder("typed.xlsx"), configuration);
      await using first = await openConfigured(inFolder("first"));
      const typed = await first.take(inFolder("typed.xlsx"));
      expect(typed.issues).toEqual([]);
      expect(typed.verdict.status).toBe("Succeeded");
      await first.give(inFolder("first.xlsx"));
      await using second = await openConfigured(inFolder("second"));
      const taken = await second.take(inFolder("first.xlsx"));
      expect(taken.issues).toEqual([]);
      await second.give(inFolder("second.xlsx"));
      expect(await cellsOf(inFolder("second.xlsx"))).toEqual(await cellsOf(inFolder("first.xlsx")));
      expect(await second.records()).toEqual(await first.records());
      // Where everything is as the workbook says, it changes nothing.
      const again = await first.take(inFolder("first.xlsx"));
      expect(again.verdict.rows).toMatchObject({ created: 0, updated: 0, rejected: 0 });
      for (const name of ["first.db", "second.db"]) {
        for (const end of ["", "-wal", "-shm"]) await rm(inFolder(name + end), { force: true });
      }
    }),
    { numRuns: 3 },
  );
});
