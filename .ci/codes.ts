/** Writes the table of codes into README.md from the registry; with --check it only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CODES } from "../src/core/codes.ts";

const path = fileURLToPath(new URL("../README.md", import.meta.url));
const readme = readFileSync(path, "utf8");
const rows = Object.entries(CODES).map(
  ([code, { meaning, remedy }]) => `| ${code} | ${meaning} | ${remedy.replaceAll("|", "\\|")} |`,
);
const table = ["| code | meaning | what to do |", "| --- | --- | --- |", ...rows].join("\n");
const wanted = readme.replace(
  /(<!-- codes:begin[^>]*-->\n)[\s\S]*(<!-- codes:end -->)/,
  (_all, begin: string, end: string) => `${begin}\n${table}\n\n${end}`,
);
if (!process.argv.includes("--check")) writeFileSync(path, wanted);
else if (wanted !== readme) {
  console.error("The codes in README.md are stale: run `npx tsx .ci/codes.ts`.");
  process.exitCode = 1;
}
