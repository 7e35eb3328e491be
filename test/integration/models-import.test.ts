/** Every model that Quayside writes can be dropped as it is: the first thing a new user tries. */
import { expect, test } from "vitest";
import { csvModelName, writeModels } from "../../src/models/write-models.ts";
import { type Imported, openImporter } from "../helpers/importing.ts";
import { shippedTypes } from "../helpers/rejecting.ts";
import { storedTypes } from "../../src/store/dataset-spec.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

/** Imports every model, the workbook of a type and then its csv, into an empty store. */
async function importAll(): Promise<Record<string, Imported>> {
  await writeModels(shippedTypes, inFolder("models"));
  await using importer = await openImporter(inFolder("work"));
  const outcomes: Record<string, Imported> = {};
  for (const type of storedTypes(shippedTypes)) {
    for (const file of [`${type.type}.xlsx`, csvModelName(type)]) {
      outcomes[file] = await importer.importFile(type, inFolder("models", file), file);
    }
  }
  return outcomes;
}

test("every model imports without an issue, and its csv changes nothing after its workbook", async () => {
  const outcomes = Object.entries(await importAll());
  const issues = outcomes.flatMap(([file, outcome]) =>
    outcome.issues.map((issue) => ({ file, ...issue })),
  );
  expect(issues).toEqual([]);
  expect(outcomes.filter(([, { verdict }]) => verdict.status !== "Succeeded")).toEqual([]);
  const created = outcomes.filter(([, { verdict }]) => verdict.rows.created > 0);
  const names = created.map(([file]) => file);
  expect(names.filter((file) => file.endsWith(".csv"))).toEqual(["OutboundCampaign.csv"]);
  expect(names.filter((file) => file.endsWith(".xlsx"))).toHaveLength(
    storedTypes(shippedTypes).length,
  );
});
