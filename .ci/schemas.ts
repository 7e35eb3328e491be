/** Generates the types of the settings from their schema; with --check it fails when they are stale. */
import { readFile, writeFile } from "node:fs/promises";
import { compileFromFile } from "json-schema-to-typescript";
import { format, resolveConfig } from "prettier";

const SCHEMA = "schemas/service.schema.json";
const TARGET = "src/config/service-settings.ts";
const BANNER = `/** The settings as they are written: generated from ${SCHEMA} by \`npm run schemas\`. */`;

const generated = await compileFromFile(SCHEMA, {
  bannerComment: BANNER,
  additionalProperties: false,
  format: false,
});
const text = await format(generated, {
  ...(await resolveConfig(TARGET)),
  parser: "typescript",
});
const present = await readFile(TARGET, "utf8").catch(() => "");
if (present === text) {
  process.stdout.write(`${TARGET} is up to date\n`);
} else if (process.argv.includes("--check")) {
  process.stderr.write(`${TARGET} is stale: run \`npm run schemas\`\n`);
  process.exitCode = 1;
} else {
  await writeFile(TARGET, text);
  process.stdout.write(`${TARGET} written\n`);
}
