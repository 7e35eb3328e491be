/** Judges the text of a job catalogue: whole, of the right form, and with jobs that can be. */
import { readFile } from "node:fs/promises";
import { compileSchema, type SchemaCheck } from "../core/json-schema.ts";
import type { CatalogueContent } from "./catalogue-content.ts";
import { foldTitle } from "./find-job.ts";
import { readDefinition } from "./notation/read-definition.ts";
import { writeDefinition } from "./notation/write-definition.ts";

const SCHEMA_URL = new URL("../../schemas/catalogue.schema.json", import.meta.url);

export type CheckedCatalogue =
  { readonly content: CatalogueContent } | { readonly problem: string };

export type CatalogueCheck = (text: string) => CheckedCatalogue;

let compiled: SchemaCheck | undefined;

/** Reads and compiles the schema, once for the process. */
export async function loadCatalogueCheck(): Promise<CatalogueCheck> {
  const check = compiled ?? compileSchema(JSON.parse(await readFile(SCHEMA_URL, "utf8")) as object);
  compiled = check;
  return (text) => checkText(text, check);
}

function checkText(text: string, check: SchemaCheck): CheckedCatalogue {
  if (text.trim() === "") return { problem: "it is empty" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `it is no whole JSON document (${String(error)})` };
  }
  const found = check(value).map(({ path, message }) => `${path || "the document"} ${message}`);
  if (found.length > 0) return { problem: found.slice(0, 5).join("; ") };
  const content = value as CatalogueContent;
  const problem = problemOfJobs(content);
  return problem === undefined ? { content } : { problem };
}

/** What a schema can't say; it comes of editing by hand. */
function problemOfJobs({ jobs }: CatalogueContent): string | undefined {
  const ids = new Set<string>();
  const titles = new Set<string>();
  for (const { id, definition } of jobs) {
    if (ids.has(id)) return `two jobs have the id ${id}`;
    if (titles.has(foldTitle(definition.title))) return `two jobs are called ${definition.title}`;
    ids.add(id);
    titles.add(foldTitle(definition.title));
    const read = readDefinition(writeDefinition(definition));
    if ("problems" in read) {
      return `job ${id}: ${read.problems.map(({ message }) => message).join("; ")}`;
    }
  }
  return undefined;
}
